// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Asks until `condition` holds.
///
/// - Throws: After `patience`, with `what` should have become true.
func eventually(
    _ what: String,
    within patience: Duration = .seconds(30),
    every pause: Duration = .milliseconds(10),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + patience
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            throw ServerTrouble(description: "not within \(patience): \(what)")
        }
        try await Task.sleep(for: pause)
    }
}
