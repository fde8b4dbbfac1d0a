// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_SANDBOX_H
#define VIGNETTE_SANDBOX_H

#include <stdint.h>

// Every function returns a negative errno on failure.

// Where a child finds its two descriptors.
#define VIGNETTE_CHILD_INPUT 3
#define VIGNETTE_CHILD_REPLY 4

// Closes every descriptor but 0, 1 and 2.
int vignette_keep_standard_descriptors(void);

// Forks. Swift has no fork of its own; the caller must have one thread alone.
int vignette_fork(void);

// Opens a descriptor for a process that the caller has not reaped yet.
int vignette_open_process(int pid);

// In a zygote, before its library opens anything: takes the numbers that a child's two descriptors will have.
int vignette_reserve_child_descriptors(void);

// In a child: moves its two descriptors to their places, puts /dev/null on 0, 1 and 2, and closes all others, unless
// `inherits` is set.
int vignette_keep_child_descriptors(int input, int reply, int inherits);

// In a child: back to the default action of every signal, none of them blocked.
int vignette_reset_signals(void);

// In a child: dies with `parent`, gains no privilege by exec, cannot be traced or dumped, and is the first that the
// kernel kills when memory runs out.
int vignette_confine_process(int parent);

// In a child: sets its limits for good. No core file; files up to `file_bytes` each.
int vignette_limit_resources(uint64_t address_space, uint64_t cpu_seconds, uint64_t descriptors, uint64_t file_bytes);

// How a child ended.
struct vignette_end {
    // Whether a signal ended it, and its number or the exit status.
    int signaled;
    int number;
    // CPU time of the process, in milliseconds.
    int64_t cpu_milliseconds;
    // The most memory that it held at once, in bytes.
    int64_t peak_memory;
};

// Reaps the child `pid` when it has ended. Returns 1 when it had, 0 when it still runs.
int vignette_reap(int pid, struct vignette_end *end);

// Kills the child `pid`, not yet reaped, and waits for its end.
void vignette_kill_and_reap(int pid);

#endif
