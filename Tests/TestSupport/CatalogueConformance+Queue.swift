// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func claimsInOrder(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        var early = Sample.task("z", of: asset, created: 9)
        early.runAt = Sample.at(0)
        let rest = [("c", 2.0), ("b", 1), ("a", 1), ("later", 50)].map { Sample.task($0, of: asset, created: $1) }
        try await catalogue.fill(asset, tasks: rest + [early])
        try await catalogue.put([.video: Sample.blob("v", md5: "aa"), .uploadedVideo: Sample.blob("u")], on: asset)
        #expect(try await catalogue.claim(at: -0.001) == nil)

        let first = try #require(try await catalogue.claim(at: 10))
        early.state = .processing
        early.attempt = 1
        early.leaseEnd = Sample.at(70)
        #expect(first.task == early)
        #expect(first.source == Sample.blob("v", md5: "aa"))
        #expect(try await catalogue.task(early.id, in: asset.project) == early)
        var ids: [String] = []
        while let next = try await catalogue.claim(at: 10) { ids.append(next.task.id.text) }
        #expect(ids == ["a", "b", "c"])
        #expect(try await catalogue.claim(at: 50)?.task.id.text == "later")
    }

    func claimsByLane(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        let pull = Sample.task("p", of: asset, work: .pull(url: "http://x"))
        try await catalogue.fill(asset, tasks: [pull, Sample.task("i", of: asset, work: .ingest(cover: true))])
        let claimed = try #require(try await catalogue.claim(.fetch, at: 0))
        #expect(claimed.task.work == pull.work)
        #expect(claimed.source == nil)
        #expect(try await catalogue.claim(.fetch, at: 0) == nil)
        #expect(try await catalogue.claim(.render, at: 0)?.task.id == ID("i"))
    }

    func claimsLapsedLeases(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset), Sample.task("u", of: asset, created: 65)])
        let first = try #require(try await catalogue.claim(at: 0))
        #expect(try await catalogue.renew(first.claim, leaseEnd: Sample.at(60), owed: 9, done: 4))
        #expect(try await catalogue.claim(at: 59.999) == nil)
        let second = try #require(try await catalogue.claim(at: 70))
        #expect(second.task.id == first.task.id, "what was abandoned has waited longer")
        #expect(second.task.attempt == 2)
        #expect(second.task.owed == 0 && second.task.done == 0)
        #expect(second.task.leaseEnd == Sample.at(130))
        #expect(try await catalogue.claim(at: 70)?.task.id == ID("u"))
    }

    func fencesLostClaims(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let lost = try #require(try await catalogue.claim(at: 0)).claim
        let held = try #require(try await catalogue.claim(at: 61)).claim
        let before = try await catalogue.task(lost.task, in: asset.project)

        func refused(_ claim: Claim) async throws {
            let now = Sample.at(70)
            #expect(try await !catalogue.renew(claim, leaseEnd: Sample.at(999), owed: 1, done: 1))
            #expect(try await !catalogue.retry(claim, after: Sample.damaged, strike: true, runAt: now))
            #expect(try await !catalogue.release(claim))
            let failed = try await catalogue.fail(claim, with: Sample.damaged, media: nil, assetState: nil, now: now)
            #expect(!failed)
            #expect(try await catalogue.publish(TaskOutcome(), of: claim, now: now) == nil)
        }
        try await refused(lost)
        try await refused(Claim(task: lost.task, attempt: held.attempt + 1))
        try await refused(Claim(task: ID("none"), attempt: 1))
        #expect(try await catalogue.task(lost.task, in: asset.project) == before)

        #expect(try await catalogue.release(held))
        try await refused(held)
        let last = try #require(try await catalogue.claim(at: 70)).claim
        #expect(last.attempt == 3, "a number is never given twice")
        #expect(try await catalogue.publish(TaskOutcome(), of: last, now: Sample.at(71)) != nil)
        try await refused(last)
    }

    func honoursALapsedLeaseUntilItIsTaken(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let claim = try #require(try await catalogue.claim(at: 0)).claim
        #expect(try await catalogue.renew(claim, leaseEnd: Sample.at(30), owed: 0, done: 0))
        #expect(try await catalogue.renew(claim, leaseEnd: Sample.at(20), owed: 0, done: 0))
        #expect(try await catalogue.publish(TaskOutcome(), of: claim, now: Sample.at(500)) == [])
    }

    func renewsClaims(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset)])
        let claim = try #require(try await catalogue.claim(at: 0)).claim
        #expect(try await catalogue.renew(claim, leaseEnd: Sample.at(90), owed: 20, done: 7))
        let task = try #require(try await catalogue.task(claim.task, in: asset.project))
        #expect(task.leaseEnd == Sample.at(90) && task.owed == 20 && task.done == 7)
        #expect(try await catalogue.claim(at: 61) == nil)
    }

    func retries(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset), Sample.task("u", of: asset, created: 1)])
        let first = try #require(try await catalogue.claim(at: 5)).claim
        #expect(try await catalogue.retry(first, after: Sample.damaged, strike: false, runAt: Sample.at(10)))
        var task = try #require(try await catalogue.task(first.task, in: asset.project))
        #expect(task.state == .waiting && task.retries == 1 && task.strikes == 0 && task.attempt == 1)
        #expect(task.runAt == Sample.at(10) && task.leaseEnd == nil && task.finished == nil)
        #expect(task.failure == Sample.damaged)
        #expect(try await catalogue.record(asset)?.snapshots == .running)

        #expect(try await catalogue.claim(at: 10)?.task.id == ID("u"), "the other one was due before")
        let second = try #require(try await catalogue.claim(at: 10)).claim
        #expect(try await catalogue.retry(second, after: Sample.damaged, strike: true, runAt: Sample.at(20)))
        task = try #require(try await catalogue.task(first.task, in: asset.project))
        #expect(task.retries == 1 && task.strikes == 1 && task.attempt == 2)
        #expect(try await catalogue.claim(at: 19.999) == nil)
        let third = try #require(try await catalogue.claim(at: 20)).claim
        #expect(try await catalogue.publish(TaskOutcome(), of: third, now: Sample.at(21)) != nil)
        #expect(try await catalogue.task(third.task, in: asset.project)?.failure == nil)
    }

    func releases(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: [Sample.task("t", of: asset), Sample.task("u", of: asset, created: 1)])
        let claimed = try #require(try await catalogue.claim(at: 5))
        #expect(try await catalogue.release(claimed.claim))
        let task = try #require(try await catalogue.task(claimed.task.id, in: asset.project))
        #expect(task.state == .waiting && task.leaseEnd == nil)
        #expect(task.retries == 0 && task.strikes == 0 && task.runAt == claimed.task.runAt)
        #expect(try await catalogue.claim(at: 5)?.task.id == claimed.task.id, "it keeps its place")
    }

    func releasesAll(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        let pull = Sample.task("p", of: asset, work: .pull(url: "http://x"))
        let tasks = ["a", "b", "c"].enumerated().map { Sample.task($1, of: asset, created: Double($0)) }
        try await catalogue.fill(asset, tasks: tasks + [pull])
        _ = try await catalogue.finish(at: 5)
        let claim = try #require(try await catalogue.claim(at: 5)).claim
        #expect(try await catalogue.claim(.fetch, at: 5) != nil)
        #expect(try await catalogue.releaseAll() == 2)
        #expect(try await catalogue.releaseAll() == 0)
        #expect(try await catalogue.publish(TaskOutcome(), of: claim, now: Sample.at(6)) == nil)
        #expect(try await catalogue.claim(at: 5)?.claim == Claim(task: ID("b"), attempt: 2))
        #expect(try await catalogue.task(ID("a"), in: asset.project)?.state == .succeeded)
    }

    func countsTheQueue(_ catalogue: any Catalogue) async throws {
        try await catalogue.expectQueue(waiting: 0, processing: 0)
        let asset = Sample.asset("one")
        let tasks = (0..<5).map { Sample.task("\($0)", of: asset, created: Double($0)) }
        try await catalogue.fill(asset, tasks: tasks + [Sample.task("p", of: asset, work: .pull(url: "http://x"))])
        _ = try await catalogue.finish(at: 9)
        _ = try await catalogue.claim(at: 9)
        _ = try await catalogue.claim(.fetch, at: 9)
        try await catalogue.expectQueue(waiting: 3, processing: 2)
    }

    func claimsEachTaskOnce(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset, tasks: (0..<100).map { Sample.task("\($0)", of: asset) })
        let claimed = try await withThrowingTaskGroup(of: [ClaimedTask].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var mine: [ClaimedTask] = []
                    while let task = try await catalogue.claim(at: 1) { mine.append(task) }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(claimed.count == 100)
        #expect(Set(claimed.map(\.task.id)).count == 100)
        #expect(claimed.allSatisfy { $0.task.attempt == 1 })
    }
}
