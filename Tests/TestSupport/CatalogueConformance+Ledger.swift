// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func keepsTheLedger(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        try await catalogue.insert(Sample.otherProject)
        let late = entry("a", at: 9, cause: .deadline)
        var early = entry("b", at: 1, cause: .crash)
        early.isOfContent = true
        early.media = Sample.media
        early.renderers = [.image, .video]
        let refused = entry("c", at: 5, cause: .refusal)
        let bytes = entry("d", of: "other bytes", at: 2, cause: .memory)
        let foreign = entry("e", in: Sample.otherProject, at: 3, cause: .crash)
        for entry in [late, early, refused, bytes, foreign] { try await catalogue.record(entry) }

        #expect(try await catalogue.ledger(of: late.key) == [early, refused, late])
        #expect(try await catalogue.ledger(of: foreign.key) == [foreign], "a project has its own")
        #expect(try await catalogue.ledger(of: LedgerKey(project: ID("none"), sha256: "bytes")) == [])
        #expect(try await catalogue.ledger(withRefusals: true) == [early, bytes, foreign, refused, late])
        #expect(try await catalogue.ledger(withRefusals: false) == [early, bytes, foreign, late])
        #expect(try await catalogue.ledgerEntry(ID("b")) == early)
        #expect(try await catalogue.ledgerEntry(ID("B")) == nil)

        await #expect(performing: { try await catalogue.record(late) }, throws: Failure.has(.stateConflict))
        let nobody = Project(id: ID("none"), name: "", created: Sample.at(0))
        let stray = entry("f", in: nobody, at: 0, cause: .crash)
        await #expect(performing: { try await catalogue.record(stray) }, throws: Failure.has(.projectNotFound))

        try await catalogue.deleteProject(Sample.otherProject.id)
        #expect(try await catalogue.ledger(of: foreign.key) == [])
    }

    func keepsTheLastRefusal(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        let strikes = [entry("a", at: 1, cause: .crash), entry("b", at: 2, cause: .crash)]
        let other = entry("c", spec: "another order", at: 3, cause: .refusal)
        let last = entry("e", at: 5, cause: .refusal)
        for entry in strikes + [other, entry("d", at: 4, cause: .refusal), last] { try await catalogue.record(entry) }
        #expect(try await catalogue.ledger(of: last.key) == strikes + [other, last])
    }

    func forgetsTheLedger(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        let entries = (0..<6).map { entry("\($0)", at: Double($0), cause: .crash) }
        let other = entry("x", of: "other bytes", at: 9, cause: .crash)
        for entry in entries + [other] { try await catalogue.record(entry) }
        #expect(try await catalogue.forget([ID("0"), ID("none")]) == 1)
        #expect(try await catalogue.forget([]) == 0)
        #expect(try await catalogue.deleteLedgerEntries(before: Sample.at(4), limit: 2) == 2)
        #expect(try await catalogue.ledger(of: other.key) == [other])
        #expect(try await catalogue.ledger(withRefusals: true) == Array(entries[3...]) + [other])
        #expect(try await catalogue.deleteLedgerEntries(before: Sample.at(4), limit: 2) == 1)
        #expect(try await catalogue.forgetLedger(of: entries[0].key) == 2)
        #expect(try await catalogue.ledger(withRefusals: true) == [other])
        #expect(try await catalogue.forgetLedger() == 1)
        #expect(try await catalogue.forgetLedger() == 0)
    }

    func keepsDigestsOfFiles(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset), Sample.task("u", of: asset, created: 1)])
        var video = Sample.blob("v")
        try await catalogue.put([.video: video, .cover: Sample.blob("c")], on: asset)
        #expect(try await catalogue.claim(at: 2)?.source?.sha256 == nil)
        try await catalogue.note(sha256: "of video", of: video.key)
        try await catalogue.note(sha256: "of nothing", of: ID("none"))
        video.sha256 = "of video"
        #expect(try await catalogue.claim(at: 2)?.source == video)
        #expect(try await catalogue.record(asset)?.files == [.video: video, .cover: Sample.blob("c")])

        video.sha256 = "another"
        try await catalogue.put([.video: video], on: asset)
        #expect(try await catalogue.record(asset)?.files[.video]?.sha256 == "another")
    }

    private func entry(
        _ id: String,
        of bytes: String = "bytes",
        in project: Project = Sample.project,
        spec: String = "an order",
        at seconds: Double,
        cause: LedgerEntry.Cause
    ) -> LedgerEntry {
        LedgerEntry(
            id: ID(id),
            key: LedgerKey(project: project.id, sha256: bytes),
            spec: spec,
            renderers: [.video],
            engine: "video-renderer 1",
            cause: cause,
            isOfContent: false,
            failure: Sample.damaged,
            media: nil,
            task: ID("task of \(id)"),
            date: Sample.at(seconds)
        )
    }
}
