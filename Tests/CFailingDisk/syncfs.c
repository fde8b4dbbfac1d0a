// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CFailingDisk.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int syncfs(int file) {
    const char *sign = getenv("FAILING_DISK");
    if (sign && access(sign, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_syncfs, file);
}
