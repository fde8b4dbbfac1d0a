// SPDX-License-Identifier: Apache-2.0

package import UseCases

/// How often each operation may be called: the presets of the setting `limits.rate`.
package enum RateTable: String, CaseIterable, Sendable {
    /// None with one project, ``generous`` with more.
    case automatic = "auto"
    case off
    /// Far beyond what one client does, and short of what starves the others.
    case generous
    /// The numbers of the original (contract 2.1).
    case contract

    private static let plenty = CallRates(project: 6000, whole: 60_000)
    /// What the contract's table gives most operations, and what we give those that it does not name.
    private static let usual = CallRates(project: 1500, whole: 12_000)
    private static let few = CallRates(project: 100, whole: 1000)

    /// Those of the contract's table that are not ``usual``.
    private static let named: [String: CallRates] = [
        "POST asset/upload_by_url": few, "GET asset/duplication": few, "PUT asset": few, "POST asset/process": few,
        "DELETE asset/process": few, "PUT asset/cover": few, "DELETE asset": few, "POST asset/status/publish": few,
        "POST asset/status/unpublish": few, "PUT asset/info": few,
        "GET asset/info": CallRates(project: 1500, whole: 24_000),
    ]

    /// The rates of an operation, `nil` for none.
    ///
    /// - Parameters:
    ///   - operation: Its method and path: that of VOD without version and project.
    ///   - isShared: Whether there is more than one project.
    package func rates(of operation: String, isShared: Bool) -> CallRates? {
        switch self {
        case .off: nil
        case .automatic: isShared ? Self.plenty : nil
        case .generous: Self.plenty
        case .contract: Self.named[operation] ?? Self.usual
        }
    }
}
