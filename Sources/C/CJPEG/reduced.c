// SPDX-License-Identifier: Apache-2.0

#include "CJPEG.h"

#include <setjmp.h>

#include "internal.h"

struct error_manager {
    struct jpeg_error_mgr base;
    jmp_buf leave;
};

static void leave(j_common_ptr state) {
    longjmp(((struct error_manager *)state->err)->leave, 1);
}

static void be_silent(j_common_ptr state) {
    (void)state;
}

static int read_rows(j_decompress_ptr state, uint8_t *pixels) {
    while (state->output_scanline < state->output_height) {
        JSAMPROW row = pixels + (size_t)4 * state->output_width * state->output_scanline;
        if (jpeg_read_scanlines(state, &row, 1) != 1) {
            return 0;
        }
    }
    return state->err->num_warnings == 0;
}

// Whether it has several scans of one of the two usual kinds.
static int is_usual(j_decompress_ptr state) {
    return !state->arith_code && state->progressive_mode &&
        (state->jpeg_color_space == JCS_YCbCr || state->jpeg_color_space == JCS_GRAYSCALE);
}

static int decode(
    j_decompress_ptr state, const uint8_t *bytes, size_t count, int eighths, int width, int height, uint8_t *pixels
) {
    jpeg_create_decompress(state);
    jpeg_mem_src(state, bytes, count);
    if (jpeg_read_header(state, TRUE) != JPEG_HEADER_OK || !is_usual(state)) {
        return 0;
    }
    state->scale_num = (unsigned int)eighths;
    state->scale_denom = DCTSIZE;
    state->out_color_space = JCS_EXT_RGBA;
    state->buffered_image = TRUE;
    state->do_block_smoothing = FALSE;
    jpeg_start_decompress(state);
    if (state->output_width != (JDIMENSION)width || state->output_height != (JDIMENSION)height) {
        return 0;
    }
    int scans = vignette_jpeg_read_scans(state);
    return scans > 0 && jpeg_start_output(state, scans) && read_rows(state, pixels);
}

int vignette_jpeg_reduced(const uint8_t *bytes, size_t count, int eighths, int width, int height, uint8_t *pixels) {
    // What comes after the scans that are read is not looked at: only that it ends.
    if (count < 4 || bytes[count - 2] != 0xFF || bytes[count - 1] != JPEG_EOI) {
        return 0;
    }
    struct jpeg_decompress_struct state = {0};
    struct error_manager errors;
    state.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = leave;
    errors.base.output_message = be_silent;
    volatile int is_decoded = 0;
    if (setjmp(errors.leave) == 0) {
        is_decoded = decode(&state, bytes, count, eighths, width, height, pixels);
    }
    jpeg_destroy_decompress(&state);
    return is_decoded;
}
