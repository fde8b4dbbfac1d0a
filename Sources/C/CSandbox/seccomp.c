// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no system call filter for this architecture"
#endif

// Calls that came after Debian 12's headers, the same on both architectures.
enum {
    call_memfd_secret = 447,
    call_process_madvise = 440,
    call_futex_waitv = 449,
};

// What decoders, their allocators and their threads use. None of it reaches beyond the process and its files.
static const int decoder_calls[] = {
    SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_pread64, SYS_preadv, SYS_close, SYS_close_range, SYS_lseek,
    SYS_fstat, SYS_newfstatat, SYS_statx, SYS_fstatfs, SYS_statfs, SYS_openat, SYS_faccessat, SYS_faccessat2,
    SYS_readlinkat, SYS_getcwd, SYS_getdents64, SYS_fcntl, SYS_dup, SYS_dup3, SYS_pipe2, SYS_eventfd2, SYS_ppoll,
    SYS_pselect6, SYS_fadvise64, SYS_umask, SYS_getpeername,
    SYS_mmap, SYS_munmap, SYS_mremap, SYS_mprotect, SYS_madvise, SYS_brk, SYS_membarrier,
    SYS_futex, call_futex_waitv, SYS_set_robust_list, SYS_rseq, SYS_sched_yield, SYS_sched_getaffinity, SYS_getcpu,
    SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_restart_syscall,
    SYS_clock_gettime, SYS_clock_getres, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrandom,
    SYS_getpid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid, SYS_uname, SYS_getrusage, SYS_times,
    SYS_sysinfo, SYS_exit, SYS_exit_group,
#if defined(__x86_64__)
    SYS_open, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_dup2, SYS_pipe, SYS_poll, SYS_select, SYS_pause, SYS_time,
    SYS_getrlimit, SYS_arch_prctl,
#endif
};

// What LibreOffice has no use for, and an attacker has.
static const int denied_to_office[] = {
    SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, call_process_madvise, SYS_kcmp,
    SYS_pidfd_open, SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns, SYS_move_mount, SYS_open_tree,
    SYS_fsopen, SYS_fsconfig, SYS_fsmount, SYS_fspick, SYS_mount_setattr, SYS_mknodat, SYS_open_by_handle_at,
    SYS_name_to_handle_at, SYS_fanotify_init, SYS_quotactl, SYS_swapon, SYS_swapoff, SYS_acct,
    SYS_keyctl, SYS_add_key, SYS_request_key, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup,
    SYS_io_uring_enter, SYS_io_uring_register, SYS_memfd_create, call_memfd_secret, SYS_vmsplice, SYS_personality,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load, SYS_reboot, SYS_syslog,
    SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname,
    SYS_setuid, SYS_setgid, SYS_setreuid, SYS_setregid, SYS_setresuid, SYS_setresgid, SYS_setgroups, SYS_capset,
    SYS_lookup_dcookie, SYS_move_pages, SYS_migrate_pages, SYS_mbind, SYS_set_mempolicy,
#if defined(__x86_64__)
    SYS_fork, SYS_vfork, SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_mknod, SYS_uselib, SYS_ustat, SYS_sysfs,
#endif
};

#define COUNT(list) ((int)(sizeof(list) / sizeof *(list)))

// Most calls of a list: its search is within the reach of one jump.
enum { most_numbers = 126 };
_Static_assert(COUNT(decoder_calls) <= most_numbers && COUNT(denied_to_office) <= most_numbers, "a jump is too far");

struct program {
    struct sock_filter code[400];
    unsigned short length;
};

static void emit(struct program *program, struct sock_filter instruction) {
    program->code[program->length++] = instruction;
}

static void load(struct program *program, uint32_t offset) {
    emit(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

// The lower half of an argument: all that the calls below look at.
static void load_argument(struct program *program, int number) {
    load(program, offsetof(struct seccomp_data, args) + 8 * (uint32_t)number);
}

static void end(struct program *program, uint32_t action) {
    emit(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

// When what was loaded is `value`: ends with `action`.
static void when(struct program *program, uint32_t value, uint32_t action) {
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
    end(program, action);
}

// When the call is not `number`: skips the `count` instructions that follow.
static void skip_unless(struct program *program, int number, int count) {
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, (unsigned char)count));
}

static int by_number(const void *left, const void *right) {
    return *(const int *)left - *(const int *)right;
}

// A search for what was loaded among the bounds `from` up to `to`, which are in order. The instruction at `returns`
// ends it for what has an even number of all bounds before it, the next one for all else.
static void emit_search(struct program *program, const uint32_t *bounds, int from, int to, int returns) {
    int middle = (from + to) / 2;
    int jump = program->length;
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, bounds[middle], 0, 0));
    struct sock_filter *code = program->code + jump;
    code->jf = (unsigned char)((from < middle ? program->length : returns + middle % 2) - jump - 1);
    if (from < middle) emit_search(program, bounds, from, middle, returns);
    code->jt = (unsigned char)((middle + 1 < to ? program->length : returns + (middle + 1) % 2) - jump - 1);
    if (middle + 1 < to) emit_search(program, bounds, middle + 1, to, returns);
}

// Ends with `inside` where the call that was loaded is one of `numbers`, else with `outside`.
//
// The kernel runs a new filter for each call that there is, to know those that it always allows: the way through has to
// be short.
static void emit_choice(struct program *program, const int *numbers, int count, uint32_t inside, uint32_t outside) {
    int sorted[most_numbers];
    memcpy(sorted, numbers, (size_t)count * sizeof *numbers);
    qsort(sorted, (size_t)count, sizeof *sorted, by_number);
    // Where calls that are among them begin, and where they end.
    uint32_t bounds[2 * most_numbers];
    int found = 0;
    for (int index = 0; index < count; index++) {
        uint32_t number = (uint32_t)sorted[index];
        if (found == 0 || number > bounds[found - 1]) {
            bounds[found++] = number;
            bounds[found++] = number + 1;
        } else if (number == bounds[found - 1]) {
            bounds[found - 1] = number + 1;
        }
    }
    emit_search(program, bounds, 0, found, program->length + found);
    end(program, outside);
    end(program, inside);
}

static const uint32_t denied = SECCOMP_RET_ERRNO | EPERM;
static const uint32_t unknown = SECCOMP_RET_ERRNO | ENOSYS;
static const uint32_t allowed = SECCOMP_RET_ALLOW;

// Both profiles: what depends on arguments. Each block ends the program or is skipped as a whole.
static void emit_common(struct program *program) {
    load(program, offsetof(struct seccomp_data, arch));
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
    end(program, SECCOMP_RET_KILL_PROCESS);
    load(program, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    // The numbers of the x32 interface.
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
    end(program, SECCOMP_RET_KILL_PROCESS);
#endif
    // Threads, and nothing else that clone makes. What hides its flags in memory does not exist.
    when(program, SYS_clone3, unknown);
    skip_unless(program, SYS_clone, 4);
    load_argument(program, 0);
    emit(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
    end(program, allowed);
    end(program, denied);
    // Signals to oneself, as abort sends them.
    skip_unless(program, SYS_tgkill, 4);
    load_argument(program, 0);
    when(program, (uint32_t)getpid(), allowed);
    end(program, denied);
    skip_unless(program, SYS_kill, 4);
    load_argument(program, 0);
    when(program, (uint32_t)getpid(), allowed);
    end(program, denied);
    // Typing into somebody's terminal.
    skip_unless(program, SYS_ioctl, 6);
    load_argument(program, 1);
    when(program, TIOCSTI, denied);
    when(program, TIOCLINUX, denied);
    end(program, allowed);
}

static void emit_decoder(struct program *program, uint32_t otherwise) {
    // Memory that can be written is not run, nor the other way round.
    static const int mapping_calls[] = {SYS_mmap, SYS_mprotect};
    for (int index = 0; index < COUNT(mapping_calls); index++) {
        skip_unless(program, mapping_calls[index], 5);
        load_argument(program, 2);
        emit(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, PROT_WRITE | PROT_EXEC));
        when(program, PROT_WRITE | PROT_EXEC, denied);
        end(program, allowed);
    }
    // The names of threads.
    skip_unless(program, SYS_prctl, 6);
    load_argument(program, 0);
    when(program, PR_SET_NAME, allowed);
    when(program, PR_GET_NAME, allowed);
    end(program, denied);
    // One's own limits can be asked for; the hard ones are set.
    skip_unless(program, SYS_prlimit64, 4);
    load_argument(program, 0);
    when(program, 0, allowed);
    end(program, denied);
    emit_choice(program, decoder_calls, COUNT(decoder_calls), allowed, otherwise);
}

static void emit_office(struct program *program) {
    skip_unless(program, SYS_socket, 4);
    load_argument(program, 0);
    when(program, AF_UNIX, allowed);
    end(program, denied);
    emit_choice(program, denied_to_office, COUNT(denied_to_office), denied, allowed);
}

int vignette_filter_calls(int is_office, int kills) {
    struct program program = {.length = 0};
    emit_common(&program);
    if (is_office) {
        emit_office(&program);
    } else {
        emit_decoder(&program, kills ? SECCOMP_RET_KILL_PROCESS : unknown);
    }
    struct sock_fprog filter = {.len = program.length, .filter = program.code};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0 ? 0 : -errno;
}
