// SPDX-License-Identifier: Apache-2.0

#define _GNU_SOURCE
#include "CDescriptors.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <unistd.h>

int vignette_packet_pair(int pair[2]) {
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0 ? 0 : -errno;
}

int vignette_stream_pair(int pair[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0 ? 0 : -errno;
}

// Room for the control message of the most descriptors, aligned as the kernel wants it.
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(VIGNETTE_PACKET_DESCRIPTORS * sizeof(int))];
};

ssize_t vignette_send_packet(
    int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count) {
    if (descriptor_count < 0 || descriptor_count > VIGNETTE_PACKET_DESCRIPTORS) {
        return -EINVAL;
    }
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    union control control;
    if (descriptor_count > 0) {
        size_t size = descriptor_count * sizeof(int);
        memset(&control, 0, sizeof control);
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(size);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(size);
        memcpy(CMSG_DATA(header), descriptors, size);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

// Copies the descriptors out of a received message.
static int take_descriptors(struct msghdr *message, int *descriptors) {
    int count = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
            continue;
        }
        int here = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int index = 0; index < here && count < VIGNETTE_PACKET_DESCRIPTORS; index++) {
            memcpy(&descriptors[count++], CMSG_DATA(header) + index * sizeof(int), sizeof(int));
        }
    }
    return count;
}

ssize_t vignette_receive_packet(
    int socket, void *bytes, size_t capacity, int descriptors[VIGNETTE_PACKET_DESCRIPTORS], int *descriptor_count) {
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    union control control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    *descriptor_count = 0;
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    if (received < 0) {
        return -errno;
    }
    int count = take_descriptors(&message, descriptors);
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
        while (count > 0) {
            close(descriptors[--count]);
        }
        return -EMSGSIZE;
    }
    *descriptor_count = count;
    return received;
}

int vignette_memory_file(const void *bytes, size_t count) {
    int file = memfd_create("vignette", MFD_CLOEXEC);
    if (file < 0) {
        return -errno;
    }
    size_t written = 0;
    while (written < count) {
        ssize_t step = write(file, (const char *)bytes + written, count - written);
        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step <= 0) {
            int number = step < 0 ? errno : ENOSPC;
            close(file);
            return -number;
        }
        written += (size_t)step;
    }
    return file;
}

int vignette_signal_process(int pidfd, int signal) {
    return pidfd_send_signal(pidfd, signal, NULL, 0) == 0 ? 0 : -errno;
}
