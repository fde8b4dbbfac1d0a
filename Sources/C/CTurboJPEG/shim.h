// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CTURBOJPEG_SHIM_H
#define VIGNETTE_CTURBOJPEG_SHIM_H

#include <turbojpeg.h>

#endif
