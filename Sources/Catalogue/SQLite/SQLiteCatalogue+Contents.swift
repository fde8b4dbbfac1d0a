// SPDX-License-Identifier: Apache-2.0

import GRDB
package import Model

extension SQLiteCatalogue {
    package func content(_ id: ID<Content>, in project: ID<Project>) async throws -> Content? {
        try lookUp { database in
            guard let content = try database.content(id), content.project == project else { return nil }
            return content
        }
    }

    package func keep(_ content: Content) async throws -> Content {
        // It is nobody's until an order for its pictures is there, which has to last.
        try await writeLoosely { database in
            try database.requireProject(content.project)
            if let known = try database.content(sha256: content.sha256, in: content.project) {
                let kept = content.created.milliseconds
                try database.run(
                    "UPDATE content SET kept = max(kept, \(kept)), isKept = 1 WHERE id = \(known.id.text)"
                )
                return known
            }
            try database.insert(into: "content", content.columns(isKept: true))
            return content
        }
    }

    package func order(
        _ task: RenderTask,
        retrying: Set<Failure.Class>,
        keeping limit: Int,
        sparing: RenderTask.Work
    ) async throws -> (task: RenderTask, orphans: [BlobKey]) {
        guard let content = task.content else {
            preconditionFailure("A thumbnail task works on a content.")
        }
        return try await write { database in
            guard try database.content(content)?.project == task.project else {
                throw Failure(.caller, .pictureNotFound, "The content is not there any more.")
            }
            let ordered = try database.order(task, retrying: retrying)
            let spared = try JSON.text([JSON.text(task.work), JSON.text(sparing)])
            let released = try database.deleteFinishedThumbnails(of: content, beyond: limit, sparing: spared)
            return (ordered, try database.orphans(among: released))
        }
    }

    package func contents(_ contents: [ID<Content>], having work: RenderTask.Work) async throws -> Set<ID<Content>> {
        try lookUp { database in
            let query = try Self.contents(among: JSON.list(contents), having: work)
            return Set(try database.texts(query).map { ID($0) })
        }
    }

    /// The task of the same content with the same work.
    static func sameTask(as task: RenderTask) throws -> SQL {
        "SELECT * FROM task WHERE content = \(task.content?.text) AND work = \(try JSON.text(task.work))"
    }

    /// Those of a JSON list of contents for which this work succeeded.
    static func contents(among contents: String, having work: RenderTask.Work) throws -> SQL {
        """
        SELECT content FROM task
        WHERE content IN (SELECT value FROM json_each(\(contents))) AND work = \(try JSON.text(work))
            AND +state = 'SUCCEED'
        """
    }

    /// The condition for the thumbnail tasks of a content that ended.
    static func isFinished(of content: ID<Content>) -> SQL {
        "content = \(content.text) AND +kind = 'thumbnails' AND +state IN ('SUCCEED', 'FAILED')"
    }

    /// The thumbnail tasks of a content that ended first, without those whose work is in the JSON list `spared`.
    static func oldestThumbnails(of content: ID<Content>, sparing spared: String, limit: Int) -> SQL {
        """
        SELECT id FROM task
        WHERE \(isFinished(of: content)) AND +work NOT IN (SELECT value FROM json_each(\(spared)))
        ORDER BY finished, id LIMIT \(limit)
        """
    }
}

extension Database {
    /// Adds a thumbnail task, or sets the one with the same work back where it failed with a class of `retrying`.
    fileprivate func order(_ task: RenderTask, retrying: Set<Failure.Class>) throws -> RenderTask {
        guard let known = try row(SQLiteCatalogue.sameTask(as: task)).map(RenderTask.init(row:)) else {
            try enqueue([task])
            return task
        }
        guard known.state == .failed, let failure = known.failure, retrying.contains(failure.class) else {
            return known
        }
        var again = known
        again.state = .waiting
        again.runAt = task.runAt
        (again.retries, again.strikes, again.owed, again.done) = (0, 0, 0, 0)
        again.notes = []
        (again.finished, again.failure) = (nil, nil)
        try update("task", id: known.id.text, again.columns())
        try joinTurns(of: again.work.lane, again.project)
        return again
    }

    /// Removes the thumbnail tasks of a content that ended first while more than `limit` have ended, but none whose
    /// work is in the JSON list `spared`; returns the blobs of their pictures.
    fileprivate func deleteFinishedThumbnails(
        of content: ID<Content>,
        beyond limit: Int,
        sparing spared: String
    ) throws -> [BlobKey] {
        let finished = try count("SELECT count(*) FROM task WHERE \(SQLiteCatalogue.isFinished(of: content))")
        guard finished > limit else { return [] }
        let query = SQLiteCatalogue.oldestThumbnails(of: content, sparing: spared, limit: finished - limit)
        let tasks: [ID<RenderTask>] = try texts(query).map { ID($0) }
        return try deleteTasks(tasks)
    }
}
