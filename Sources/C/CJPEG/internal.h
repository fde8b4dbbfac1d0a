// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CJPEG_INTERNAL_H
#define VIGNETTE_CJPEG_INTERNAL_H

#include <stdio.h>

#include <jpeglib.h>

// Reads scans until they are enough for the reduced picture. Returns the number of the last one, 0 where it gives up.
int vignette_jpeg_read_scans(j_decompress_ptr state);

#endif
