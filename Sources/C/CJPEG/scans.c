// SPDX-License-Identifier: Apache-2.0

#include "internal.h"

#include <stdint.h>

// A file with more scans is left to those who count its cost.
enum { SCAN_LIMIT = 64 };

// What the coefficients of a block may be off by together, in eighths of a level of brightness: by so much the lowest one
// would change all of its samples by two levels (ITU-T T.81, A.3.3).
enum { ERROR_LIMIT = 16 };

// The column and the row of each coefficient in the order in which scans name them.
static const uint8_t zigzag_column[DCTSIZE2] = {
    0, 1, 0, 0, 1, 2, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4,
    3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 5, 6, 7, 7, 6, 7,
};
static const uint8_t zigzag_row[DCTSIZE2] = {
    0, 0, 1, 2, 1, 0, 0, 1, 2, 3, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 0, 1, 2, 3,
    4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 4, 5, 6, 7, 7, 6, 5, 6, 7, 7,
};

// How much, in sixteenths of the lowest coefficient, one of this column or row counts at most in a block that is decoded
// to `size` samples each way: in libjpeg's jidctred.c, which takes the mean of samples, and jidctint.c, which leaves high
// frequencies out.
static int weight(int place, int size) {
    static const uint8_t of_two[DCTSIZE] = {16, 15, 0, 6, 0, 4, 0, 3};
    static const uint8_t of_four[DCTSIZE] = {16, 21, 15, 18, 0, 12, 7, 5};
    switch (size) {
    case 2: return of_two[place];
    case 4: return of_four[place];
    default: return place == 0 ? 16 : place < size ? 23 : 0;
    }
}

// Whether what is known of a component's coefficients makes up the reduced picture.
static int is_known(const int *missing_bits, const JQUANT_TBL *table, int size) {
    // The square of the error, in 256ths of the limit's unit.
    double error = 0;
    for (int place = 0; place < DCTSIZE2; place++) {
        int column = zigzag_column[place], row = zigzag_row[place];
        int share = weight(column, size) * weight(row, size);
        if (share == 0) {
            continue;
        }
        // Bits that are still to come; -1: all of them.
        int missing = missing_bits[place];
        if (missing < 0 || missing > 8) {
            return 0;
        }
        double most = (double)(((1 << missing) - 1) * share) * table->quantval[8 * row + column];
        error += most * most;
    }
    return error <= 256.0 * ERROR_LIMIT * 256.0 * ERROR_LIMIT;
}

static int is_enough(j_decompress_ptr state) {
    for (int index = 0; index < state->num_components; index++) {
        const jpeg_component_info *component = &state->comp_info[index];
        // It is set with the component's first scan.
        const JQUANT_TBL *table = component->quant_table;
        if (table == NULL || !is_known(state->coef_bits[index], table, component->DCT_scaled_size)) {
            return 0;
        }
    }
    return 1;
}

int vignette_jpeg_read_scans(j_decompress_ptr state) {
    for (;;) {
        int status = jpeg_consume_input(state);
        if (status == JPEG_REACHED_EOI || (status == JPEG_SCAN_COMPLETED && is_enough(state))) {
            return state->input_scan_number;
        }
        if (status == JPEG_SUSPENDED || state->input_scan_number > SCAN_LIMIT) {
            return 0;
        }
    }
}
