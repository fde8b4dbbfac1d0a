// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension Database {
    /// What the snapshot tasks of an asset amount to.
    func snapshotStatus(of asset: ID<Asset>) throws -> SnapshotStatus {
        if try exists(Self.unfinishedSnapshots(of: asset)) { return .running }
        let last: SQL = """
            SELECT state, notes, failure FROM task WHERE asset = \(asset.text) AND kind = 'snapshots'
            ORDER BY finished DESC, id DESC LIMIT 1
            """
        guard let row = try row(last) else { return .none }
        let state: RenderTask.State = try row.choice("state")
        guard state != .succeeded else { return .succeeded(notes: try row.json("notes")) }
        let unknown = Failure(.permanent, .internalError, "The task failed.")
        return .failed(try row.json(ifAny: "failure") ?? unknown)
    }

    /// Brings the column that lists filter by in step with the snapshot tasks of an asset.
    func refreshSnapshotState(of asset: ID<Asset>) throws {
        let state: String? =
            switch try snapshotStatus(of: asset) {
            case .none: nil
            case .running: "running"
            case .succeeded: "succeeded"
            case .failed: "failed"
            }
        try run("UPDATE asset SET snapshotState = \(state) WHERE id = \(asset.text) AND snapshotState IS NOT \(state)")
    }

    private static func unfinishedSnapshots(of asset: ID<Asset>) -> SQL {
        """
        SELECT 1 FROM task
        WHERE asset = \(asset.text) AND +kind = 'snapshots' AND state IN ('WAITING', 'PROCESSING')
        """
    }
}
