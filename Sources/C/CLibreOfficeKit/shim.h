// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CLIBREOFFICEKIT_SHIM_H
#define VIGNETTE_CLIBREOFFICEKIT_SHIM_H

#define LOK_USE_UNSTABLE_API

#include <stdbool.h>
#include <LibreOfficeKit/LibreOfficeKit.h>
#include <LibreOfficeKit/LibreOfficeKitInit.h>

#endif
