// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int vignette_unshare_namespaces(void) {
    int flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    return unshare(flags) == 0 ? 0 : -errno;
}

int vignette_follow_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 ? 0 : -errno;
}

void vignette_wait_in_place_of(int pid) {
    // What a child may take to see for itself that its host is gone, in milliseconds.
    const int patience = 5000;
    struct pollfd ends[] = {{.fd = pidfd_open(pid, 0), .events = POLLIN}, {.fd = STDIN_FILENO}};
    while (ends[0].fd >= 0 && poll(ends, 2, -1) < 0 && errno == EINTR) {
    }
    if (ends[0].fd >= 0 && !ends[0].revents) {
        while (poll(ends, 1, patience) < 0 && errno == EINTR) {
        }
        kill(pid, SIGKILL);
    }
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int vignette_begin_root(const char *place) {
    // What is mounted from here on stays in this namespace, and what others mount stays out of it.
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) {
        return -errno;
    }
    return mount("tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,mode=755") == 0 ? 0 : -errno;
}

int vignette_bind(const char *source, const char *target, int writable) {
    if (mount(source, target, NULL, MS_BIND | MS_REC, NULL) != 0) {
        return -errno;
    }
    struct statvfs present;
    if (statvfs(target, &present) != 0) {
        return -errno;
    }
    // In a user namespace, flags that the source has cannot be taken away.
    unsigned long flags = MS_BIND | MS_REMOUNT | MS_NOSUID | (writable ? 0 : MS_RDONLY);
    if (present.f_flag & ST_RDONLY) flags |= MS_RDONLY;
    if (present.f_flag & ST_NODEV) flags |= MS_NODEV;
    if (present.f_flag & ST_NOEXEC) flags |= MS_NOEXEC;
    if (present.f_flag & ST_NOATIME) flags |= MS_NOATIME;
    if (present.f_flag & ST_NODIRATIME) flags |= MS_NODIRATIME;
    if (present.f_flag & ST_RELATIME) flags |= MS_RELATIME;
    return mount(NULL, target, NULL, flags, NULL) == 0 ? 0 : -errno;
}

int vignette_mount_processes(const char *target) {
    // Processes alone, and of them one's own alone: nothing of /proc/sys or of the machine.
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    return mount("proc", target, "proc", flags, "subset=pid,hidepid=invisible") == 0 ? 0 : -errno;
}

int vignette_change_root(const char *place) {
    if (chdir(place) != 0 || syscall(SYS_pivot_root, ".", ".") != 0) {
        return -errno;
    }
    // The old root lies on top of the new one now.
    if (umount2(".", MNT_DETACH) != 0) {
        return -errno;
    }
    return mount(NULL, "/", NULL, MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) == 0 ? 0 : -errno;
}
