// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func keepsAssets(_ catalogue: any Catalogue) async throws {
        var asset = Sample.asset("full", state: .published)
        asset.created = Sample.at(0.123)
        asset.modified = Sample.at(4.567)
        asset.title = "雪 \"quoted\" 100%_\\ 🎬"
        asset.description = "line\nline"
        asset.categoryID = 7
        asset.tags = ["a", "b,c", "\"", ""]
        asset.autoPublish = false
        asset.expectedMD5 = "00ff"
        asset.expectedCoverMD5 = "11ee"
        asset.coverType = .png
        asset.subtitles = [Subtitle(id: 3, language: "ZH", name: nil, expectedMD5: "22")]
        asset.snapshots = SnapshotOrder(spec: SnapshotSpec(instants: .every(milliseconds: 12_000)), coverPosition: 1)
        asset.sourceURL = "https://example.org/a b"
        asset.acceptsUpload = false
        asset.media = Sample.media
        asset.failure = Sample.damaged
        let tasks = [
            Sample.task("1", of: asset), Sample.task("2", of: asset, work: .ingest(cover: false)),
            Sample.task("3", of: asset, work: .pull(url: "https://example.org/a?b=c&d")),
        ]
        try await catalogue.fill(asset, tasks: tasks)

        #expect(try await catalogue.record(asset) == AssetRecord(asset: asset, files: [:], snapshots: .running))
        for task in tasks { #expect(try await catalogue.task(task.id, in: asset.project) == task) }
        let nowhere = Project(id: ID("nowhere"), name: "", created: Sample.at(0))
        let stray = Sample.asset("stray", in: nowhere)
        await #expect(
            performing: { try await catalogue.insert(stray, tasks: []) },
            throws: Failure.has(.projectNotFound)
        )
        let again = asset
        await #expect(performing: { try await catalogue.insert(again, tasks: []) }, throws: Failure.has(.stateConflict))
    }

    func separatesProjects(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("mine")
        let task = Sample.task("t", of: asset)
        try await catalogue.fill(asset, tasks: [task])
        _ = try await catalogue.finish(at: 0, TaskOutcome(pictures: [Sample.picture(0, "p")]))

        let other = Sample.otherProject.id
        #expect(try await catalogue.asset(asset.id, in: other) == nil)
        #expect(try await catalogue.task(task.id, in: other) == nil)
        var filter = AssetFilter()
        #expect(try await catalogue.assets(in: other, matching: filter, offset: 0, limit: 9).total == 0)
        filter.ids = [asset.id]
        #expect(try await catalogue.assets(in: other, matching: filter, offset: 0, limit: 9).total == 0)
        for (ofAsset, ofTask) in [(nil, nil), (asset.id, nil), (nil, task.id), (asset.id, task.id)] {
            let page = try await catalogue.snapshotTasks(in: other, asset: ofAsset, task: ofTask, offset: 0, limit: 9)
            #expect(page.total == 0 && page.items.isEmpty)
        }
        #expect(try await catalogue.deleteSnapshotTasks([task.id], of: nil, in: other).deleted.isEmpty)
        await #expect(
            performing: { try await catalogue.deleteAsset(asset.id, in: other) },
            throws: Failure.has(.assetNotFound)
        )
        await #expect(
            performing: { try await catalogue.change(asset.id, in: other) { change in change.asset.title = "x" } },
            throws: Failure.has(.assetNotFound)
        )
        #expect(try await catalogue.record(asset)?.asset.title == asset.title)
    }

    func findsEqualVideos(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        try await catalogue.insert(Sample.otherProject)
        let video = Sample.blob("v", size: 5, md5: "aa")
        var other = Sample.blob("w", size: 6, md5: "aa")
        let stranger = Sample.asset("stranger", in: Sample.otherProject)
        let assets = [Sample.asset("late", created: 5), Sample.asset("early", created: 1), Sample.asset("longer")]
        for asset in assets + [stranger] { try await catalogue.insert(asset, tasks: []) }
        for asset in [assets[0], assets[1], stranger] { try await catalogue.put([.video: video], on: asset) }
        try await catalogue.put([.video: other], on: assets[2])
        other.size = 5
        try await catalogue.put([.uploadedVideo: other], on: assets[2])

        let found = try await catalogue.assets(in: Sample.project.id, withVideoOfSize: 5, md5: "aa")
        #expect(found == [ID("early"), ID("late")])
        #expect(try await catalogue.assets(in: Sample.project.id, withVideoOfSize: 5, md5: "AA").isEmpty)
    }

    func deletesAssets(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("doomed")
        let keeper = Sample.asset("keeper")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        try await catalogue.insert(keeper, tasks: [])
        try await catalogue.put([.video: Sample.blob("v"), .subtitle(2): Sample.blob("shared")], on: asset)
        try await catalogue.put([.cover: Sample.blob("shared")], on: keeper)
        let upload = MultipartUpload(
            id: ID("m"),
            project: asset.project,
            target: .asset(asset.id, role: "video"),
            created: Sample.at(0)
        )
        try await catalogue.insert(upload)
        let part = MultipartUpload.Part(number: 1, blob: Sample.blob("part"), uploaded: Sample.at(1))
        _ = try await catalogue.save(part, of: upload.id)
        await #expect(
            performing: { try await catalogue.deleteAsset(asset.id, in: asset.project) },
            throws: Failure.has(.stateConflict)
        )
        let pictures = [Sample.picture(0, "p0"), Sample.picture(1, "p1")]
        let cover = TaskOutcome.Cover(blob: pictures[0].blob)
        _ = try await catalogue.finish(at: 0, TaskOutcome(pictures: pictures, cover: cover))

        let orphans = try await catalogue.deleteAsset(asset.id, in: asset.project)
        #expect(orphans.map(\.text).sorted() == ["p0", "p1", "part", "v"])
        #expect(try await catalogue.record(asset) == nil)
        #expect(try await catalogue.task(ID("t"), in: asset.project) == nil)
        #expect(try await catalogue.multipartUpload(upload.id) == nil)
        #expect(try await catalogue.pictures(of: ID("t"), offset: 0, limit: 9).total == 0)
        #expect(try await catalogue.referenced(among: ["v", "shared", "p0", "part"].map { ID($0) }) == [ID("shared")])
    }
}
