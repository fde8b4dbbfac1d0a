// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CSPNG_SHIM_H
#define VIGNETTE_CSPNG_SHIM_H

#include <spng.h>

#endif
