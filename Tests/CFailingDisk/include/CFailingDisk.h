// SPDX-License-Identifier: Apache-2.0

// Preloaded into a server, it makes syncfs fail as on a broken disk, as long as there is a file that the variable
// FAILING_DISK names.
int syncfs(int file);
