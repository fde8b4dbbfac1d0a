// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_CJPEG_INTERNAL_H
#define VIGNETTE_CJPEG_INTERNAL_H

#include <stdint.h>
#include <stdio.h>

#include <jpeglib.h>

// Reads scans until they are enough for the reduced picture. Returns the number of the last one, 0 where it gives up.
int vignette_jpeg_read_scans(j_decompress_ptr state);

// Codes of up to this many bits are looked up at once.
enum { LOOKUP_BITS = 12, SKIP_END = 16 };

// A Huffman table (ITU-T T.81, annex C).
struct huffman {
    // By the next bits: the symbol, and the bits of its code below; 0 where the code is longer.
    uint16_t symbol[1 << LOOKUP_BITS];
    // By the next bits, for coefficients that nobody wants: how many there are whose codes and values lie within, above
    // SKIP_END, which says whether they are the last ones of their block, above how many bits they take; 0 where not even
    // one does.
    uint16_t skip[1 << LOOKUP_BITS];
    // By the next bits: the value of the next coefficient, above the zeros before it in 4 bits, above the bits of both code
    // and value in 4; 0 where they are more, the value is large, or the code stands for something else.
    int16_t value[1 << LOOKUP_BITS];
    // By the length of a code: the first one that is larger than all, and what leads from a code to its symbol.
    uint32_t limit[17];
    int32_t offset[17];
    uint8_t symbols[256];
};

// No MCU takes more bytes: 10 blocks of 64 codes with 15 bits of value each (T.81, B.2.3).
enum { MCU_BYTES = 4096, PART_BYTES = 65536 };

// Where the bits of a scan are read.
struct reader {
    const uint8_t *next;
    // The next bits, from the highest one on, and how many are there for sure.
    uint64_t buffer;
    int bits;
};

// How the one scan of a baseline file is read.
struct entropy {
    struct reader reader;
    // What of the file was not taken over yet.
    const uint8_t *source, *source_end;
    // A part of the scan, without the zeros that follow each 0xFF in the file, and its end. After the last part before a
    // marker come zeros.
    uint8_t part[PART_BYTES + 2 * MCU_BYTES];
    const uint8_t *part_end;
    int is_last_part;
    // MCUs to the next restart marker, and its number.
    unsigned int to_restart, restart;
    int last_dc[MAX_COMPS_IN_SCAN];
    struct huffman dc[NUM_HUFF_TBLS], ac[NUM_HUFF_TBLS];
};

// Has the decompressor, which was started, read coefficients by `entropy`. Returns whether its tables are sound.
int vignette_jpeg_take_entropy(j_decompress_ptr state, struct entropy *entropy);

// Whether all was there that was read.
int vignette_jpeg_is_whole(const struct entropy *entropy);

#endif
