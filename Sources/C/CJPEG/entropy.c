// SPDX-License-Identifier: Apache-2.0

// Huffman decoding of baseline scans (ITU-T T.81, annex F.2.2). At an eighth of the size nearly all of the time goes
// there, for coefficients of which only the lengths matter: here several of them are passed over at once.

#include "internal.h"

#include <string.h>

// What libjpeg calls for each MCU; from its jpegint.h, unchanged since its version 6.
struct jpeg_entropy_decoder {
    void (*start_pass)(j_decompress_ptr state);
    boolean (*decode_mcu)(j_decompress_ptr state, JBLOCKROW *blocks);
    boolean insufficient_data;
};

// Where the coefficients of a scan lie in a block; what lies beyond its end in a damaged file goes to the last one.
static const uint8_t natural_order[DCTSIZE2 + 16] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,
    6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31,
    39, 46, 53, 60, 61, 54, 47, 55, 62, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63,
};

// MARK: Tables

static void find_skips(struct huffman *table) {
    const unsigned int mask = (1 << LOOKUP_BITS) - 1;
    for (unsigned int next = 0; next <= mask; next++) {
        int bits = 0, coefficients = 0, is_end = 0;
        while (!is_end) {
            unsigned int entry = table->symbol[next << bits & mask];
            int length = entry & 15, run = (int)(entry >> 12), size = (int)(entry >> 8 & 15);
            if (entry == 0 || bits + length + size > LOOKUP_BITS) {
                break;
            }
            bits += length + size;
            is_end = size == 0 && run != 15;
            coefficients += is_end ? 0 : run + 1;
        }
        table->skip[next] = (uint16_t)(coefficients << 8 | (is_end ? SKIP_END : 0) | bits);
    }
}

static void find_values(struct huffman *table) {
    const unsigned int mask = (1 << LOOKUP_BITS) - 1;
    for (unsigned int next = 0; next <= mask; next++) {
        unsigned int entry = table->symbol[next];
        int length = entry & 15, run = (int)(entry >> 12), size = (int)(entry >> 8 & 15);
        table->value[next] = 0;
        if (entry == 0 || size == 0 || size > 7 || length + size > LOOKUP_BITS) {
            continue;
        }
        int value = (int)((next << length & mask) >> (LOOKUP_BITS - size));
        value = value >= 1 << (size - 1) ? value : value - (1 << size) + 1;
        table->value[next] = (int16_t)(value * 256 + run * 16 + length + size);
    }
}

// Returns whether the table is sound.
static int make_table(struct huffman *table, const JHUFF_TBL *source, int is_dc) {
    if (source == NULL) {
        return 0;
    }
    memset(table->symbol, 0, sizeof table->symbol);
    memcpy(table->symbols, source->huffval, sizeof table->symbols);
    uint32_t code = 0;
    int place = 0;
    for (int length = 1; length <= 16; length++) {
        table->offset[length] = place - (int32_t)code;
        for (int number = 0; number < source->bits[length]; number++, place++, code++) {
            if (place >= 256 || code >= 1u << length) {
                return 0;
            }
            uint8_t symbol = source->huffval[place];
            if (is_dc && symbol > 11) {
                return 0;
            }
            if (length <= LOOKUP_BITS) {
                unsigned int first = code << (LOOKUP_BITS - length);
                for (unsigned int more = 0; more < 1u << (LOOKUP_BITS - length); more++) {
                    table->symbol[first + more] = (uint16_t)(symbol << 8 | length);
                }
            }
        }
        table->limit[length] = code;
        code <<= 1;
    }
    if (!is_dc) {
        find_skips(table);
        find_values(table);
    }
    return 1;
}

// MARK: Bits

// What is called for each code: the reader then stays in registers.
#define PART static inline __attribute__((always_inline))

// What a code that makes no sense stands for.
enum { NO_SYMBOL = 256 };

// Sees to it that there are 56 bits at least.
PART void refill(struct reader *reader) {
    uint64_t bytes;
    memcpy(&bytes, reader->next, sizeof bytes);
    reader->buffer |= __builtin_bswap64(bytes) >> reader->bits;
    reader->next += (63 - reader->bits) >> 3;
    reader->bits |= 56;
}

PART unsigned int peek(const struct reader *reader, int count) {
    return (unsigned int)(reader->buffer >> (64 - count));
}

PART void drop(struct reader *reader, int count) {
    reader->buffer <<= count;
    reader->bits -= count;
}

static __attribute__((noinline)) unsigned int find_long_code(uint64_t buffer, const struct huffman *table) {
    for (int length = LOOKUP_BITS + 1; length <= 16; length++) {
        unsigned int code = (unsigned int)(buffer >> (64 - length));
        if (code < table->limit[length]) {
            return (unsigned int)table->symbols[(code + (unsigned int)table->offset[length]) & 255] << 8 |
                (unsigned int)length;
        }
    }
    return NO_SYMBOL << 8;
}

// The next symbol. At least 16 bits must be there.
PART unsigned int next_symbol(struct reader *reader, const struct huffman *table) {
    unsigned int entry = table->symbol[peek(reader, LOOKUP_BITS)];
    if (__builtin_expect(entry == 0, 0)) {
        entry = find_long_code(reader->buffer, table);
        drop(reader, entry & 31);
        return entry >> 8;
    }
    drop(reader, entry & 15);
    return entry >> 8;
}

// The value of `size` bits, 1 to 15 (T.81, F.2.2.1): the lower half of them are negative.
PART int next_value(struct reader *reader, int size) {
    int value = (int)peek(reader, size);
    int is_negative = (int)(~reader->buffer >> 63);
    drop(reader, size);
    return value + (-is_negative & (1 - (1 << size)));
}

// MARK: Blocks

// Passes over the coefficients of a block. Returns whether they make sense.
PART int skip_block(struct reader *reader, const struct huffman *table) {
    int place = 0;
    while (place < DCTSIZE2 - 1) {
        refill(reader);
        unsigned int skip = table->skip[peek(reader, LOOKUP_BITS)];
        int after = place + (int)(skip >> 8);
        // What follows the last coefficient of a block is none of its codes.
        if (__builtin_expect(skip != 0 && after + (skip & SKIP_END ? 1 : 0) < DCTSIZE2, 1)) {
            drop(reader, skip & 15);
            place = after;
            if (skip & SKIP_END) {
                return 1;
            }
            continue;
        }
        unsigned int symbol = next_symbol(reader, table);
        int run = (int)(symbol >> 4), size = (int)(symbol & 15);
        if (size == 0 && run != 15) {
            return symbol != NO_SYMBOL;
        }
        place += run + 1;
        drop(reader, size);
    }
    return place == DCTSIZE2 - 1;
}

PART int read_block(struct reader *reader, const struct huffman *table, JCOEFPTR block) {
    int place = 0;
    while (place < DCTSIZE2 - 1) {
        refill(reader);
        int value = table->value[peek(reader, LOOKUP_BITS)];
        if (__builtin_expect(value != 0, 1)) {
            drop(reader, value & 15);
            place += (value >> 4 & 15) + 1;
            block[natural_order[place]] = (JCOEF)(value >> 8);
            continue;
        }
        unsigned int symbol = next_symbol(reader, table);
        int run = (int)(symbol >> 4), size = (int)(symbol & 15);
        if (size != 0) {
            place += run + 1;
            block[natural_order[place]] = (JCOEF)next_value(reader, size);
        } else if (run == 15) {
            place += 16;
        } else {
            return symbol != NO_SYMBOL;
        }
    }
    return place == DCTSIZE2 - 1;
}

// MARK: Parts of the scan

// Takes over more of the file, up to the next marker.
static void next_part(struct entropy *entropy) {
    size_t left = (size_t)(entropy->part_end - entropy->reader.next);
    memmove(entropy->part, entropy->reader.next, left);
    entropy->reader.next = entropy->part;
    uint8_t *end = entropy->part + left, *limit = entropy->part + PART_BYTES;
    while (end < limit && !entropy->is_last_part) {
        size_t room = (size_t)(limit - end), there = (size_t)(entropy->source_end - entropy->source);
        size_t count = there < room ? there : room;
        const uint8_t *mark = memchr(entropy->source, 0xFF, count);
        if (mark != NULL) {
            count = (size_t)(mark - entropy->source);
        }
        memcpy(end, entropy->source, count);
        end += count;
        entropy->source += count;
        if (mark != NULL && entropy->source_end - mark > 1 && mark[1] == 0) {
            *end++ = 0xFF;
            entropy->source += 2;
        } else if (mark != NULL || entropy->source == entropy->source_end) {
            entropy->is_last_part = 1;
        }
    }
    entropy->part_end = end;
    memset(end, 0, MCU_BYTES);
}

// Begins to read at `source`.
static void begin(struct entropy *entropy, const uint8_t *source) {
    entropy->source = source;
    entropy->part_end = entropy->part;
    entropy->is_last_part = 0;
    entropy->reader = (struct reader){.next = entropy->part};
    memset(entropy->last_dc, 0, sizeof entropy->last_dc);
}

// Bits of the scan that were not read yet; less than none when there were too few.
static long bits_left(const struct entropy *entropy) {
    return 8 * (entropy->part_end - entropy->reader.next) + entropy->reader.bits;
}

// Begins after a restart marker, which has to come next. Returns whether it does.
static int pass_restart(j_decompress_ptr state, struct entropy *entropy) {
    long left = bits_left(entropy);
    const uint8_t *mark = entropy->source;
    if (!entropy->is_last_part || left < 0 || left > 7 || entropy->source_end - mark < 2 ||
        mark[0] != 0xFF || mark[1] != JPEG_RST0 + entropy->restart) {
        return 0;
    }
    begin(entropy, mark + 2);
    entropy->restart = (entropy->restart + 1) % 8;
    entropy->to_restart = state->restart_interval;
    return 1;
}

// MARK: MCUs

static int read_mcu(j_decompress_ptr state, struct entropy *entropy, JBLOCKROW *blocks) {
    if (state->restart_interval != 0) {
        if (entropy->to_restart == 0 && !pass_restart(state, entropy)) {
            return 0;
        }
        entropy->to_restart--;
    }
    if (entropy->part_end - entropy->reader.next < MCU_BYTES) {
        if (!entropy->is_last_part) {
            next_part(entropy);
        } else if (bits_left(entropy) < 0) {
            return 0;
        }
    }
    struct reader reader = entropy->reader;
    for (int index = 0; index < state->blocks_in_MCU; index++) {
        int member = state->MCU_membership[index];
        const jpeg_component_info *component = state->cur_comp_info[member];
        refill(&reader);
        unsigned int size = next_symbol(&reader, &entropy->dc[component->dc_tbl_no]);
        if (size == NO_SYMBOL) {
            return 0;
        }
        if (size != 0) {
            // As unsigned: the sum of a damaged file may leave the range.
            entropy->last_dc[member] = (int)((unsigned int)entropy->last_dc[member] +
                (unsigned int)next_value(&reader, (int)size));
        }
        JCOEFPTR block = *blocks[index];
        block[0] = (JCOEF)entropy->last_dc[member];
        const struct huffman *table = &entropy->ac[component->ac_tbl_no];
        if (!(component->DCT_scaled_size == 1 ? skip_block(&reader, table) : read_block(&reader, table, block))) {
            return 0;
        }
    }
    entropy->reader = reader;
    return 1;
}

static boolean decode_mcu(j_decompress_ptr state, JBLOCKROW *blocks) {
    if (!read_mcu(state, state->client_data, blocks)) {
        state->err->error_exit((j_common_ptr)state);
    }
    return TRUE;
}

int vignette_jpeg_take_entropy(j_decompress_ptr state, struct entropy *entropy) {
    for (int index = 0; index < state->comps_in_scan; index++) {
        const jpeg_component_info *component = state->cur_comp_info[index];
        int dc = component->dc_tbl_no, ac = component->ac_tbl_no;
        if (dc < 0 || dc >= NUM_HUFF_TBLS || ac < 0 || ac >= NUM_HUFF_TBLS ||
            !make_table(&entropy->dc[dc], state->dc_huff_tbl_ptrs[dc], 1) ||
            !make_table(&entropy->ac[ac], state->ac_huff_tbl_ptrs[ac], 0)) {
            return 0;
        }
    }
    entropy->source_end = state->src->next_input_byte + state->src->bytes_in_buffer;
    begin(entropy, state->src->next_input_byte);
    entropy->to_restart = state->restart_interval;
    entropy->restart = 0;
    state->client_data = entropy;
    state->entropy->decode_mcu = decode_mcu;
    return 1;
}

int vignette_jpeg_is_whole(const struct entropy *entropy) {
    return bits_left(entropy) >= 0;
}
