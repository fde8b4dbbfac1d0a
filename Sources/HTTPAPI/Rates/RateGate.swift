// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import Model
import Synchronization
package import UseCases

/// Holds callers to the rates of the installation.
package final class RateGate: Sendable {
    /// How long it holds that there are several projects, or is one.
    private static let freshness = Duration.seconds(10)

    private let table: RateTable
    private let limiter: RateLimiter
    private let catalogue: any CallerCatalogue
    private let latest = Mutex<(time: ContinuousClock.Instant, isShared: Bool)?>(nil)

    package init(table: RateTable, limiter: RateLimiter = RateLimiter(), catalogue: any CallerCatalogue) {
        self.table = table
        self.limiter = limiter
        self.catalogue = catalogue
    }

    /// Counts a call of `project`.
    ///
    /// - Throws: ``TooManyRequests`` for one too many.
    func admit(_ project: ID<Project>, to operation: String) async throws {
        let isShared = table == .automatic ? try await isShared() : false
        guard let rates = table.rates(of: operation, isShared: isShared),
            let wait = limiter.admit(project, to: operation, at: rates)
        else { return }
        throw TooManyRequests(wait: wait)
    }

    private func isShared() async throws -> Bool {
        if let latest = latest.withLock(\.self), latest.time.duration(to: .now) < Self.freshness {
            return latest.isShared
        }
        let isShared = try await catalogue.projects().count > 1
        latest.withLock { $0 = (.now, isShared) }
        return isShared
    }
}

/// A call beyond the rate of its project; answered with status 429 in the dialect that was spoken to.
struct TooManyRequests: Error {
    /// Whole seconds until the next call may go on: at least one.
    let retryAfter: Int64

    init(wait: Duration) {
        retryAfter = max(1, wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0))
    }
}
