// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CUCHARDET_SHIM_H
#define VIGNETTE_CUCHARDET_SHIM_H

#include <uchardet/uchardet.h>

#endif
