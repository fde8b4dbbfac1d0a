// SPDX-License-Identifier: Apache-2.0

@testable import Catalogue
import FoundationEssentials
import GRDB
import Model
import Testing

@Suite("Migrations of the SQLite catalogue")
struct SQLiteMigrationTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("keep every row that the first version wrote")
    func fromFirstVersion() async throws {
        let path = folder.path("c.sqlite")
        let before = try makeFirstVersion(at: path)
        let catalogue = try SQLiteCatalogue(path: path)
        let after = try await catalogue.pool.read { database in try Self.rows(database) }
        #expect(before.count == 11)
        for (table, rows) in before {
            #expect(!rows.isEmpty, "\(table)")
            #expect(after[table] == rows, "\(table)")
        }
        let broken = try await catalogue.pool.read { database in
            try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
        }
        #expect(broken == 0)
        #expect(try await catalogue.pool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        try await readsAndContinues(catalogue)
    }

    /// The migrated rows mean what they meant, and the references between them still hold.
    private func readsAndContinues(_ catalogue: SQLiteCatalogue) async throws {
        let space = try #require(try await catalogue.space(of: ID("u")))
        #expect(space.id.text.wholeMatch(of: /I[0-9a-f]{32}/) != nil)
        #expect(space.project == ID("p") && space.isActive && space.capacity == 1 << 40)
        #expect(try await catalogue.space(of: ID("v"))?.id != space.id)

        let task = try #require(try await catalogue.task(ID("t"), in: ID("p")))
        #expect(task.subject == .asset(ID("a")) && task.work == .ingest(cover: true) && task.pictureCount == 1)
        let picture = try await catalogue.pictures(of: task.id, offset: 0, limit: 9).items.first?.picture
        let time = MediaTime(ticks: 7, numerator: 1, denominator: 90_000)
        let frame = Picture.Frame(instant: 5, time: time, isKeyframe: true)
        #expect(picture == Picture(index: 0, width: 480, height: 270, frame: frame))
        let upload = try await catalogue.multipartUpload(ID("m"))
        #expect(upload?.target == .asset(ID("a"), role: "video"))
        #expect(try await catalogue.claim(.render, of: 1, now: .now, leaseEnd: .now)?.task.id == ID("w"))

        let orphans = try await catalogue.pool.write { database in try database.deleteAsset(ID("a")) }
        #expect(orphans.map(\.text).sorted() == ["file", "part", "picture"])
        #expect(try await catalogue.task(task.id, in: ID("p")) == nil)
        #expect(try await catalogue.multipartUpload(ID("m")) == nil)
    }

    /// Makes a catalogue of the first version with rows in every table; returns them.
    private func makeFirstVersion(at path: String) throws -> [String: [[String: DatabaseValue]]] {
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator().migrate(queue, upTo: "1")
        try queue.write { database in try database.execute(sql: Self.firstRows) }
        let rows = try queue.read { database in try Self.rows(database) }
        try queue.close()
        return rows
    }

    /// All rows of the first version's tables, in the columns of the first version.
    private static func rows(_ database: Database) throws -> [String: [[String: DatabaseValue]]] {
        let added: Set = ["content", "file", "sha256", "report", "missing", "coverChosen"]
        var rows: [String: [[String: DatabaseValue]]] = [:]
        let tables = [
            "project", "user", "accessKey", "token", "probe", "asset", "file", "upload", "part", "task", "picture",
        ]
        for table in tables {
            rows[table] = try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1").map { row in
                var values: [String: DatabaseValue] = [:]
                for (column, value) in row where !added.contains(column) { values[column] = value }
                return values
            }
        }
        return rows
    }

    private static let firstRows = """
        INSERT INTO project VALUES ('p', 'P', 1);
        INSERT INTO user VALUES ('u', 'U', 'p', x'01', x'02', 2), ('v', 'V', 'p', NULL, NULL, 3);
        INSERT INTO accessKey VALUES ('k', 'p', x'03', 4);
        INSERT INTO token VALUES ('d', 'p', 'u', 5, 6);
        INSERT INTO asset VALUES ('a', 'p', 'CREATING', 7, 8, 'T', 'n', 'MP4', 'D', 't', 'd', 0, '[]', 1, NULL, NULL,
            NULL, '[]', NULL, NULL, 1, NULL, NULL, NULL);
        INSERT INTO file VALUES ('a', 'video', 'file', 9, 'aa', 'video/mp4');
        INSERT INTO upload VALUES ('m', 'p', 'a', 'video', 10, 11);
        INSERT INTO part VALUES ('m', 1, 12, 'part', 13, 'bb', 'video/mp4');
        INSERT INTO task (id, project, asset, kind, lane, work, state, created, runAt, attempt, retries, strikes,
                leaseEnd, finished, pictureCount, owed, done, notes, failure)
            VALUES ('t', 'p', 'a', 'ingest', 'render', '{"ingest":{"cover":true}}', 'SUCCEED', 14, 15, 1, 2, 3,
                NULL, 16, 1, 4, 5, '["n"]', NULL),
            ('w', 'p', 'a', 'ingest', 'render', '{"ingest":{"cover":false}}', 'WAITING', 17, 18, 0, 0, 0,
                NULL, NULL, 0, 0, 0, '[]', NULL);
        INSERT INTO picture VALUES ('t', 0, 5, 7, 1, 90000, 1, 480, 270, 'picture', 19, NULL, 'image/jpeg');
        """
}
