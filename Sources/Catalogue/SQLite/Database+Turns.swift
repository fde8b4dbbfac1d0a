// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Model

/// Whose turn it is: the projects of a lane in a circle, from which claims take the first that may have one.
///
/// A project is in the circle from its first unfinished task on; it is taken out where it is met without one. So a claim
/// costs the same however many tasks wait, and looks at no more projects than have tasks that are not due.
extension Database {
    /// Puts a project at the end of the circle, unless it is in it.
    func joinTurns(of lane: RenderTask.Lane, _ project: ID<Project>) throws {
        try run(
            """
            INSERT INTO turn (lane, project, number)
            VALUES (\(lane.rawValue), \(project.text), \(Self.nextNumber(in: lane)))
            ON CONFLICT (lane, project) DO NOTHING
            """
        )
    }

    /// The project that the next claim is for, as ``TaskQueue/claim(_:of:now:leaseEnd:)`` has it; moved to the end of the
    /// circle.
    func takeTurn(of lane: RenderTask.Lane, slots: Int, now: Date) throws -> ID<Project>? {
        let share = max(1, slots / 2)
        let held = Dictionary(grouping: try texts(Self.holders(in: lane, now: now)), by: \.self).mapValues(\.count)
        var (first, gone, sated): (String?, [String], [String]) = (nil, [], [])
        let turns = try Row.fetchCursor(cachedStatement(literal: Self.turns(in: lane)))
        while first == nil, let turn = try turns.next() {
            let project: String = turn["project"]
            guard let due: Int64 = turn["due"] else {
                gone.append(project)
                continue
            }
            guard due <= now.milliseconds else { continue }
            if held[project, default: 0] < share { first = project } else { sated.append(project) }
        }
        for project in gone { try run("DELETE FROM turn WHERE lane = \(lane.rawValue) AND project = \(project)") }
        // Alone it may have all.
        guard let project = first ?? (sated.count == 1 ? sated.first : nil) else { return nil }
        try run(
            """
            UPDATE turn SET number = \(Self.nextNumber(in: lane)) WHERE lane = \(lane.rawValue) AND project = \(project)
            """
        )
        return ID(project)
    }

    private static func nextNumber(in lane: RenderTask.Lane) -> SQL {
        "(SELECT 1 + coalesce(max(number), 0) FROM turn WHERE lane = \(lane.rawValue))"
    }

    /// The circle of a lane in its order, and when the first task of each project is due; NULL where it has none.
    static func turns(in lane: RenderTask.Lane) -> SQL {
        """
        SELECT project, (
            SELECT due FROM task
            WHERE task.lane = \(lane.rawValue) AND task.project = turn.project AND due IS NOT NULL
            ORDER BY due LIMIT 1
        ) AS due
        FROM turn WHERE lane = \(lane.rawValue) ORDER BY number
        """
    }

    /// The project of each claim of a lane whose lease has not lapsed.
    static func holders(in lane: RenderTask.Lane, now: Date) -> SQL {
        """
        SELECT project FROM task
        WHERE state IN ('WAITING', 'PROCESSING') AND state = 'PROCESSING' -- as the index has it
            AND lane = \(lane.rawValue) AND leaseEnd > \(now.milliseconds)
        """
    }
}
