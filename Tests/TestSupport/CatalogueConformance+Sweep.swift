// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func findsUnconfirmedAssets(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        try await catalogue.insert(Sample.otherProject)
        func add(_ id: String, _ modified: Double, _ state: Asset.State = .creating, pulls: Bool = false) async throws {
            let project = id == "other" ? Sample.otherProject : Sample.project
            let asset = Sample.asset(id, in: project, created: modified, state: state)
            let pull = Sample.task("pull", of: asset, work: .pull(url: "http://x"))
            try await catalogue.insert(asset, tasks: pulls ? [pull] : [])
        }
        for (id, modified) in [("old", 1.0), ("other", 0), ("young", 10), ("uploading", 2), ("stalled", 3)] {
            try await add(id, modified)
        }
        try await add("confirmed", 0, .created)
        try await add("pulling", 0, pulls: true)
        for (id, touched) in [("uploading", 10.0), ("stalled", 9)] {
            try await catalogue.insert(upload(id, of: Sample.asset(id), created: 3))
            _ = try await catalogue.save(part(1, "p-" + id, uploaded: touched), of: ID(id))
        }
        func found(limit: Int) async throws -> [String] {
            let found = try await catalogue.unconfirmedAssets(modifiedBefore: Sample.at(10), limit: limit)
            #expect(found.allSatisfy { ($0.project == Sample.otherProject.id) == ($0.asset == ID("other")) })
            return found.map(\.asset.text)
        }
        #expect(try await found(limit: 9) == ["other", "old", "stalled"])
        #expect(try await found(limit: 2) == ["other", "old"])
        let claim = try #require(try await catalogue.claim(.fetch, at: 5)).claim
        #expect(try await !found(limit: 9).contains("pulling"))
        _ = try await catalogue.fail(claim, with: Sample.damaged, media: nil, assetState: nil, now: Sample.at(6))
        #expect(try await found(limit: 9).contains("pulling"))
    }

    func deletesOnlyUnconfirmedAssets(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one", state: .creating)
        try await catalogue.fill(asset)
        try await catalogue.put([.uploadedVideo: Sample.blob("v")], on: asset)
        #expect(try await catalogue.deleteUnconfirmedAsset(asset.id, modifiedBefore: Sample.at(0)) == nil, "too young")
        #expect(try await catalogue.deleteUnconfirmedAsset(ID("none"), modifiedBefore: Sample.at(9)) == nil)
        #expect(try await catalogue.deleteUnconfirmedAsset(asset.id, modifiedBefore: Sample.at(9)) == [ID("v")])
        #expect(try await catalogue.record(asset) == nil)

        let confirmed = Sample.asset("two")
        try await catalogue.insert(confirmed, tasks: [])
        #expect(try await catalogue.deleteUnconfirmedAsset(confirmed.id, modifiedBefore: Sample.at(9)) == nil)
        #expect(try await catalogue.record(confirmed) != nil)
    }

    func findsStaleUploads(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        for (id, created) in [("b", 2.0), ("a", 1), ("c", 10)] {
            try await catalogue.insert(upload(id, of: asset, created: created))
        }
        #expect(try await catalogue.multipartUploads(touchedBefore: Sample.at(10), limit: 9) == [ID("a"), ID("b")])
        #expect(try await catalogue.multipartUploads(touchedBefore: Sample.at(10), limit: 1) == [ID("a")])
        _ = try await catalogue.save(part(1, "p", uploaded: 11), of: ID("a"))
        _ = try await catalogue.save(part(1, "q", uploaded: 1), of: ID("c"))
        #expect(try await catalogue.multipartUploads(touchedBefore: Sample.at(10), limit: 9) == [ID("b")])
    }

    func tellsReferencedBlobs(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        try await catalogue.put([.video: Sample.blob("file")], on: asset)
        try await catalogue.insert(upload("m", of: asset))
        _ = try await catalogue.save(part(1, "part"), of: ID("m"))
        _ = try await catalogue.finish(at: 0, TaskOutcome(pictures: [Sample.picture(0, "picture")]))
        let keys = (["file", "part", "picture", "FILE", "none"] + (0..<2000).map { "k\($0)" }).map { BlobKey($0) }
        #expect(try await catalogue.referenced(among: keys) == [ID("file"), ID("part"), ID("picture")])
        #expect(try await catalogue.referenced(among: []).isEmpty)
    }

    func answersPing(_ catalogue: any Catalogue) async throws {
        try await catalogue.ping()
        try await catalogue.ping()
    }
}
