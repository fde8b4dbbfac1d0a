// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CMischief.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

typedef const struct mischief_targets *targets;

static int opens(const char *path, int flags) {
    int descriptor = open(path, flags, 0600);
    if (descriptor < 0) return 0;
    close(descriptor);
    return 1;
}

static const char *within(targets t, const char *name) {
    static char path[4096];
    snprintf(path, sizeof path, "%s/%s", t->folder, name);
    return path;
}

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int connect_tcp(targets t) {
    struct sockaddr_in address = loopback(t->port);
    return connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address) == 0;
}

static int listen_tcp(targets t) {
    struct sockaddr_in address = loopback(0);
    int number = socket(AF_INET, SOCK_STREAM, 0);
    return bind(number, (struct sockaddr *)&address, sizeof address) == 0 && listen(number, 1) == 0;
}

static int send_udp(targets t) {
    struct sockaddr_in address = loopback(t->port);
    return sendto(socket(AF_INET, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&address, sizeof address) == 1;
}

static int send_udp_over_ipv6(targets t) {
    struct sockaddr_in6 address = {
        .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)t->port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    return sendto(socket(AF_INET6, SOCK_DGRAM, 0), "x", 1, 0, (struct sockaddr *)&address, sizeof address) == 1;
}

static int ask_netlink(targets t) { return socket(AF_NETLINK, SOCK_RAW, 0) >= 0; }

static int bind_in_file_system(targets t) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "/tmp/mischief-%d.socket", getpid());
    int status = bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr *)&address, sizeof address);
    unlink(address.sun_path);
    return status == 0;
}

static int read_accounts(targets t) { return opens("/etc/passwd", O_RDONLY); }
static int read_neighbour(targets t) { return opens(within(t, "secret"), O_RDONLY); }
static int list_folder(targets t) { return opens(t->folder, O_RDONLY | O_DIRECTORY); }
static int list_homes(targets t) { return opens("/home", O_RDONLY | O_DIRECTORY); }
static int create_file(targets t) { return opens(within(t, "created"), O_WRONLY | O_CREAT); }
static int change_file(targets t) { return opens(within(t, "secret"), O_WRONLY); }
static int make_folder(targets t) { return mkdir(within(t, "made"), 0700) == 0 || errno == EEXIST; }
static int make_link(targets t) { return symlink("/etc", within(t, "link")) == 0 || errno == EEXIST; }
static int make_pipe(targets t) { return mkfifo(within(t, "fifo"), 0600) == 0 || errno == EEXIST; }
static int change_mode(targets t) { return chmod(within(t, "secret"), 0644) == 0; }
static int change_time(targets t) { return utimensat(AT_FDCWD, within(t, "secret"), NULL, 0) == 0; }

static int move_file(targets t) {
    char from[4096];
    snprintf(from, sizeof from, "%s", within(t, "secret"));
    return rename(from, within(t, "secret")) == 0;
}

static int read_environment_of_host(targets t) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", t->host);
    return opens(path, O_RDONLY);
}

static int list_descriptors_of_host(targets t) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", t->host);
    return opens(path, O_RDONLY | O_DIRECTORY);
}

static int see_processes(targets t) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/cmdline", t->host);
    return opens(path, O_RDONLY);
}

static int read_settings_of_kernel(targets t) { return opens("/proc/sys/kernel/core_pattern", O_RDONLY); }

static int execute(targets t) {
    char *arguments[] = {"sh", "-c", "exit 42", NULL};
    execve("/bin/sh", arguments, &arguments[3]);
    return 0;
}

static int execute_from_memory(targets t) {
    static const char script[] = "#!/bin/sh\nexit 42\n";
    int file = (int)syscall(SYS_memfd_create, "x", 0);
    if (file < 0 || write(file, script, sizeof script - 1) < 0) return 0;
    char *arguments[] = {"x", NULL};
    syscall(SYS_execveat, file, "", arguments, &arguments[1], AT_EMPTY_PATH);
    return 0;
}

static int make_process(targets t) {
    pid_t pid = fork();
    if (pid == 0) _exit(0);
    return pid > 0;
}

static int make_process_by_number(targets t) {
    long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) _exit(0);
    return pid > 0;
}

static int trace_parent(targets t) {
    if (ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) != 0) return 0;
    ptrace(PTRACE_DETACH, getppid(), NULL, NULL);
    return 1;
}

static int read_memory_of_parent(targets t) {
    char byte;
    struct iovec local = {&byte, 1}, remote = {(void *)(uintptr_t)&opens, 1};
    return process_vm_readv(getppid(), &local, 1, &remote, 1, 0) == 1;
}

static int write_memory_of_parent(targets t) {
    static char byte;
    struct iovec local = {&byte, 1}, remote = {&byte, 1};
    return process_vm_writev(getppid(), &local, 1, &remote, 1, 0) == 1;
}

static int compare_with_parent(targets t) { return syscall(SYS_kcmp, getpid(), getppid(), 0, 0, 0) >= 0; }
static int signal_parent(targets t) { return kill(getppid(), 0) == 0; }
static int signal_host(targets t) { return kill(t->host, 0) == 0; }
static int open_parent(targets t) { return syscall(SYS_pidfd_open, getppid(), 0) >= 0; }

static int take_descriptor_of_parent(targets t) {
    int process = (int)syscall(SYS_pidfd_open, getppid(), 0);
    return process >= 0 && syscall(SYS_pidfd_getfd, process, 0, 0) >= 0;
}

static int make_namespace(targets t) { return unshare(CLONE_NEWUSER) == 0; }

static int mount_in_namespace(targets t) {
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 0;
    return syscall(SYS_fsopen, "tmpfs", 0) >= 0;
}

static int use_keyring(targets t) {
    return syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 1) >= 0;
}

static int use_io_uring(targets t) {
    char parameters[256] = {0};
    return syscall(SYS_io_uring_setup, 1, parameters) >= 0;
}

static int map_writable_code(targets t) {
    return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static int make_memory_file(targets t) { return syscall(SYS_memfd_create, "x", 0) >= 0; }
static int attach_shared_memory(targets t) { return shmget(t->segment, 0, 0) >= 0; }
static int watch_files(targets t) { return inotify_init1(0) >= 0; }
static int change_personality(targets t) { return personality(ADDR_NO_RANDOMIZE) >= 0; }
static int become_dumpable(targets t) { return prctl(PR_SET_DUMPABLE, 1) == 0; }
static int make_file_handle(targets t) {
    struct { struct file_handle handle; char bytes[128]; } space = {.handle.handle_bytes = 128};
    int mount;
    return name_to_handle_at(AT_FDCWD, "/", &space.handle, &mount, 0) == 0;
}

static int splice_memory(targets t) {
    int ends[2];
    if (pipe(ends) != 0) return 0;
    struct iovec bytes = {"x", 1};
    return vmsplice(ends[1], &bytes, 1, 0) == 1;
}

static int open_many(targets t) {
    for (int count = 0; count < 600; count++) {
        if (open("/dev/null", O_RDONLY) < 0) return 0;
    }
    return 1;
}

static int fill_memory(targets t) {
    // More than any limit of a test.
    return mmap(NULL, 16ull << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED
       ;
}

static int write_much(targets t) {
    int file = open(within(t, "much"), O_WRONLY | O_CREAT, 0600);
    return file >= 0 && ftruncate(file, 1 << 30) == 0;
}

static int allow_dumps(targets t) {
    struct rlimit limit;
    return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max > 0;
}

static int filter_own_calls(targets t) {
    // Gains nothing by itself, but shows whether privileges can still be had.
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
}

static const struct {
    const char *name;
    int (*attempt)(targets);
} attempts[] = {
    {"connects over TCP", connect_tcp}, {"listens on TCP", listen_tcp}, {"sends over UDP", send_udp},
    {"sends over UDP and IPv6", send_udp_over_ipv6}, {"asks netlink", ask_netlink},
    {"binds a socket in the file system", bind_in_file_system}, {"reads the accounts", read_accounts},
    {"reads a neighbour's file", read_neighbour}, {"lists a neighbour's folder", list_folder},
    {"lists homes", list_homes}, {"creates a file", create_file}, {"opens a file to change it", change_file},
    {"makes a folder", make_folder}, {"makes a symbolic link", make_link}, {"makes a named pipe", make_pipe},
    {"changes permissions", change_mode}, {"changes times", change_time}, {"renames a file", move_file},
    {"reads the host's environment", read_environment_of_host},
    {"lists the host's descriptors", list_descriptors_of_host}, {"sees other processes", see_processes},
    {"reads the kernel's settings", read_settings_of_kernel}, {"runs a program", execute},
    {"runs a program from memory", execute_from_memory}, {"makes a process", make_process},
    {"makes a process by the call's number", make_process_by_number}, {"traces its parent", trace_parent},
    {"reads its parent's memory", read_memory_of_parent}, {"writes its parent's memory", write_memory_of_parent},
    {"compares itself with its parent", compare_with_parent}, {"signals its parent", signal_parent},
    {"signals the host", signal_host}, {"opens its parent", open_parent},
    {"takes a descriptor of its parent", take_descriptor_of_parent}, {"makes a namespace", make_namespace},
    {"mounts in a namespace", mount_in_namespace}, {"uses the keyring", use_keyring}, {"uses io_uring", use_io_uring},
    {"maps writable code", map_writable_code}, {"makes a memory file", make_memory_file},
    {"finds shared memory", attach_shared_memory}, {"watches files", watch_files},
    {"changes its personality", change_personality}, {"becomes dumpable", become_dumpable},
    {"makes a file handle", make_file_handle}, {"splices memory", splice_memory}, {"opens many descriptors", open_many},
    {"takes much memory", fill_memory}, {"writes a large file", write_much}, {"may leave a core file", allow_dumps},
    {"may gain privileges", filter_own_calls},
};

int mischief_count(void) { return sizeof attempts / sizeof *attempts; }

const char *mischief_name(int index) { return attempts[index].name; }

int mischief_try(int index, targets t) { return attempts[index].attempt(t); }
