// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func ordersEachThumbnailOnce(_ catalogue: any Catalogue) async throws {
        let content = Sample.content("c")
        try await catalogue.fillDrive([content])
        let task = Sample.thumbnails("t", of: content)
        #expect(try await catalogue.order(task) == task)
        #expect(try await catalogue.order(Sample.thumbnails("again", of: content), retrying: [.permanent]) == task)
        let other = Sample.thumbnails("other", of: content, longSide: 100, created: 1)
        #expect(try await catalogue.order(other) == other)
        #expect(try await catalogue.queueDepth().waiting == 2)

        let claimed = try #require(try await catalogue.claim(at: 2))
        #expect(claimed.source?.key == content.blob.key && claimed.source?.sha256 == content.sha256)
        let same = Sample.thumbnails("u", of: content)
        #expect(try await catalogue.order(same, retrying: [.permanent]) == claimed.task)
        #expect(try await catalogue.publish(TaskOutcome(), of: claimed.claim, now: Sample.at(3)) != nil)
        let done = try await catalogue.order(same, retrying: [.permanent])
        #expect(done.id == task.id && done.state == .succeeded)

        let taken = Sample.thumbnails("other", of: content, longSide: 7)
        await #expect(performing: { try await catalogue.order(taken) }, throws: Failure.has(.stateConflict))
        let gone = Sample.thumbnails("w", of: Sample.content("gone"))
        let foreign = Sample.thumbnails("x", of: Sample.content("c", in: Sample.otherProject))
        for task in [gone, foreign] {
            await #expect(performing: { try await catalogue.order(task) }, throws: Failure.has(.pictureNotFound))
        }
    }

    func ordersFailedThumbnailsAgainInPlace(_ catalogue: any Catalogue) async throws {
        let content = Sample.content("c")
        try await catalogue.fillDrive([content])
        let task = Sample.thumbnails("t", of: content)
        _ = try await catalogue.order(task)
        let struck = try #require(try await catalogue.claim(at: 1)).claim
        #expect(try await catalogue.retry(struck, after: Sample.damaged, strike: true, runAt: Sample.at(2)))
        let claim = try #require(try await catalogue.claim(at: 3)).claim
        #expect(try await catalogue.renew(claim, leaseEnd: Sample.at(90), owed: 4, done: 3))
        let failure = Failure(.resource, .deadlineExceeded, "It took too long.")
        #expect(try await catalogue.fail(claim, with: failure, media: nil, assetState: nil, now: Sample.at(4)))

        let next = Sample.thumbnails("next", of: content, created: 7)
        for classes: Set<Failure.Class> in [[], [.permanent, .transient, .caller]] {
            let failed = try await catalogue.order(next, retrying: classes)
            #expect(failed.id == task.id && failed.state == .failed && failed.failure == failure)
        }
        var expected = task
        expected.attempt = 2
        expected.runAt = Sample.at(7)
        #expect(try await catalogue.order(next, retrying: [.transient, .resource]) == expected)
        #expect(try await catalogue.task(task.id, in: content.project) == expected)
        #expect(try await catalogue.task(next.id, in: content.project) == nil)
        #expect(try await catalogue.order(next, retrying: [.resource]) == expected, "it waits already")
        #expect(try await catalogue.renew(claim, leaseEnd: Sample.at(99), owed: 1, done: 0) == false)
        #expect(try await catalogue.claim(at: 6.9) == nil)
        let third = try #require(try await catalogue.claim(at: 7))
        #expect(third.task.id == task.id && third.task.attempt == 3)
        #expect(try await catalogue.publish(TaskOutcome(), of: third.claim, now: Sample.at(8)) == [])
        #expect(try await catalogue.publish(TaskOutcome(), of: claim, now: Sample.at(8)) == nil)
    }

    func keepsTheNewestThumbnails(_ catalogue: any Catalogue) async throws {
        let content = Sample.content("c")
        let other = Sample.content("d")
        try await catalogue.fillDrive([content, other])
        func finish(_ id: String, of content: Content, side: Int, at time: Double, _ blobs: [String]) async throws {
            _ = try await catalogue.order(Sample.thumbnails(id, of: content, longSide: side, created: time))
            let pictures = blobs.enumerated().map { Sample.picture($0.offset, $0.element) }
            #expect(try await catalogue.finish(at: time, TaskOutcome(pictures: pictures)) == [])
        }
        try await finish("named", of: content, side: 1, at: 10, ["p-named"])
        try await finish("first", of: content, side: 2, at: 20, ["p-first", "shared"])
        try await finish("elsewhere", of: other, side: 2, at: 30, ["shared", "p-elsewhere"])
        _ = try await catalogue.order(Sample.thumbnails("failed", of: content, longSide: 3, created: 40))
        let claim = try #require(try await catalogue.claim(at: 40)).claim
        #expect(try await catalogue.fail(claim, with: Sample.damaged, media: nil, assetState: nil, now: Sample.at(41)))
        try await finish("last", of: content, side: 4, at: 50, ["p-last"])
        _ = try await catalogue.order(Sample.thumbnails("waiting", of: content, longSide: 5, created: 60))

        let named = Sample.thumbnails("", of: content, longSide: 1).work
        func order(_ id: String, side: Int, keeping limit: Int) async throws -> (id: String, orphans: [String]) {
            let task = Sample.thumbnails(id, of: content, longSide: side, created: 70)
            let ordered = try await catalogue.order(task, retrying: [], keeping: limit, sparing: named)
            return (ordered.task.id.text, ordered.orphans.map(\.text).sorted())
        }
        func expectThere(_ ids: Set<String>, at location: SourceLocation = #_sourceLocation) async throws {
            var found: Set<String> = []
            for id in ["named", "first", "failed", "last", "waiting", "new", "elsewhere"] {
                let task = try await catalogue.task(ID(id), in: content.project)
                if task != nil { found.insert(id) }
            }
            #expect(found == ids.union(["waiting", "elsewhere"]), sourceLocation: location)
        }
        #expect(try await order("new", side: 6, keeping: 4) == ("new", []), "four have finished")
        try await expectThere(["named", "first", "failed", "last", "new"])
        #expect(try await order("", side: 6, keeping: 3) == ("new", ["p-first"]), "the other content has the other one")
        try await expectThere(["named", "failed", "last", "new"])
        #expect(try await order("", side: 3, keeping: 1) == ("failed", ["p-last"]), "not the one that was ordered")
        try await expectThere(["named", "failed", "new"])
        #expect(try await order("", side: 6, keeping: 0) == ("new", []))
        try await expectThere(["named", "new"])
    }

    func findsContentsHavingThumbnails(_ catalogue: any Catalogue) async throws {
        let contents = ["done", "other", "failed", "waiting", "none"].map { Sample.content($0) }
        try await catalogue.fillDrive(contents)
        for (index, side) in [1, 2, 1].enumerated() {
            let content = contents[index]
            let task = Sample.thumbnails(content.id.text, of: content, longSide: side, created: Double(index))
            _ = try await catalogue.order(task)
            let claim = try #require(try await catalogue.claim(at: 5)).claim
            if index == 2 {
                _ = try await catalogue.fail(
                    claim,
                    with: Sample.damaged,
                    media: nil,
                    assetState: nil,
                    now: Sample.at(6)
                )
            } else {
                _ = try await catalogue.publish(TaskOutcome(), of: claim, now: Sample.at(6))
            }
        }
        _ = try await catalogue.order(Sample.thumbnails("waiting", of: contents[3], longSide: 1))
        let all = contents.map(\.id) + [ID("unknown"), contents[0].id]
        func found(_ side: Int, among ids: [ID<Content>]) async throws -> Set<String> {
            let work = Sample.thumbnails("", of: contents[0], longSide: side).work
            return Set(try await catalogue.contents(ids, having: work).map(\.text))
        }
        #expect(try await found(1, among: all) == ["done"])
        #expect(try await found(2, among: all) == ["other"])
        #expect(try await found(3, among: all).isEmpty)
        #expect(try await found(1, among: [contents[1].id]).isEmpty)
        #expect(try await found(1, among: []).isEmpty)
    }

    func ordersConcurrentThumbnailsOnce(_ catalogue: any Catalogue) async throws {
        let content = Sample.content("c")
        try await catalogue.fillDrive([content])
        let ids = try await withThrowingTaskGroup(of: ID<RenderTask>.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let task = Sample.thumbnails("\(number)", of: content)
                    return try await catalogue.order(task, retrying: number.isMultiple(of: 2) ? [.permanent] : []).id
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await catalogue.queueDepth().waiting == 1)
    }

    func publishesThumbnails(_ catalogue: any Catalogue) async throws {
        var content = Sample.content("c")
        try await catalogue.fillDrive([content], [Sample.file("f", content: "c")])
        _ = try await catalogue.order(Sample.thumbnails("t", of: content))
        let claim = try #require(try await catalogue.claim(at: 1)).claim
        let picture = StoredPicture(picture: Picture(index: 0, width: 8, height: 9), blob: Sample.blob("p0"))
        var outcome = TaskOutcome(pictures: [picture, Sample.picture(1, "p1")])
        outcome.media = Sample.media
        outcome.notes = ["page 1 of 9"]
        #expect(try await catalogue.publish(outcome, of: claim, now: Sample.at(8)) == [])
        let task = try #require(try await catalogue.task(claim.task, in: content.project))
        #expect(task.state == .succeeded && task.pictureCount == 2 && task.notes == outcome.notes)
        #expect(try await catalogue.pictures(of: claim.task, offset: 0, limit: 9).items == outcome.pictures)
        content.media = Sample.media
        #expect(try await catalogue.content(content.id, in: content.project) == content)
        #expect(
            try await catalogue.snapshotTasks(
                in: content.project,
                asset: nil,
                task: nil,
                offset: 0,
                limit: 9
            ).total == 0
        )
        #expect(try await catalogue.referenced(among: [ID("blob-c"), ID("p0")]) == [ID("blob-c"), ID("p0")])
        #expect(try await catalogue.publish(outcome, of: claim, now: Sample.at(9)) == nil)
    }

    func failsThumbnails(_ catalogue: any Catalogue) async throws {
        var content = Sample.content("c")
        try await catalogue.fillDrive([content])
        _ = try await catalogue.order(Sample.thumbnails("t", of: content))
        let claim = try #require(try await catalogue.claim(at: 1)).claim
        var stale = claim
        stale.source = ID("other bytes")
        let media = Sample.media
        #expect(
            try await catalogue.fail(stale, with: Sample.damaged, media: media, assetState: nil, now: Sample.at(2))
        )
        #expect(try await catalogue.content(content.id, in: content.project) == content, "found in other bytes")
        _ = try await catalogue.order(Sample.thumbnails("u", of: content, created: 3), retrying: [.permanent])
        let second = try #require(try await catalogue.claim(at: 4)).claim
        #expect(
            try await catalogue.fail(second, with: Sample.damaged, media: media, assetState: nil, now: Sample.at(5))
        )
        content.media = media
        #expect(try await catalogue.content(content.id, in: content.project) == content)
    }
}
