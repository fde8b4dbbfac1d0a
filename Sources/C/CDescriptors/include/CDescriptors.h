// SPDX-License-Identifier: Apache-2.0

#ifndef VIGNETTE_DESCRIPTORS_H
#define VIGNETTE_DESCRIPTORS_H

#include <stddef.h>
#include <sys/types.h>

// Every function returns a negative errno on failure. Descriptors that they make are closed on exec.

// Most descriptors in one packet.
#define VIGNETTE_PACKET_DESCRIPTORS 4

// Makes two connected Unix sockets that keep the bounds of messages.
int vignette_packet_pair(int pair[2]);

// Makes two connected Unix stream sockets.
int vignette_stream_pair(int pair[2]);

// Sends one packet without blocking, with `descriptor_count` descriptors beside it.
ssize_t vignette_send_packet(int socket, const void *bytes, size_t count, const int *descriptors, int descriptor_count);

// Waits for one packet. Returns 0 at the end of the connection. Writes the descriptors that came along and their number;
// the caller owns them. A packet that does not fit is -EMSGSIZE, and its descriptors are closed.
ssize_t vignette_receive_packet(
    int socket, void *bytes, size_t capacity, int descriptors[VIGNETTE_PACKET_DESCRIPTORS], int *descriptor_count);

// Makes a file of `count` bytes that is in memory alone, open for reading and writing.
int vignette_memory_file(const void *bytes, size_t count);

// Sends a signal to the process that `pidfd` stands for.
int vignette_signal_process(int pidfd, int signal);

#endif
