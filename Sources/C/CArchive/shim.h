// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CARCHIVE_SHIM_H
#define VIGNETTE_CARCHIVE_SHIM_H

#include <archive.h>
#include <archive_entry.h>

#endif
