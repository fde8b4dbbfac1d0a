// SPDX-License-Identifier: Apache-2.0

package import Model

/// The ledger: what renderers could not do, and with which content.
package protocol LedgerCatalogue: Sendable {
    /// Adds an entry.
    ///
    /// A refusal takes the place of an earlier one of the same content and spec; strikes add up.
    ///
    /// - Throws: `stateConflict` when the id is taken, `projectNotFound` when the project is unknown.
    func record(_ entry: LedgerEntry) async throws
    /// The entries of a content, the oldest first.
    func ledger(of key: LedgerKey) async throws -> [LedgerEntry]
    /// The entries of all contents, the oldest first; strikes alone, or refusals as well.
    func ledger(withRefusals: Bool) async throws -> [LedgerEntry]
    func ledgerEntry(_ id: ID<LedgerEntry>) async throws -> LedgerEntry?
    /// Removes those of `entries` that exist; returns how many.
    func forget(_ entries: [ID<LedgerEntry>]) async throws -> Int
    /// Removes the entries of a content; returns how many.
    func forgetLedger(of key: LedgerKey) async throws -> Int
    /// Removes all entries; returns how many.
    func forgetLedger() async throws -> Int
    /// Keeps the digest of an asset's file that was stored without.
    func note(sha256: String, of blob: BlobKey) async throws
}
