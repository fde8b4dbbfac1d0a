// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Debian 12's <linux/landlock.h> knows version 2 of the interface; these are the numbers of versions 1 to 6.
// See Documentation/userspace-api/landlock.rst of the kernel.
struct ruleset {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
};

struct path_rule {
    uint64_t allowed;
    int32_t parent;
} __attribute__((packed));

enum {
    create_ruleset = 444,
    add_rule = 445,
    restrict_self = 446,

    ask_version = 1,
    path_beneath = 1,
};

enum {
    execute = 1 << 0,
    write_file = 1 << 1,
    read_file = 1 << 2,
    read_directory = 1 << 3,
    refer = 1 << 13,
    truncate_file = 1 << 14,
    device_ioctl = 1 << 15,
};

// What a rule may grant on something that is no directory.
static const uint64_t on_files = execute | write_file | read_file | truncate_file | device_ioctl;

// All that version `version` can govern.
static uint64_t governed(int version) {
    uint64_t rights = (1 << 13) - 1;
    if (version >= 2) rights |= refer;
    if (version >= 3) rights |= truncate_file;
    if (version >= 5) rights |= device_ioctl;
    return rights;
}

int vignette_landlock_version(void) {
    long version = syscall(create_ruleset, NULL, 0, ask_version);
    return version < 0 ? -errno : (int)version;
}

int vignette_landlock_create(void) {
    int version = vignette_landlock_version();
    if (version < 0) {
        return version;
    }
    struct ruleset rules = {
        .files = governed(version),
        // Binding and connecting of TCP.
        .network = version >= 4 ? 3 : 0,
        // Abstract sockets and signals of processes outside.
        .scopes = version >= 6 ? 3 : 0,
    };
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    long ruleset = syscall(create_ruleset, &rules, size, 0);
    return ruleset < 0 ? -errno : (int)ruleset;
}

int vignette_landlock_allow_open(int ruleset, int descriptor, int writable) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return -errno;
    }
    uint64_t rights = read_file | read_directory;
    if (writable) {
        rights = governed(vignette_landlock_version()) & ~(uint64_t)execute;
    }
    if (!S_ISDIR(status.st_mode)) {
        rights &= on_files;
    }
    struct path_rule rule = {.allowed = rights, .parent = descriptor};
    // What has no place in the file system, such as a memory file, is not governed.
    return syscall(add_rule, ruleset, path_beneath, &rule, 0) == 0 || errno == EBADFD ? 0 : -errno;
}

int vignette_open_place(const char *path) {
    int descriptor = open(path, O_PATH | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int vignette_landlock_allow(int ruleset, const char *path, int writable) {
    int descriptor = vignette_open_place(path);
    if (descriptor < 0) {
        return descriptor == -ENOENT ? 0 : descriptor;
    }
    int status = vignette_landlock_allow_open(ruleset, descriptor, writable);
    close(descriptor);
    return status;
}

int vignette_landlock_enter(int ruleset) {
    int status = syscall(restrict_self, ruleset, 0) == 0 ? 0 : -errno;
    close(ruleset);
    return status;
}
