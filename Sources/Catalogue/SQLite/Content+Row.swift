// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension Content {
    init(row: Row) throws {
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            sha256: row["sha256"],
            blob: StoredBlob(row: row),
            media: try row.json(ifAny: "media"),
            created: row.date("created")
        )
    }

    /// The columns of a content that no file has yet.
    ///
    /// - Parameter isKept: Whether it is to outlive its last file until the sweep.
    func columns(isKept: Bool) throws -> Database.Columns {
        let own: Database.Columns = [
            ("id", id.text), ("project", project.text), ("sha256", sha256), ("media", try JSON.text(ifAny: media)),
            ("created", created.milliseconds), ("kept", created.milliseconds), ("isKept", isKept),
            ("isUsed", false),
        ]
        return own + blob.columns
    }
}

extension Database {
    func content(_ id: ID<Content>) throws -> Content? {
        try row("SELECT * FROM content WHERE id = \(id.text)").map(Content.init(row:))
    }

    func content(sha256: String, in project: ID<Project>) throws -> Content? {
        try row("SELECT * FROM content WHERE project = \(project.text) AND sha256 = \(sha256)")
            .map(Content.init(row:))
    }

    /// Keeps what was learnt of a content.
    func note(_ media: MediaInfo, on content: ID<Content>) throws {
        try run("UPDATE content SET media = \(try JSON.text(media)) WHERE id = \(content.text)")
    }

    /// Removes contents with their tasks and pictures; returns the blobs of all that.
    func deleteContents(_ ids: [ID<Content>]) throws -> [BlobKey] {
        guard !ids.isEmpty else { return [] }
        let list = try JSON.list(ids)
        let released = try blobs(
            """
            SELECT blob FROM content WHERE id IN (SELECT value FROM json_each(\(list)))
            UNION SELECT picture.blob FROM picture JOIN task ON task.id = picture.task
                WHERE task.content IN (SELECT value FROM json_each(\(list)))
            """
        )
        try run("DELETE FROM content WHERE id IN (SELECT value FROM json_each(\(list)))")
        return released
    }

    /// Lets go of those of `ids` that no file has: removes them with their tasks and pictures, but leaves to the sweep
    /// those that were kept; returns the blobs of all that went.
    func releaseContents(withoutFileAmong ids: [ID<Content>]) throws -> [BlobKey] {
        guard !ids.isEmpty else { return [] }
        let unused = try rows(
            """
            SELECT id, isKept FROM content WHERE id IN (SELECT value FROM json_each(\(try JSON.list(ids))))
                AND NOT EXISTS (SELECT 1 FROM driveFile WHERE content = content.id)
            """
        )
        let kept: [ID<Content>] = unused.filter { $0["isKept"] }.map { $0.id("id") }
        if !kept.isEmpty {
            let list = try JSON.list(kept)
            try run("UPDATE content SET isUsed = 0 WHERE id IN (SELECT value FROM json_each(\(list)))")
        }
        return try deleteContents(unused.filter { !$0["isKept"] }.map { $0.id("id") })
    }
}
