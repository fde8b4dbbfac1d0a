// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CFiles.h"

#include <errno.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

static int open_beneath(int folder, const char *path, int flags, unsigned mode, unsigned resolve) {
    struct open_how how = {
        .flags = (unsigned)flags,
        // The kernel refuses a mode where nothing is created.
        .mode = (flags & O_CREAT) ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | resolve,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}

int vignette_open_beneath(int folder, const char *path, int flags, unsigned mode) {
    return open_beneath(folder, path, flags, mode, 0);
}

int vignette_open_cached(int folder, const char *path, int flags) {
    int opened = open_beneath(folder, path, flags, 0, RESOLVE_CACHED);
    if (opened < 0 && errno == EINVAL) errno = EAGAIN;
    return opened;
}

ssize_t vignette_read_cached(int file, void *bytes, size_t count, off_t offset) {
    struct iovec space = {.iov_base = bytes, .iov_len = count};
    ssize_t got = preadv2(file, &space, 1, offset, RWF_NOWAIT);
    if (got < 0 && errno == EOPNOTSUPP) errno = EAGAIN;
    return got;
}

int vignette_sync_file_system(int file) { return syncfs(file); }

bool vignette_syncs_file_system(int file) {
    struct statfs system;
    return fstatfs(file, &system) == 0 && system.f_type != FUSE_SUPER_MAGIC && system.f_type != OVERLAYFS_SUPER_MAGIC;
}

void vignette_start_writing(int file) { (void)sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); }
