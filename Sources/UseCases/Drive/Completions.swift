// SPDX-License-Identifier: Apache-2.0

import Model
import Synchronization

/// The files that are being completed by this process.
///
/// It saves work, and nothing depends on it: what a completion changes, its transaction decides.
final class Completions: Sendable {
    private let running = Mutex<Set<ID<DriveFile>>>([])

    /// Whether nobody is at the file; whoever gets true ends it.
    func begin(_ file: ID<DriveFile>) -> Bool {
        running.withLock { $0.insert(file).inserted }
    }

    func end(_ file: ID<DriveFile>) {
        _ = running.withLock { $0.remove(file) }
    }
}
