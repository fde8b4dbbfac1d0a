// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CFONTCONFIG_SHIM_H
#define VIGNETTE_CFONTCONFIG_SHIM_H

#include <fontconfig/fontconfig.h>

#endif
