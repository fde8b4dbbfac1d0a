// SPDX-License-Identifier: Apache-2.0

import Testing

/// Tests that kill, fill and stop what a server needs: one at a time, because each takes the machine for itself.
@Suite("Faults", .serialized)
enum FaultSuite {}
