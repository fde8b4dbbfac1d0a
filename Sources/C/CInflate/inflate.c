// SPDX-License-Identifier: Apache-2.0

#include "CInflate.h"

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct vignette_inflate {
    struct inflate_state state;
};

struct vignette_inflate *vignette_inflate_new(void) {
    struct vignette_inflate *stream = malloc(sizeof *stream);
    if (stream != NULL) {
        isal_inflate_init(&stream->state);
        stream->state.crc_flag = ISAL_ZLIB;
        stream->state.avail_in = 0;
    }
    return stream;
}

void vignette_inflate_free(struct vignette_inflate *stream) {
    free(stream);
}

void vignette_inflate_feed(struct vignette_inflate *stream, const uint8_t *bytes, uint32_t count) {
    // It is only read from.
    stream->state.next_in = (uint8_t *)bytes;
    stream->state.avail_in = count;
}

int64_t vignette_inflate_read(struct vignette_inflate *stream, uint8_t *output, uint32_t count) {
    struct inflate_state *state = &stream->state;
    state->next_out = output;
    state->avail_out = count;
    while (state->block_state != ISAL_BLOCK_FINISH) {
        uint32_t room = state->avail_out;
        uint32_t rest = state->avail_in;
        int status = isal_inflate(state);
        if (status < 0 || status == ISAL_NEED_DICT) {
            return -1;
        }
        if (state->avail_out == 0 || (state->avail_out == room && state->avail_in == rest)) {
            break;
        }
    }
    // What it took ahead of the end is in bits.
    if (state->block_state == ISAL_BLOCK_FINISH && (state->avail_in > 0 || state->read_in_length >= 8)) {
        return -1;
    }
    return (int64_t)count - state->avail_out;
}

int vignette_inflate_has_ended(const struct vignette_inflate *stream) {
    return stream->state.block_state == ISAL_BLOCK_FINISH;
}

uint32_t vignette_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
    return crc32_gzip_refl(crc, bytes, count);
}
