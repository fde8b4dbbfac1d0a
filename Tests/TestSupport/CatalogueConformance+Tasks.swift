// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

/// The ids of a page, and how many there are in all.
private struct Listed: Equatable {
    let ids: [String]
    let total: Int

    init(_ ids: [String], of total: Int) {
        self.ids = ids
        self.total = total
    }
}

extension CatalogueConformance {
    func listsSnapshotTasks(_ catalogue: any Catalogue) async throws {
        let one = Sample.asset("one")
        let two = Sample.asset("two")
        try await catalogue.fill(
            one,
            tasks: [
                Sample.task("b", of: one, created: 1), Sample.task("a", of: one, created: 1),
                Sample.task("c", of: one, created: 2),
                Sample.task("i", of: one, work: .ingest(cover: true), created: 3),
                Sample.task("p", of: one, work: .pull(url: "http://x"), created: 4),
            ]
        )
        try await catalogue.insert(two, tasks: [Sample.task("d", of: two, created: 1.5)])
        func list(_ asset: Asset?, _ task: String?, offset: Int = 0, limit: Int = 9) async throws -> Listed {
            let page = try await catalogue.snapshotTasks(
                in: Sample.project.id,
                asset: asset?.id,
                task: task.map { ID($0) },
                offset: offset,
                limit: limit
            )
            return Listed(page.items.map(\.id.text), of: page.total)
        }
        #expect(try await list(nil, nil) == Listed(["c", "d", "a", "b"], of: 4))
        #expect(try await list(nil, nil, offset: 1, limit: 2) == Listed(["d", "a"], of: 4))
        #expect(try await list(one, nil) == Listed(["c", "a", "b"], of: 3))
        #expect(try await list(one, nil, offset: 2, limit: 2) == Listed(["b"], of: 3))
        #expect(try await list(nil, "d") == Listed(["d"], of: 1))
        #expect(try await list(two, "d") == Listed(["d"], of: 1))
        #expect(try await list(one, "d") == Listed([], of: 0))
        #expect(try await list(nil, "i") == Listed([], of: 0))
    }

    func listsPictures(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let pictures = (0..<12).map { Sample.picture($0, "p\($0)") }
        _ = try await catalogue.finish(at: 0, TaskOutcome(pictures: pictures.reversed()))

        let page = try await catalogue.pictures(of: ID("t"), offset: 9, limit: 2)
        #expect(page.items == Array(pictures[9..<11]))
        #expect(page.total == 12)
        #expect(try await catalogue.pictures(of: ID("x"), offset: 0, limit: 2).total == 0)
        let found = try #require(try await catalogue.picture(3, of: ID("t"), asset: asset.id))
        #expect(found.picture == pictures[3])
        #expect(.snapshots(found.order) == Sample.snapshots)
        #expect(try await catalogue.picture(12, of: ID("t"), asset: asset.id) == nil)
        #expect(try await catalogue.picture(3, of: ID("t"), asset: ID("two")) == nil)
    }

    func findsFilesByName(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        let files: [FileRole: StoredBlob] = [.cover: Sample.blob("c"), .subtitle(8): Sample.blob("s", md5: "ff")]
        try await catalogue.put(files, on: asset)
        #expect(try await catalogue.record(asset)?.files == files)
        #expect(try await catalogue.file(.cover, of: asset.id, key: ID("c")) == files[.cover])
        #expect(try await catalogue.file(.subtitle(8), of: asset.id, key: ID("s")) == files[.subtitle(8)])
        #expect(try await catalogue.file(.cover, of: asset.id, key: ID("s")) == nil)
        #expect(try await catalogue.file(.video, of: asset.id, key: ID("c")) == nil)
        #expect(try await catalogue.file(.cover, of: ID("two"), key: ID("c")) == nil)
    }

    func deletesFinishedSnapshotTasks(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        let two = Sample.asset("two")
        let tasks = ["a", "b", "c"].enumerated().map { Sample.task($1, of: asset, created: Double($0)) }
        try await catalogue.fill(asset, tasks: tasks)
        let ingest = Sample.task("i", of: two, work: .ingest(cover: true), created: 2.5)
        try await catalogue.insert(two, tasks: [Sample.task("d", of: two, created: 2.1), ingest])
        for key in ["a", "b", "c", "d", "i"] {
            _ = try await catalogue.finish(at: 10, TaskOutcome(pictures: [Sample.picture(0, "p" + key)]))
        }
        let waiting = Sample.task("w", of: asset, created: 20)
        let running = Sample.task("r", of: asset, created: 15)
        _ = try await catalogue.change(asset.id, in: asset.project) { change in change.newTasks = [waiting, running] }
        #expect(try await catalogue.claim(at: 16)?.task.id == running.id)

        let wanted = ["b", "a", "d", "w", "r", "i", "x", "a"].map { ID<RenderTask>($0) }
        let ofAsset = try await catalogue.deleteSnapshotTasks(wanted, of: asset.id, in: asset.project)
        #expect(ofAsset.deleted.map(\.id.text) == ["b", "a"])
        #expect(ofAsset.deleted.allSatisfy { $0.state == .succeeded && $0.pictureCount == 1 })
        #expect(ofAsset.orphans.map(\.text).sorted() == ["pa", "pb"])
        let ofProject = try await catalogue.deleteSnapshotTasks(wanted, of: nil, in: asset.project)
        #expect(ofProject.deleted.map(\.id.text) == ["d"])
        #expect(ofProject.orphans == [ID("pd")])
        #expect(try await catalogue.record(two)?.snapshots == SnapshotStatus.none)
        for id in ["c", "w", "r", "i"] { #expect(try await catalogue.task(ID(id), in: asset.project) != nil) }
        #expect(try await catalogue.deleteSnapshotTasks([], of: nil, in: asset.project).deleted.isEmpty)
    }

    func keepsSharedBlobs(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let pictures = [Sample.picture(0, "p0"), Sample.picture(1, "p1")]
        let cover = TaskOutcome.Cover(blob: pictures[1].blob, chosen: Sample.at(4))
        #expect(try await catalogue.finish(at: 0, TaskOutcome(pictures: pictures, cover: cover)) == [])

        let deletion = try await catalogue.deleteSnapshotTasks([ID("t")], of: asset.id, in: asset.project)
        #expect(deletion.orphans == [ID("p0")], "the cover is the other picture's blob")
        #expect(try await catalogue.record(asset)?.files[.cover] == pictures[1].blob)
        let change = try await catalogue.change(asset.id, in: asset.project) { change in change.files[.cover] = nil }
        #expect(change.orphans == [ID("p1")])
    }

    func tellsSnapshotStatus(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        let ingest = Sample.task("i", of: asset, work: .ingest(cover: true), created: 5)
        let pull = Sample.task("p", of: asset, work: .pull(url: "http://x"))
        try await catalogue.fill(asset, tasks: [ingest, pull])
        func status() async throws -> SnapshotStatus? { try await catalogue.record(asset)?.snapshots }
        #expect(try await status() == SnapshotStatus.none, "only snapshot tasks count")

        let tasks = ["b", "a", "c"].enumerated().map { Sample.task($1, of: asset, created: Double($0)) }
        _ = try await catalogue.change(asset.id, in: asset.project) { change in change.newTasks = tasks }
        #expect(try await status() == .running)
        var claims: [Claim] = []
        for _ in tasks { claims.append(try #require(try await catalogue.claim(at: 6)).claim) }
        #expect(claims.map(\.task.text) == ["b", "a", "c"])
        var outcome = TaskOutcome()
        outcome.notes = ["short tail"]
        _ = try await catalogue.publish(outcome, of: claims[0], now: Sample.at(30))
        #expect(try await status() == .running, "one of them is unfinished")
        _ = try await catalogue.publish(TaskOutcome(), of: claims[1], now: Sample.at(30))
        _ = try await catalogue.fail(claims[2], with: Sample.damaged, media: nil, assetState: nil, now: Sample.at(29))
        #expect(try await status() == .succeeded(notes: ["short tail"]), "the last end, then the greater id")

        _ = try await catalogue.deleteSnapshotTasks([ID("a"), ID("b")], of: nil, in: asset.project)
        #expect(try await status() == .failed(Sample.damaged))
        #expect(try await catalogue.finish(at: 50) != nil, "the ingest ends")
        #expect(try await status() == .failed(Sample.damaged))
        _ = try await catalogue.deleteSnapshotTasks([ID("c")], of: nil, in: asset.project)
        #expect(try await status() == SnapshotStatus.none)
    }

    func tellsNewestSuccessfulTasks(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        func task(_ id: String, _ instants: SnapshotSpec.Instants, _ created: Double) -> RenderTask {
            let order = SnapshotOrder(spec: SnapshotSpec(instants: instants), coverPosition: nil)
            return Sample.task(id, of: asset, work: .snapshots(order), created: created)
        }
        let tasks = [
            task("dots-1", .at([1]), 0), task("even", .evenly(count: 3), 1), task("dots-2", .at([2]), 2),
            task("failed", .at([3]), 3), task("waiting", .every(milliseconds: 5), 4),
        ]
        try await catalogue.fill(asset, tasks: tasks)
        for second in 0..<3 { _ = try await catalogue.finish(at: Double(second * 10 + 10)) }
        let claim = try #require(try await catalogue.claim(at: 50)).claim
        _ = try await catalogue.fail(claim, with: Sample.damaged, media: nil, assetState: nil, now: Sample.at(51))
        let newest = try await catalogue.newestSuccessfulTasks(of: asset.id, in: asset.project)
        #expect(newest.map(\.id) == [ID("even"), ID("dots-2")])
        #expect(try await catalogue.newestSuccessfulTasks(of: asset.id, in: Sample.otherProject.id).isEmpty)
    }
}
