// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Runs what blocks on a thread of its own: the threads of tasks are few.
package func blocking<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: .init(catching: body)) }
    }
}
