// SPDX-License-Identifier: Apache-2.0

package import Model

/// What the ledger holds against one content in the hands of one version of the engine.
package struct LedgerAccount: Sendable, Hashable {
    package var key: LedgerKey
    package var engine: String
    /// The oldest first; at least one.
    package var entries: [LedgerEntry]

    /// The accounts that `entries` amount to, in the order of their first entries.
    package static func accounts(of entries: [LedgerEntry]) -> [LedgerAccount] {
        var accounts: [LedgerAccount] = []
        var places: [[String]: Int] = [:]
        for entry in entries {
            let owner = [entry.key.project.text, entry.key.sha256, entry.engine]
            if let place = places[owner] {
                accounts[place].entries.append(entry)
            } else {
                places[owner] = accounts.count
                accounts.append(LedgerAccount(key: entry.key, engine: entry.engine, entries: [entry]))
            }
        }
        return accounts
    }

    /// Whether the content is not tried again, whatever is asked of it.
    package var isQuarantined: Bool { entries.isQuarantine(for: nil) }

    /// Whether at least one order of the content is not tried again because renderers died of it.
    package var isQuarantinedInPart: Bool {
        Set(entries.map(\.spec)).contains { spec in entries.isQuarantine(for: spec) }
    }

    package func count(_ cause: LedgerEntry.Cause) -> Int { entries.count(of: cause) }
}

extension [LedgerEntry] {
    /// The strikes that count against an order: its own, and those that the content is to blame for; `nil` is any
    /// order.
    func strikes(against spec: String?) -> [LedgerEntry] {
        filter { $0.cause.isStrike && ($0.isOfContent || $0.spec == spec) }
    }

    /// Whether an order is not tried again; `nil` is any order.
    func isQuarantine(for spec: String?) -> Bool {
        strikes(against: spec).count >= RetryPolicy.strikes
    }

    func count(of cause: LedgerEntry.Cause) -> Int {
        count { $0.cause == cause }
    }

    /// Why an order is not tried, if these entries of its content say so.
    func verdict(on spec: String) -> Failure? {
        let strikes = strikes(against: spec)
        if strikes.count >= RetryPolicy.strikes, let last = strikes.last {
            var failure = Failure(
                .permanent,
                .quarantined,
                "The file made its renderer fail \(strikes.count) times and is not tried again.",
                evidence: last.failure.evidence
            )
            failure.precedent = strikes.precedent(last)
            return failure
        }
        guard let refusal = last(where: { $0.cause == .refusal && $0.spec == spec }) else { return nil }
        var failure = refusal.failure
        failure.precedent = [refusal].precedent(refusal)
        return failure
    }

    private func precedent(_ last: LedgerEntry) -> Precedent {
        Precedent(
            entry: last.id,
            task: last.task,
            date: last.date,
            crashes: count(of: .crash),
            outOfMemory: count(of: .memory),
            deadlines: count(of: .deadline)
        )
    }
}
