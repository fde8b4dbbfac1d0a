// SPDX-License-Identifier: Apache-2.0

// Decodes progressive JPEG files at a reduced size from the scans that matter in it. In C because libjpeg reports errors by
// longjmp, which must not cross Swift's frames.

#ifndef VIGNETTE_CJPEG_H
#define VIGNETTE_CJPEG_H

#include <stddef.h>
#include <stdint.h>

// Decodes `eighths` eighths of each side, 1 to 7, of the progressive JPEG in `bytes` into `pixels`: rows of 4 * `width` bytes, red,
// green, blue and 255.
//
// Returns 1, or 0 where it does not apply: the file is of another kind, is not in grey or YCbCr, is damaged or cut off,
// or makes a picture that is not `width` by `height`. `pixels` then hold nothing of use.
int vignette_jpeg_reduced(const uint8_t *bytes, size_t count, int eighths, int width, int height, uint8_t *pixels);

#endif
