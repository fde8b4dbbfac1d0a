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

// Begins to trace the process `pid`.
int vignette_attach_process(int pid);

// In a zygote: no capability can be gained any more, by the zygote or its children.
void vignette_bound_capabilities(void);

// In a child: gives up every capability for good.
int vignette_drop_capabilities(void);

// MARK: Namespaces

// Enters new user, mount, process, network, IPC and UTS namespaces; the next child is the first process of its own.
int vignette_unshare_namespaces(void);

// Dies with the parent's thread.
int vignette_follow_parent(void);

// Waits for the child `pid` and ends as it ended. A child that does not end when standard input, a socket, has lost its other
// end is killed after five seconds.
void vignette_wait_in_place_of(int pid) __attribute__((noreturn));

// Mounts an empty file system at `place`, which becomes the root.
int vignette_begin_root(const char *place);

// Makes `source` visible at `target`, which exists, read only unless `writable`.
int vignette_bind(const char *source, const char *target, int writable);

// Mounts the processes of this namespace at `target`, without anything of the machine.
int vignette_mount_processes(const char *target);

// Makes `place` the root, read only, and lets go of the old one.
int vignette_change_root(const char *place);

// MARK: Landlock

// The version of the interface; negative where the kernel has none.
int vignette_landlock_version(void);

// A descriptor of a new set of rules that forbids all that the kernel can govern.
int vignette_landlock_create(void);

// A descriptor that stands for `path`, and opens nothing of what is there.
int vignette_open_place(const char *path);

// Allows reading, or all but running, of `path` and what lies below. A path that does not exist is passed over.
int vignette_landlock_allow(int ruleset, const char *path, int writable);

// The same for an open descriptor.
int vignette_landlock_allow_open(int ruleset, int descriptor, int writable);

// Holds the process to `ruleset` from now on, and closes it.
int vignette_landlock_enter(int ruleset);

// MARK: System calls

// Holds the process to a filter from now on: the calls that decoders need, or with `is_office` all but those that an
// attacker needs. An unknown call does not exist for the former, or ends the process where `kills` is set.
int vignette_filter_calls(int is_office, int kills);

// MARK: Ends

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

// MARK: Memory

// Has the allocator keep what is freed, and take its memory in large pages: a child lives for one job, in which the
// same buffers are needed for each picture, and the kernel would have to clear and to hand out each page again.
void vignette_keep_memory(void);

// In a zygote that keeps memory, before its first child: has the allocator leave alone what was given back so far. It
// lies between what stays, and each of its pages would be copied for a child that writes to it.
void vignette_leave_gaps(void);

// In a child of one that keeps memory: has the allocator go on at the next large page, which nobody has touched.
void vignette_begin_large_page(void);

#endif
