// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension RenderTask {
    init(row: Row) throws {
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            subject: row.subject,
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
        missing = try row.json(ifAny: "missing") ?? []
    }

    func columns() throws -> Database.Columns {
        [
            ("id", id.text), ("project", project.text), ("asset", asset?.text),
            ("content", content?.text), ("kind", work.kind), ("lane", work.lane.rawValue),
            ("work", try JSON.text(work)),
            ("state", state.rawValue),
            ("created", created.milliseconds), ("runAt", runAt.milliseconds), ("attempt", attempt),
            ("retries", retries), ("strikes", strikes), ("leaseEnd", leaseEnd?.milliseconds),
            ("finished", finished?.milliseconds), ("pictureCount", pictureCount), ("owed", owed), ("done", done),
            ("notes", try JSON.text(notes)), ("failure", try JSON.text(ifAny: failure)),
            ("missing", missing.isEmpty ? nil : try JSON.text(missing)),
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
        case .thumbnails: "thumbnails"
        }
    }
}

extension Database {
    /// Adds tasks as they are.
    func enqueue(_ tasks: [RenderTask]) throws {
        for task in tasks {
            try insert(into: "task", task.columns())
            try joinTurns(of: task.work.lane, task.project)
        }
        for asset in Set(tasks.compactMap(\.asset)) { try refreshSnapshotState(of: asset) }
    }

    /// Removes tasks with their pictures; returns the blobs of these.
    func deleteTasks(_ ids: [ID<RenderTask>]) throws -> [BlobKey] {
        let list = try JSON.list(ids)
        let released = try blobs("SELECT blob FROM picture WHERE task IN (SELECT value FROM json_each(\(list)))")
        try run("DELETE FROM task WHERE id IN (SELECT value FROM json_each(\(list)))")
        return released
    }

    func insert(_ pictures: [StoredPicture], of task: ID<RenderTask>) throws {
        for stored in pictures {
            let picture = stored.picture
            let columns: Columns = [
                ("task", task.text), ("number", picture.index), ("instant", picture.frame?.instant),
                ("ticks", picture.frame?.time.ticks), ("numerator", picture.frame?.time.numerator),
                ("denominator", picture.frame?.time.denominator), ("isKeyframe", picture.frame?.isKeyframe),
                ("report", try JSON.text(ifAny: picture.frame?.report)),
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
    init(row: Row) throws {
        var frame: Picture.Frame?
        if let instant: Int64 = row["instant"] {
            frame = Picture.Frame(
                instant: instant,
                time: MediaTime(ticks: row["ticks"], numerator: row["numerator"], denominator: row["denominator"]),
                isKeyframe: row["isKeyframe"],
                report: try row.json(ifAny: "report")
            )
        }
        let picture = Picture(index: row["number"], width: row["width"], height: row["height"], frame: frame)
        self.init(picture: picture, blob: StoredBlob(row: row))
    }
}

extension Row {
    /// What a row of `task` works on.
    fileprivate var subject: RenderTask.Subject {
        let content: String? = self["content"]
        return if let content { .content(ID(content)) } else { .asset(id("asset")) }
    }
}
