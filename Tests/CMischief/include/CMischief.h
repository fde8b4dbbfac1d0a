// SPDX-License-Identifier: Apache-2.0

#ifndef MISCHIEF_H
#define MISCHIEF_H

// What is there to be reached from a process that nothing holds back.
struct mischief_targets {
    // A TCP port of the loopback interface that somebody listens on.
    int port;
    // The host of the renderers, of the same user.
    int host;
    // A folder of that user with a file `secret` in it.
    const char *folder;
    // The key of a shared memory segment.
    int segment;
};

// The number of things that can be tried, and the name of each.
int mischief_count(void);
const char *mischief_name(int index);

// Tries one of them. Returns whether it succeeded; some of them end the process with status 42 where they do.
int mischief_try(int index, const struct mischief_targets *targets);

#endif
