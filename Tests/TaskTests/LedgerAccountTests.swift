// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Testing

@testable import UseCases

@Suite("What the ledger says of an order")
struct LedgerAccountTests {
    private func entry(
        _ number: Int,
        _ cause: LedgerEntry.Cause,
        spec: String = "s",
        isOfContent: Bool = false,
        engine: String = "e"
    ) -> LedgerEntry {
        let failure =
            cause == .refusal
            ? Failure(.permanent, .encryptedMedia, "Encrypted.")
            : Failure(.resource, .rendererCrashed, "Crashed.", evidence: "signal \(number)")
        return LedgerEntry(
            id: ID("\(number)"),
            key: LedgerKey(project: ID("p"), sha256: "x"),
            spec: spec,
            renderers: [.video],
            engine: engine,
            cause: cause,
            isOfContent: isOfContent,
            failure: failure,
            media: nil,
            task: ID("t\(number)"),
            date: Date(timeIntervalSince1970: Double(number))
        )
    }

    @Test("is nothing after one strike, whatever it was", arguments: LedgerEntry.Cause.allCases.filter(\.isStrike))
    func once(cause: LedgerEntry.Cause) {
        #expect([entry(1, cause, isOfContent: true)].verdict(on: "s") == nil)
    }

    @Test("is quarantine after two strikes, counted by cause, with the evidence of the last")
    func twice() throws {
        let entries = [entry(1, .crash, isOfContent: true), entry(2, .deadline), entry(3, .refusal, spec: "t")]
        let verdict = try #require(entries.verdict(on: "s"))
        #expect(verdict.class == .permanent && verdict.code == .quarantined)
        #expect(verdict.evidence == "signal 2")
        let date = Date(timeIntervalSince1970: 2)
        #expect(verdict.precedent == Precedent(entry: ID("2"), task: ID("t2"), date: date, crashes: 1, deadlines: 1))
    }

    @Test("is of all orders for what the content is to blame, of the same order for what that may have asked too much")
    func extent() throws {
        let crashes = [entry(1, .crash, isOfContent: true), entry(2, .crash, spec: "t", isOfContent: true)]
        #expect(crashes.verdict(on: "u")?.code == .quarantined)
        #expect(try #require(LedgerAccount.accounts(of: crashes).first).isQuarantined)
        let limits = [entry(1, .deadline), entry(2, .memory)]
        #expect(limits.verdict(on: "s")?.code == .quarantined)
        #expect(limits.verdict(on: "u") == nil)
        let account = try #require(LedgerAccount.accounts(of: limits).first)
        #expect(!account.isQuarantined && account.isQuarantinedInPart)
        let spread = [entry(1, .deadline), entry(2, .deadline, spec: "t")]
        #expect(["s", "t", "u"].allSatisfy { spread.verdict(on: $0) == nil })
        #expect(LedgerAccount.accounts(of: spread).first?.isQuarantinedInPart == false)
    }

    @Test("is what a renderer said for good of the same order")
    func refusal() throws {
        let entries = [entry(1, .crash, isOfContent: true), entry(2, .refusal)]
        let verdict = try #require(entries.verdict(on: "s"))
        #expect(verdict.class == .permanent && verdict.code == .encryptedMedia && verdict.message == "Encrypted.")
        let precedent = Precedent(entry: ID("2"), task: ID("t2"), date: Date(timeIntervalSince1970: 2))
        #expect(verdict.precedent == precedent)
        #expect(entries.verdict(on: "t") == nil)
        let account = LedgerAccount.accounts(of: [entry(2, .refusal)]).first
        #expect(account?.isQuarantinedInPart == false)
    }

    @Test("is kept apart by engine")
    func engines() {
        let entries = [entry(1, .crash), entry(2, .crash, engine: "f"), entry(3, .crash)]
        let accounts = LedgerAccount.accounts(of: entries)
        #expect(accounts.map(\.engine) == ["e", "f"])
        #expect(accounts.map { $0.count(.crash) } == [2, 1])
    }

    @Test("rests on failures that say something of the file, and on no others")
    func causes() {
        let cases: [(Failure.Class, Failure.Code, LedgerEntry.Cause?)] = [
            (.permanent, .damagedMedia, .refusal), (.permanent, .unsupportedMedia, .refusal),
            (.permanent, .encryptedMedia, .refusal), (.permanent, .limitExceeded, .refusal),
            (.resource, .rendererCrashed, .crash), (.resource, .limitExceeded, .memory),
            (.resource, .deadlineExceeded, .deadline), (.resource, .uploadMissing, nil),
            (.transient, .rendererUnavailable, nil), (.transient, .storageFull, nil),
            (.transient, .internalError, nil), (.permanent, .internalError, nil), (.caller, .invalidParameter, nil),
        ]
        for (category, code, cause) in cases {
            #expect(LedgerEntry.Cause(Failure(category, code, "")) == cause, "\(category) \(code)")
        }
    }
}
