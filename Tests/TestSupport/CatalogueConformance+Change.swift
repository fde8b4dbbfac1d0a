// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func changesAssets(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one", state: .creating)
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        try await catalogue.put([.uploadedVideo: Sample.blob("up"), .cover: Sample.blob("old")], on: asset)
        _ = try await catalogue.finish(at: 0, TaskOutcome(pictures: [Sample.picture(0, "p0")]))

        let (seen, orphans) = try await catalogue.change(asset.id, in: asset.project) { change in
            let seen = try [(ID("t"), 0), (ID("t"), 1), (ID("u"), 0)].map { try change.picture($0, $1) }
            change.asset.state = .created
            change.asset.modified = Sample.at(50)
            change.files[.video] = change.files.removeValue(forKey: .uploadedVideo)
            change.files[.cover] = Sample.blob("new")
            change.newTasks = [Sample.task("i", of: change.asset, work: .ingest(cover: true))]
            return seen
        }
        #expect(seen == [Sample.picture(0, "p0"), nil, nil])
        #expect(orphans == [ID("old")], "the moved blob is no orphan")
        let record = try await catalogue.record(asset)
        #expect(record?.files == [.video: Sample.blob("up"), .cover: Sample.blob("new")])
        #expect(record?.asset.state == .created)
        #expect(record?.asset.modified == Sample.at(50))
        let unfinished = try await catalogue.change(asset.id, in: asset.project) { change in change.unfinishedTasks }
        #expect(unfinished.result == 1)
        #expect(unfinished.orphans.isEmpty)
    }

    func rollsBackAFailedChange(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        try await catalogue.put([.video: Sample.blob("v")], on: asset)
        let before = try await catalogue.record(asset)
        await #expect(throws: Sample.damaged) {
            try await catalogue.change(asset.id, in: asset.project) { change in
                change.asset.title = "changed"
                change.files = [:]
                change.newTasks = [Sample.task("t", of: change.asset)]
                throw Sample.damaged
            }
        }
        // The same when the catalogue itself refuses: the task is already there.
        try await catalogue.insert(Sample.asset("two"), tasks: [Sample.task("taken", of: Sample.asset("two"))])
        await #expect(
            performing: {
                try await catalogue.change(asset.id, in: asset.project) { change in
                    change.asset.title = "changed"
                    change.files = [:]
                    change.newTasks = [Sample.task("taken", of: change.asset)]
                }
            },
            throws: Failure.has(.stateConflict)
        )
        #expect(try await catalogue.record(asset) == before)
        #expect(try await catalogue.queueDepth().waiting == 1)
    }

    func ordersConcurrentChanges(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        try await withThrowingTaskGroup { group in
            for _ in 0..<50 {
                group.addTask {
                    _ = try await catalogue.change(asset.id, in: asset.project) { change in
                        change.asset.categoryID += 1
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await catalogue.record(asset)?.asset.categoryID == asset.categoryID + 50)
    }
}
