// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension Database {
    func space(_ id: ID<Space>) throws -> Space? {
        try row("SELECT * FROM space WHERE id = \(id.text)").map(Space.init(row:))
    }

    func space(of user: ID<User>) throws -> Space? {
        try row("SELECT * FROM space WHERE owner = \(user.text)").map(Space.init(row:))
    }

    func hasFiles(in space: ID<Space>) throws -> Bool {
        try exists("SELECT 1 FROM driveFile WHERE space = \(space.text)")
    }

    func driveFile(_ id: ID<DriveFile>) throws -> DriveFile? {
        try row("SELECT * FROM driveFile WHERE id = \(id.text)").map(DriveFile.init(row:))
    }

    func driveFiles(_ query: SQL) throws -> [DriveFile] {
        try rows(query).map(DriveFile.init(row:))
    }

    /// Whether a folder is recycled, itself or through one that it lies in.
    func isRecycled(_ folder: ID<DriveFile>) throws -> Bool {
        guard let file = try driveFile(folder) else { return false }
        return try file.recycled != nil || driveFiles(Self.ancestors(of: file)).contains { $0.recycled != nil }
    }

    /// The folders that a file lies in, the innermost first.
    static func ancestors(of file: DriveFile) -> SQL {
        """
        WITH RECURSIVE above (id, next, distance) AS (
            SELECT id, parent, 1 FROM driveFile WHERE id = \(file.parent?.text)
            UNION ALL
            SELECT folder.id, folder.parent, distance + 1
            FROM above JOIN driveFile AS folder ON folder.id = above.next
        )
        SELECT driveFile.* FROM above JOIN driveFile ON driveFile.id = above.id ORDER BY distance
        """
    }

    /// All that lies in a folder, folders before what is in them.
    static func descendants(of folder: DriveFile) -> SQL {
        """
        WITH RECURSIVE below (id, depth) AS (
            SELECT id, 1 FROM driveFile WHERE parent = \(folder.id.text)
            UNION ALL
            SELECT child.id, depth + 1 FROM below JOIN driveFile AS child ON child.parent = below.id
        )
        SELECT driveFile.* FROM below JOIN driveFile ON driveFile.id = below.id ORDER BY depth, driveFile.id
        """
    }

    static func child(named name: String, of folder: ID<DriveFile>?, in space: ID<Space>) -> SQL {
        """
        SELECT * FROM driveFile
        WHERE parent IS \(folder?.text) AND space = \(space.text) AND name = \(name) AND recycled IS NULL
            AND state = 'STORED'
        ORDER BY created, id LIMIT 1
        """
    }

    static func binned(in space: ID<Space>) -> SQL {
        "SELECT * FROM driveFile WHERE space = \(space.text) AND recycled IS NOT NULL ORDER BY recycled, id"
    }

    static func bytesUsed(in space: ID<Space>) -> SQL {
        "SELECT coalesce(sum(size), 0) FROM driveFile WHERE space = \(space.text)"
    }

    static func uses(of content: ID<Content>, in space: ID<Space>) -> SQL {
        "SELECT 1 FROM driveFile WHERE content = \(content.text) AND space = \(space.text)"
    }

    /// Removes files with their uploads, and lets go of the contents that no file has any more; returns the blobs of
    /// all that went.
    func deleteDriveFiles(_ ids: [ID<DriveFile>]) throws -> [BlobKey] {
        let list = try JSON.list(ids)
        let released = try blobs(
            """
            SELECT part.blob FROM part JOIN upload ON upload.id = part.upload
            WHERE upload.file IN (SELECT value FROM json_each(\(list)))
            """
        )
        let contents = try texts(
            """
            SELECT DISTINCT content FROM driveFile
            WHERE id IN (SELECT value FROM json_each(\(list))) AND +content IS NOT NULL
            """
        )
        try run("DELETE FROM driveFile WHERE id IN (SELECT value FROM json_each(\(list)))")
        return try released + releaseContents(withoutFileAmong: contents.map { ID($0) })
    }
}
