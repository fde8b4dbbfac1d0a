// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_FILES_H
#define VIGNETTE_FILES_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>

// Opens the relative `path` below the open `folder`, as openat does, but for this: no part of it may be a symbolic link
// or lead out of the folder. The kernel holds to that while it walks, so that nobody can put a link there in between.
// Glibc has no wrapper of openat2. Returns -1 with errno set: ELOOP for a link, EXDEV for a way out, ENOSYS before
// Linux 5.6.
int vignette_open_beneath(int folder, const char *path, int flags, unsigned mode);

// Opens an existing file in the same way as long as no disk is needed to find it: else -1 with EAGAIN, also before
// Linux 5.12, which does not know.
int vignette_open_cached(int folder, const char *path, int flags);

// Reads as pread does what is in memory, and does not wait for more: -1 with EAGAIN where nothing is, and also on file
// systems that do not know.
ssize_t vignette_read_cached(int file, void *bytes, size_t count, off_t offset);

// syncfs(2), which Swift's Glibc module hides.
int vignette_sync_file_system(int file);

// Whether that reaches the disk, and tells what failed. File systems of processes (FUSE) are not told to wait, layers
// (overlayfs) do not tell.
bool vignette_syncs_file_system(int file);

// Has the disk take what of a file is in memory alone, without waiting for it.
void vignette_start_writing(int file);

#endif
