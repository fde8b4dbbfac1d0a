// SPDX-License-Identifier: Apache-2.0

import Testing

/// Tests of the commands, as a shell runs them.
@Suite("The command line")
enum CLISuite {}
