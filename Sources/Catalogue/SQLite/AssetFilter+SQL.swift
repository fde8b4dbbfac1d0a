// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension AssetFilter {
    /// The condition for the assets of `project` that match.
    func condition(in project: ID<Project>) throws -> SQL {
        var terms: [SQL] = []
        if let ids {
            // The plus keeps SQLite from walking all assets of the project: looking up the ids is less work.
            terms.append("+project = \(project.text)")
            terms.append("id IN (SELECT value FROM json_each(\(try JSON.list(ids))))")
        } else {
            terms.append("project = \(project.text)")
        }
        if let anyState = try stateCondition() { terms.append(anyState) }
        if let createdFrom { terms.append("created >= \(createdFrom.milliseconds)") }
        if let createdTo { terms.append("created <= \(createdTo.milliseconds)") }
        if let categoryID { terms.append("categoryID = \(categoryID)") }
        if !videoTypes.isEmpty {
            terms.append("videoType IN (SELECT value FROM json_each(\(try JSON.text(videoTypes))))")
        }
        if !tags.isEmpty {
            terms.append(
                """
                NOT EXISTS (
                    SELECT 1 FROM json_each(\(try JSON.text(tags))) AS wanted
                    WHERE wanted.value NOT IN (SELECT value FROM json_each(asset.tags))
                )
                """
            )
        }
        if let text {
            // Plain search, not LIKE: no character of the text has a meaning of its own.
            let folded = text.lowercased()
            terms.append("(instr(foldedTitle, \(folded)) > 0 OR instr(foldedDescription, \(folded)) > 0)")
        }
        return terms.joined(separator: " AND ")
    }

    var order: SQL {
        ascending ? "created, id" : "created DESC, id"
    }

    private func stateCondition() throws -> SQL? {
        guard !states.isEmpty || !snapshots.isEmpty else { return nil }
        let states = try JSON.text(states.map(\.rawValue))
        let snapshots = try JSON.text(snapshots.map(\.column))
        return """
            (state IN (SELECT value FROM json_each(\(states)))
                OR snapshotState IN (SELECT value FROM json_each(\(snapshots))))
            """
    }
}

extension AssetFilter.Snapshots {
    /// The value of the column `snapshotState`.
    fileprivate var column: String {
        switch self {
        case .running: "running"
        case .succeeded: "succeeded"
        case .failed: "failed"
        }
    }
}
