// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread of a child beside its first one, which waits for its end.
@safe
package struct WorkerThread: ~Copyable {
    /// What a thread does, as a reference that C can carry.
    private final class Work: Sendable {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: pthread_t

    /// Starts `work`; fails where the system has no thread for it.
    package init?(_ work: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(Work(work))
        let status = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            },
            context.toOpaque()
        )
        guard status == 0 else {
            unsafe context.release()
            return nil
        }
        self.thread = thread
    }

    /// Waits until the work is done.
    package consuming func join() {
        pthread_join(thread, nil)
    }
}
