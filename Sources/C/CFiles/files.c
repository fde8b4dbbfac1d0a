// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CFiles.h"

#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

int vignette_open_beneath(int folder, const char *path, int flags, unsigned mode) {
    struct open_how how = {
        .flags = (unsigned)flags,
        // The kernel refuses a mode where nothing is created.
        .mode = (flags & O_CREAT) ? mode : 0,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
}
