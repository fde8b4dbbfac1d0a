// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension RenderTask {
    init(row: Row) throws {
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            asset: row.id("asset"),
            work: try row.json("work"),
            created: row.date("created")
        )
        state = try row.choice("state")
        runAt = row.date("runAt")
        attempt = row["attempt"]
        retries = row["retries"]
        strikes = row["strikes"]
        leaseEnd = row.date(ifAny: "leaseEnd")
        finished = row.date(ifAny: "finished")
        pictureCount = row["pictureCount"]
        owed = row["owed"]
        done = row["done"]
        notes = try row.json("notes")
        failure = try row.json(ifAny: "failure")
    }

    func columns() throws -> Database.Columns {
        [
            ("id", id.text), ("project", project.text), ("asset", asset.text), ("kind", work.kind),
            ("lane", work.lane.rawValue), ("work", try JSON.text(work)), ("state", state.rawValue),
            ("created", created.milliseconds), ("runAt", runAt.milliseconds), ("attempt", attempt),
            ("retries", retries), ("strikes", strikes), ("leaseEnd", leaseEnd?.milliseconds),
            ("finished", finished?.milliseconds), ("pictureCount", pictureCount), ("owed", owed), ("done", done),
            ("notes", try JSON.text(notes)), ("failure", try JSON.text(ifAny: failure)),
        ]
    }
}

extension RenderTask.Work {
    /// The value of the column `kind`.
    fileprivate var kind: String {
        switch self {
        case .snapshots: "snapshots"
        case .ingest: "ingest"
        case .pull: "pull"
        }
    }
}

extension Database {
    /// Adds tasks as they are.
    func enqueue(_ tasks: [RenderTask]) throws {
        for task in tasks { try insert(into: "task", task.columns()) }
        for asset in Set(tasks.map(\.asset)) { try refreshSnapshotState(of: asset) }
    }

    func insert(_ pictures: [StoredPicture], of task: ID<RenderTask>) throws {
        for stored in pictures {
            let picture = stored.picture
            let columns: Columns = [
                ("task", task.text), ("number", picture.index), ("instant", picture.instant),
                ("ticks", picture.time.ticks), ("numerator", picture.time.numerator),
                ("denominator", picture.time.denominator), ("isKeyframe", picture.isKeyframe),
                ("width", picture.width), ("height", picture.height),
            ]
            try insert(into: "picture", columns + stored.blob.columns)
        }
    }

    func picture(_ index: Int, of task: ID<RenderTask>, asset: ID<Asset>) throws -> StoredPicture? {
        try row(
            """
            SELECT picture.* FROM picture JOIN task ON task.id = picture.task
            WHERE picture.task = \(task.text) AND picture.number = \(index) AND +task.asset = \(asset.text)
            """
        ).map(StoredPicture.init(row:))
    }
}

extension StoredPicture {
    init(row: Row) {
        let time = MediaTime(ticks: row["ticks"], numerator: row["numerator"], denominator: row["denominator"])
        let picture = Picture(
            index: row["number"],
            instant: row["instant"],
            time: time,
            isKeyframe: row["isKeyframe"],
            width: row["width"],
            height: row["height"]
        )
        self.init(picture: picture, blob: StoredBlob(row: row))
    }
}
