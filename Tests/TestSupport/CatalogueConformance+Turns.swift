// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

/// Claims are shared among projects.
extension CatalogueConformance {
    func goesRoundProjects(_ catalogue: any Catalogue) async throws {
        for project in ["a", "b", "c"] { try await catalogue.add(project) }
        try await catalogue.enqueue(5, of: "a", at: 0)
        try await catalogue.enqueue(2, of: "b", at: 1)
        try await catalogue.enqueue(1, of: "c", at: 2)
        var served: [String] = []
        while let next = try await catalogue.claim(of: 100, at: 9) { served.append(next.task.id.text) }
        #expect(served == ["a-0-0", "b-1-0", "c-2-0", "a-0-1", "b-1-1", "a-0-2", "a-0-3", "a-0-4"])

        // With tasks in work they keep their places.
        try await catalogue.enqueue(1, of: "b", at: 10)
        try await catalogue.enqueue(1, of: "c", at: 11)
        #expect(try await catalogue.claim(of: 100, at: 12)?.task.project == ID("c"), "it was served before b")
    }

    func leavesHalfToOthers(_ catalogue: any Catalogue) async throws {
        for project in ["a", "b"] { try await catalogue.add(project) }
        try await catalogue.enqueue(9, of: "a", at: 0)
        var held: [Claim] = []
        for _ in 0..<4 { held.append(try #require(try await catalogue.claim(of: 4, at: 1)).claim) }
        #expect(held.count == 4, "alone it may have all")

        try await catalogue.enqueue(9, of: "b", at: 2)
        func next() async throws -> String? {
            guard let claimed = try await catalogue.claim(of: 4, at: 3) else { return nil }
            held.append(claimed.claim)
            return claimed.task.project.text
        }
        func end() async throws {
            #expect(try await catalogue.publish(TaskOutcome(), of: held.removeFirst(), now: Sample.at(3)) != nil)
        }
        for expected in ["b", "b"] {
            try await end()
            #expect(try await next() == expected)
        }
        #expect(try await next() == nil, "each has its half while the other waits, also where a slot were free")
        // a, a, b, b: whoever's ends, the other half stays the other's.
        for expected in ["a", "a", "b", "b", "a"] {
            try await end()
            #expect(try await next() == expected)
        }
    }

    func alternatesWithOneSlot(_ catalogue: any Catalogue) async throws {
        for project in ["a", "b"] { try await catalogue.add(project) }
        try await catalogue.enqueue(4, of: "a", at: 0)
        try await catalogue.enqueue(2, of: "b", at: 1)
        var served = ""
        while let claimed = try await catalogue.claim(of: 1, at: 2) {
            served += claimed.task.project.text
            #expect(try await catalogue.publish(TaskOutcome(), of: claimed.claim, now: Sample.at(3)) != nil)
        }
        #expect(served == "ababaa")
    }

    func seatsNewcomersLast(_ catalogue: any Catalogue) async throws {
        for project in ["a", "b", "c"] { try await catalogue.add(project) }
        try await catalogue.enqueue(3, of: "a", at: 0)
        try await catalogue.enqueue(3, of: "b", at: 1)
        #expect(try await catalogue.claim(at: 2)?.task.project == ID("a"))
        // Its tasks are older, and still it waits for one round.
        try await catalogue.enqueue(3, of: "c", at: -9)
        var served = ""
        for _ in 0..<6 { served += try #require(try await catalogue.claim(at: 3)).task.project.text }
        #expect(served == "bacbac")
    }

    func countsNoLapsedClaims(_ catalogue: any Catalogue) async throws {
        for project in ["a", "b"] { try await catalogue.add(project) }
        try await catalogue.enqueue(2, of: "a", at: 0)
        try await catalogue.enqueue(1, of: "b", at: 50)
        let lost = try #require(try await catalogue.claim(of: 2, at: 1))
        #expect(try await catalogue.claim(of: 2, at: 51)?.task.project == ID("b"), "a has its half")
        let again = try #require(try await catalogue.claim(of: 2, at: 62))
        #expect(again.task.id == ID("a-0-1"), "what was due first of a; nobody holds a slot for it any more")
        #expect(lost.task.id == ID("a-0-0"))
    }
}

extension Catalogue {
    /// Adds a project with one asset of the same name.
    fileprivate func add(_ name: String) async throws {
        let project = Project(id: ID(name), name: name, created: Sample.at(0))
        try await insert(project)
        try await insert(Sample.asset(name, in: project), tasks: [])
    }

    /// Adds tasks of a project's asset, all made at `created`; their ids tell project, time and number.
    fileprivate func enqueue(_ count: Int, of project: String, at created: Double) async throws {
        let asset = Sample.asset(project, in: Project(id: ID(project), name: project, created: Sample.at(0)))
        _ = try await change(asset.id, in: asset.project) { change in
            change.newTasks = (0..<count).map {
                Sample.task("\(project)-\(Int(created))-\($0)", of: asset, created: created)
            }
        }
    }
}
