// SPDX-License-Identifier: Apache-2.0

#include "CSandbox.h"

#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static const size_t huge_page = 2 << 20, reserve = 64 << 20;

static int keeps_memory;

void vignette_keep_memory(void) {
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
    mallopt(M_TOP_PAD, (int)reserve);
    mallopt(M_ARENA_MAX, 1);
    // Larger than what is left of the heap, so that the allocator gets its reserve now; no compiler may leave it out.
    void *volatile piece = malloc(1 << 20);
    free(piece);
    uintptr_t end = (uintptr_t)sbrk(0) & ~(huge_page - 1);
    madvise((void *)(end - reserve), reserve, MADV_HUGEPAGE);
    keeps_memory = 1;
}

// Where the memory begins that the allocator has not handed out yet.
static uintptr_t untouched(void) {
    return (uintptr_t)sbrk(0) - mallinfo2().keepcost;
}

// The most that can be taken from there so that the head of what is left then lies before the next large page.
static size_t room_before_large_page(void) {
    const size_t heads = 3 * sizeof(size_t);
    size_t rest = huge_page - untouched() % huge_page;
    return rest > 2 * heads ? rest - heads : 0;
}

// Takes all pieces of `size` bytes that were given back, for ever.
static void take_gaps(size_t size, uintptr_t end) {
    void *volatile piece;
    do {
        piece = malloc(size);
    } while (piece && (uintptr_t)piece < end);
    free(piece);
}

void vignette_leave_gaps(void) {
    if (!keeps_memory) {
        return;
    }
    malloc_trim(reserve);
    uintptr_t end = untouched();
    size_t size = room_before_large_page();
    for (; size > 1024; size -= size / 16) take_gaps(size, end);
    for (; size > 16; size -= 16) take_gaps(size, end);
}

void vignette_begin_large_page(void) {
    size_t room = keeps_memory ? room_before_large_page() : 0;
    if (room > 0) {
        // Never given back.
        void *volatile piece = malloc(room);
        (void)piece;
    }
}
