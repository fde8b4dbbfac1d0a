// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func publishes(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let claim = try #require(try await catalogue.claim(at: 0)).claim
        var outcome = TaskOutcome(pictures: [Sample.picture(0, "p0"), Sample.picture(1, "p1")])
        outcome.notes = ["two of three"]
        outcome.media = Sample.media
        outcome.assetState = .published
        outcome.cover = .init(blob: Sample.blob("p0"))
        outcome.newTasks = [Sample.task("next", of: asset, work: .ingest(cover: false), created: 9)]
        #expect(try await catalogue.publish(outcome, of: claim, now: Sample.at(8)) == [])

        let task = try #require(try await catalogue.task(claim.task, in: asset.project))
        #expect(task.state == .succeeded && task.finished == Sample.at(8) && task.leaseEnd == nil)
        #expect(task.pictureCount == 2 && task.notes == ["two of three"])
        #expect(try await catalogue.pictures(of: claim.task, offset: 0, limit: 9).items == outcome.pictures)
        let record = try #require(try await catalogue.record(asset))
        #expect(record.asset.media == Sample.media && record.asset.state == .published)
        #expect(record.asset.modified == Sample.at(8))
        #expect(record.files == [.cover: Sample.blob("p0")])
        #expect(record.snapshots == .succeeded(notes: ["two of three"]))
        #expect(try await catalogue.claim(at: 9)?.task.id == ID("next"))
    }

    func publishesInPart(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let claim = try #require(try await catalogue.claim(at: 0)).claim
        let failure = Failure(.permanent, .damagedMedia, "Damaged.")
        var outcome = TaskOutcome(pictures: [Sample.picture(0, "p0"), Sample.picture(2, "p2")])
        outcome.missing = [MissingPicture(index: 1, instant: 7, failure: failure)]
        outcome.failure = failure
        #expect(try await catalogue.publish(outcome, of: claim, now: Sample.at(8)) == [])

        let task = try #require(try await catalogue.task(claim.task, in: asset.project))
        #expect(task.state == .partial && task.finished == Sample.at(8) && task.failure == failure)
        #expect(task.missing == outcome.missing && task.pictureCount == 2 && task.owed == 3)
        #expect(try await catalogue.pictures(of: claim.task, offset: 0, limit: 9).items == outcome.pictures)
        #expect(try await catalogue.record(asset)?.snapshots == .failed(failure), "in part is not enough")
        #expect(try await catalogue.newestSuccessfulTasks(of: asset.id, in: asset.project) == [])
        let deleted = try await catalogue.deleteSnapshotTasks([claim.task], of: nil, in: asset.project)
        #expect(deleted.deleted.map(\.id) == [claim.task] && Set(deleted.orphans.map(\.text)) == ["p0", "p2"])
    }

    func replacesCoversOnRequest(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        let tasks = (0..<5).map { Sample.task("\($0)", of: asset, created: Double($0)) }
        try await catalogue.fill(asset, tasks: tasks)
        try await catalogue.put([.cover: Sample.blob("own")], on: asset)
        func publish(_ picture: String, _ cover: String, chosen: Date? = nil) async throws -> [BlobKey]? {
            let cover = TaskOutcome.Cover(blob: Sample.blob(cover), chosen: chosen)
            return try await catalogue.finish(
                at: 5,
                TaskOutcome(pictures: [Sample.picture(0, picture)], cover: cover)
            )
        }
        #expect(try await publish("a", "a") == [])
        #expect(try await catalogue.record(asset)?.files[.cover] == Sample.blob("own"))
        #expect(try await catalogue.record(asset)?.asset.modified == asset.modified, "nothing of the asset changed")
        #expect(try await publish("b", "unwanted") == [ID("unwanted")], "an unused cover is an orphan")
        #expect(try await publish("c", "c", chosen: Sample.at(3)) == [ID("own")])
        #expect(try await catalogue.record(asset)?.files[.cover] == Sample.blob("c"))
        #expect(try await catalogue.record(asset)?.asset.coverChosen == Sample.at(3))
        #expect(try await catalogue.record(asset)?.asset.modified == Sample.at(6))

        #expect(try await publish("d", "d", chosen: Sample.at(2)) == [], "another one was chosen since")
        #expect(try await catalogue.record(asset)?.files[.cover] == Sample.blob("c"))
        #expect(try await catalogue.record(asset)?.asset.coverChosen == Sample.at(3))
        #expect(try await publish("e", "e", chosen: Sample.at(4)) == [])
        #expect(try await catalogue.record(asset)?.files[.cover] == Sample.blob("e"))
    }

    func publishesAPull(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one", state: .creating)
        try await catalogue.fill(asset, tasks: [Sample.task("p", of: asset, work: .pull(url: "http://x"))])
        let claim = try #require(try await catalogue.claim(.fetch, at: 0)).claim
        var outcome = TaskOutcome()
        outcome.source = Sample.blob("v", size: 77, md5: "aa")
        outcome.assetState = .created
        outcome.newTasks = [Sample.task("i", of: asset, work: .ingest(cover: true))]
        #expect(try await catalogue.publish(outcome, of: claim, now: Sample.at(3)) == [])
        let record = try #require(try await catalogue.record(asset))
        #expect(record.files == [.video: Sample.blob("v", size: 77, md5: "aa")])
        #expect(!record.asset.acceptsUpload && record.asset.state == .created)
        #expect(record.asset.modified == Sample.at(3))
        #expect(try await catalogue.claim(at: 3)?.source == outcome.source)
    }

    func passesOverWhatWasFoundInAnEarlierVideo(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("a", of: asset), Sample.task("b", of: asset, created: 1)])
        try await catalogue.put([.video: Sample.blob("old")], on: asset)
        let first = try #require(try await catalogue.claim(at: 1)).claim
        let second = try #require(try await catalogue.claim(at: 1)).claim
        try await catalogue.put([.video: Sample.blob("new")], on: asset)

        var outcome = TaskOutcome(pictures: [Sample.picture(0, "p0")])
        outcome.media = Sample.media
        outcome.cover = .init(blob: Sample.blob("p0"), chosen: Sample.at(4))
        #expect(try await catalogue.publish(outcome, of: first, now: Sample.at(8)) == [])
        let media = Sample.media
        #expect(
            try await catalogue.fail(second, with: Sample.damaged, media: media, assetState: nil, now: Sample.at(9))
        )

        let record = try #require(try await catalogue.record(asset))
        #expect(record.asset.media == nil && record.files == [.video: Sample.blob("new")])
        #expect(try await catalogue.task(first.task, in: asset.project)?.pictureCount == 1)
    }

    func changesNothingAfterALostLease(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        try await catalogue.put([.cover: Sample.blob("own")], on: asset)
        let lost = try #require(try await catalogue.claim(at: 0)).claim
        let held = try #require(try await catalogue.claim(at: 100)).claim
        let before = try await catalogue.record(asset)
        let blob = Sample.blob("p0")
        var outcome = TaskOutcome(pictures: [Sample.picture(0, "p0")], cover: .init(blob: blob, chosen: Sample.at(4)))
        outcome.media = Sample.media
        outcome.assetState = .failed
        outcome.source = Sample.blob("v")
        outcome.newTasks = [Sample.task("n", of: asset)]

        func unchanged() async throws {
            #expect(try await catalogue.record(asset) == before)
            #expect(try await catalogue.pictures(of: lost.task, offset: 0, limit: 9).total == 0)
            #expect(try await catalogue.referenced(among: [ID("p0"), ID("v")]).isEmpty)
            try await catalogue.expectQueue(waiting: 0, processing: 1)
        }
        #expect(try await catalogue.publish(outcome, of: lost, now: Sample.at(101)) == nil)
        try await unchanged()
        let failed = try await catalogue.fail(
            lost,
            with: Sample.damaged,
            media: Sample.media,
            assetState: .failed,
            now: Sample.at(101)
        )
        #expect(!failed)
        try await unchanged()
        #expect(try await catalogue.publish(TaskOutcome(), of: held, now: Sample.at(102)) == [])
        #expect(try await catalogue.deleteAsset(asset.id, in: asset.project) == [ID("own")])
        #expect(try await catalogue.publish(outcome, of: held, now: Sample.at(103)) == nil, "the asset is gone")
        #expect(try await catalogue.referenced(among: [ID("p0"), ID("v")]).isEmpty)
    }

    func fails(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one", state: .creating)
        let pull = Sample.task("p", of: asset, work: .pull(url: "http://x"), created: 1)
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset), pull])
        let claim = try #require(try await catalogue.claim(at: 0)).claim
        let first = try await catalogue.fail(
            claim,
            with: Sample.damaged,
            media: Sample.media,
            assetState: nil,
            now: Sample.at(2)
        )
        #expect(first)
        let task = try #require(try await catalogue.task(claim.task, in: asset.project))
        #expect(task.state == .failed && task.failure == Sample.damaged)
        #expect(task.finished == Sample.at(2) && task.leaseEnd == nil)
        var record = try #require(try await catalogue.record(asset))
        #expect(record.snapshots == .failed(Sample.damaged))
        #expect(record.asset.media == Sample.media && record.asset.modified == Sample.at(2))
        #expect(record.asset.state == .creating && record.asset.failure == nil)

        let fetch = try #require(try await catalogue.claim(.fetch, at: 3)).claim
        let second = try await catalogue.fail(
            fetch,
            with: Sample.damaged,
            media: nil,
            assetState: .failed,
            now: Sample.at(4)
        )
        #expect(second)
        record = try #require(try await catalogue.record(asset))
        #expect(record.asset.state == .failed && record.asset.failure == Sample.damaged)
        #expect(record.asset.media == Sample.media && record.asset.modified == Sample.at(4))
        #expect(try await catalogue.claim(at: 1000) == nil)
    }
}
