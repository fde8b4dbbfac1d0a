// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CMAGIC_SHIM_H
#define VIGNETTE_CMAGIC_SHIM_H

#include <magic.h>

#endif
