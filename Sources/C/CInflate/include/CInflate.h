// SPDX-License-Identifier: Apache-2.0

// Expands zlib streams (RFC 1950) by ISA-L, whose state is too large a structure to be Swift's to look into.

#ifndef VIGNETTE_CINFLATE_H
#define VIGNETTE_CINFLATE_H

#include <stddef.h>
#include <stdint.h>

struct vignette_inflate;

// A stream of which nothing was read yet, or NULL without memory. To be freed.
struct vignette_inflate *vignette_inflate_new(void);
void vignette_inflate_free(struct vignette_inflate *stream);

// Gives the stream its next bytes. They must stay where they are until they are used up; what is left of those before
// is forgotten.
void vignette_inflate_feed(struct vignette_inflate *stream, const uint8_t *bytes, uint32_t count);

// Expands into `output`.
//
// Returns how many bytes were made: fewer than `count` where the stream has ended or wants to be fed; or -1 where it is
// damaged, its checksum included, needs a dictionary, or is followed by something.
int64_t vignette_inflate_read(struct vignette_inflate *stream, uint8_t *output, uint32_t count);

// Whether the stream has ended.
int vignette_inflate_has_ended(const struct vignette_inflate *stream);

// The CRC-32 of PNG and gzip, of `bytes` behind others whose own is `crc`, 0 at the start.
uint32_t vignette_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

#endif
