// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stddef.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int vignette_keep_standard_descriptors(void) {
    return close_range(3, ~0u, 0) == 0 ? 0 : -errno;
}

int vignette_fork(void) {
    int pid = fork();
    return pid < 0 ? -errno : pid;
}

int vignette_open_process(int pid) {
    int descriptor = pidfd_open(pid, 0);
    return descriptor < 0 ? -errno : descriptor;
}

int vignette_reserve_child_descriptors(void) {
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) {
        return -errno;
    }
    for (int number = VIGNETTE_CHILD_INPUT; number <= VIGNETTE_CHILD_REPLY; number++) {
        if (null != number && dup3(null, number, O_CLOEXEC) < 0) {
            return -errno;
        }
    }
    return null > VIGNETTE_CHILD_REPLY && close(null) != 0 ? -errno : 0;
}

int vignette_keep_child_descriptors(int input, int reply, int inherits) {
    // First out of the way of the places they go to, then into them.
    int high_input = fcntl(input, F_DUPFD_CLOEXEC, VIGNETTE_CHILD_REPLY + 1);
    int high_reply = fcntl(reply, F_DUPFD_CLOEXEC, VIGNETTE_CHILD_REPLY + 1);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (high_input < 0 || high_reply < 0 || null < 0) {
        return -errno;
    }
    if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0) {
        return -errno;
    }
    if (dup2(high_input, VIGNETTE_CHILD_INPUT) < 0 || dup2(high_reply, VIGNETTE_CHILD_REPLY) < 0) {
        return -errno;
    }
    if (inherits) {
        // What the library opened stays; the zygote has closed what it holds of other jobs.
        close(input);
        close(reply);
        close(high_input);
        close(high_reply);
        // Where one of these numbers was free, it is that.
        if (null > 2) {
            close(null);
        }
        return 0;
    }
    return close_range(VIGNETTE_CHILD_REPLY + 1, ~0u, 0) == 0 ? 0 : -errno;
}

int vignette_reset_signals(void) {
    for (int number = 1; number < NSIG; number++) {
        // Some cannot be set (SIGKILL, SIGSTOP, those of the C library): they have their default action already.
        signal(number, SIG_DFL);
    }
    sigset_t none;
    sigemptyset(&none);
    return sigprocmask(SIG_SETMASK, &none, NULL) == 0 ? 0 : -errno;
}

int vignette_confine_process(int parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) {
        return -errno;
    }
    if (getppid() != parent) {
        return -ESRCH;
    }
    // Only a preference: where /proc is not there, the kernel chooses by size alone.
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        ssize_t written = write(score, "1000", 4);
        (void)written;
        close(score);
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0) {
        return -errno;
    }
    return 0;
}

// Sets the soft limit, and the hard limit `slack` above it.
static int limit(int resource, uint64_t value, uint64_t slack) {
    struct rlimit present;
    if (getrlimit(resource, &present) != 0) {
        return -errno;
    }
    rlim_t hard = value + slack < present.rlim_max ? value + slack : present.rlim_max;
    struct rlimit wanted = {.rlim_cur = value < hard ? value : hard, .rlim_max = hard};
    return setrlimit(resource, &wanted) == 0 ? 0 : -errno;
}

int vignette_limit_resources(uint64_t address_space, uint64_t cpu_seconds, uint64_t descriptors, uint64_t file_bytes) {
    int status = limit(RLIMIT_CORE, 0, 0);
    if (status == 0) status = limit(RLIMIT_FSIZE, file_bytes, 0);
    if (status == 0) status = limit(RLIMIT_NOFILE, descriptors, 0);
    if (status == 0) status = limit(RLIMIT_AS, address_space, 0);
    // SIGXCPU at the soft limit, SIGKILL a second later.
    if (status == 0) status = limit(RLIMIT_CPU, cpu_seconds, 1);
    return status;
}

int vignette_attach_process(int pid) {
    return ptrace(PTRACE_ATTACH, pid, NULL, NULL) == 0 ? 0 : -errno;
}

void vignette_bound_capabilities(void) {
    for (unsigned long capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; capability++) {
    }
}

int vignette_drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}};
    return syscall(SYS_capset, &header, none) == 0 ? 0 : -errno;
}

int vignette_reap(int pid, struct vignette_end *end) {
    int status;
    struct rusage usage;
    int reaped;
    do {
        reaped = wait4(pid, &status, WNOHANG, &usage);
    } while (reaped < 0 && errno == EINTR);
    if (reaped <= 0) {
        return reaped < 0 ? -errno : 0;
    }
    end->signaled = WIFSIGNALED(status);
    end->number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    end->cpu_milliseconds = (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
        + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
    end->peak_memory = (int64_t)usage.ru_maxrss * 1024;
    return 1;
}

void vignette_kill_and_reap(int pid) {
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}
