// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Starts a thread that does nothing, for ever.
func startThread() {
    var thread = pthread_t()
    let status = unsafe pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
    precondition(status == 0)
}
