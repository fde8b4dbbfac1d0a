// SPDX-License-Identifier: Apache-2.0

import Model
import Testing

@testable import VideoEngine

@Suite("The planner of instants")
struct PlannerTests {
    /// A specification over an extent, and the instants that it owes.
    struct Case: Sendable, CustomTestStringConvertible {
        var instants: SnapshotSpec.Instants
        /// Milliseconds.
        var extent: Int64
        var expected: [Int64]
        var pastEnd = SnapshotSpec.PastEnd.skip
        var limit = 2000

        var testDescription: String { "\(instants) of \(extent) ms" }
    }

    static let cases = [
        Case(instants: .first, extent: 10_000, expected: [0]),
        Case(instants: .first, extent: 1, expected: [0]),
        Case(instants: .every(milliseconds: 5000), extent: 25_000, expected: [0, 5000, 10_000, 15_000, 20_000]),
        Case(
            instants: .every(milliseconds: 5000),
            extent: 25_001,
            expected: [0, 5000, 10_000, 15_000, 20_000, 25_000]
        ),
        Case(instants: .every(milliseconds: 5000), extent: 40, expected: [0]),
        Case(instants: .every(milliseconds: 10), extent: 100, expected: [0, 10, 20], limit: 3),
        Case(instants: .evenly(count: 4), extent: 10_000, expected: [0, 2500, 5000, 7500]),
        Case(instants: .evenly(count: 3), extent: 10_000, expected: [0, 3333, 6667]),
        Case(instants: .evenly(count: 3), extent: 1, expected: [0, 0, 1]),
        Case(instants: .evenly(count: 5), extent: 1000, expected: [0, 200], limit: 2),
        Case(instants: .series(count: 3, milliseconds: 4000), extent: 20_000, expected: [0, 4000, 8000]),
        Case(instants: .series(count: 9, milliseconds: 4000), extent: 8000, expected: [0, 4000]),
        Case(instants: .series(count: 9, milliseconds: 4000), extent: 8001, expected: [0, 4000, 8000]),
        Case(instants: .at([0, 999, 1000, 1001]), extent: 1000, expected: [0, 999]),
        Case(instants: .at([1000, 2000]), extent: 1000, expected: []),
        Case(instants: .at([0]), extent: 1, expected: [0]),
        Case(instants: .at([5, 5, 7]), extent: 1000, expected: [5, 5, 7]),
        Case(instants: .at([0, 1000, 5000]), extent: 1000, expected: [0, 1000, 5000], pastEnd: .lastFrame),
        Case(instants: .at([1, 2, 3]), extent: 1000, expected: [1, 2], limit: 2),
        Case(instants: .every(milliseconds: .max), extent: .max / 1000, expected: [0]),
        Case(instants: .series(count: .max, milliseconds: 1), extent: 3, expected: [0, 1, 2]),
    ]

    @Test("owes the instants of its rule", arguments: cases)
    func instants(_ test: Case) {
        let planner = SnapshotPlanner(extent: MediaTime(ticks: test.extent, numerator: 1, denominator: 1000))
        let plan = planner.plan(
            SnapshotSpec(instants: test.instants, pastEnd: test.pastEnd, pictureLimit: test.limit)
        )
        #expect(plan.instants.map(\.milliseconds) == test.expected)
        #expect(plan.instants.allSatisfy { $0.ticks <= max(0, test.extent) })
    }

    @Test("tells what the limit left out")
    func limit() {
        let planner = SnapshotPlanner(extent: MediaTime(ticks: 100, numerator: 1, denominator: 1))
        let plan = planner.plan(SnapshotSpec(instants: .every(milliseconds: 1000), pictureLimit: 10))
        #expect(plan.notes == ["100 pictures were asked for; the limit is 10."])
        #expect(planner.plan(SnapshotSpec(instants: .every(milliseconds: 1000), pictureLimit: 100)).notes == [])
    }

    @Test("divides the extent exactly, not its rounded milliseconds")
    func exactParts() {
        // 100 frames of 1/30 s: half of them is frame 50, at 1666.67 ms.
        let plan = SnapshotPlanner(extent: MediaTime(ticks: 100, numerator: 1, denominator: 30))
            .plan(SnapshotSpec(instants: .evenly(count: 2)))
        #expect(
            plan.instants == [
                PlannedInstant(milliseconds: 0, ticks: 0), PlannedInstant(milliseconds: 1667, ticks: 50),
            ]
        )
    }

    @Test("holds an instant at the very end for past the end, and one just before it for inside")
    func exactEnd() {
        // D = 1001/30000 · 30 s = 1001 ms.
        let extent = MediaTime(ticks: 30, numerator: 1001, denominator: 30000)
        let plan = SnapshotPlanner(extent: extent).plan(SnapshotSpec(instants: .at([1000, 1001])))
        #expect(plan.instants == [PlannedInstant(milliseconds: 1000, ticks: 29)])
    }

    @Test("shows the last frame for instants past the end")
    func lastFrame() {
        let extent = MediaTime(ticks: 30, numerator: 1, denominator: 30)
        let plan = SnapshotPlanner(extent: extent).plan(SnapshotSpec(instants: .at([99_000]), pastEnd: .lastFrame))
        #expect(plan.instants == [PlannedInstant(milliseconds: 99_000, ticks: 29)])
    }

    @Test(
        "lets a keyframe stand in within half the interval by default",
        arguments: [
            (SnapshotSpec.Instants.first, Int64(0)), (.at([5]), 0), (.every(milliseconds: 4000), 2000),
            (.series(count: 2, milliseconds: 600), 300), (.evenly(count: 5), 1000),
        ]
    )
    func tolerance(_ instants: SnapshotSpec.Instants, _ expected: Int64) {
        let planner = SnapshotPlanner(extent: MediaTime(ticks: 10_000, numerator: 1, denominator: 1000))
        #expect(planner.plan(SnapshotSpec(instants: instants)).tolerance == expected)
        #expect(planner.plan(SnapshotSpec(instants: instants, tolerance: 7)).tolerance == 7)
        #expect(planner.plan(SnapshotSpec(instants: instants, tolerance: 0)).tolerance == 0)
    }
}
