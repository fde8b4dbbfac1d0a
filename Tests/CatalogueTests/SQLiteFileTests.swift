// SPDX-License-Identifier: Apache-2.0

@testable import Catalogue
import FoundationEssentials
import GRDB
import Model
import Testing

@Suite("The file of the SQLite catalogue")
struct SQLiteFileTests {
    private let folder: TemporaryFolder
    private let project = Project(id: ID("p"), name: "P", created: Date(timeIntervalSince1970: 1))

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("is for its account alone, with its folder")
    func modes() async throws {
        let path = folder.path("new folder/50%20 done/catalogue.sqlite")
        let catalogue = try SQLiteCatalogue(path: path)
        try await catalogue.insert(project)
        #expect(try mode(folder.path("new folder/50%20 done")) == 0o700)
        for suffix in ["", "-wal", "-shm", "-open"] { #expect(try mode(path + suffix) == 0o600) }
    }

    @Test("syncs each commit, keeps a write-ahead log, checks references")
    func pragmas() async throws {
        let catalogue = try SQLiteCatalogue(path: folder.path("c.sqlite"))
        let expected = [
            ("journal_mode", "journal_mode", "wal"), ("synchronous", "synchronous", "2"),
            ("foreign_keys", "foreign_keys", "1"), ("busy_timeout", "timeout", "15000"),
        ]
        for (pragma, column, value) in expected {
            let actual = try await catalogue.pool.writeWithoutTransaction { database in
                try String.fetchOne(database, sql: "SELECT CAST(\(column) AS TEXT) FROM pragma_\(pragma)")
            }
            #expect(actual == value, "\(pragma)")
        }
    }

    @Test("is seen by all who open it, also while it is written")
    func twoInstances() async throws {
        let path = folder.path("c.sqlite")
        let one = try SQLiteCatalogue(path: path)
        let two = try SQLiteCatalogue(path: path)
        try await one.insert(project)
        #expect(try await two.project(project.id) == project)
        let asset = Asset(id: ID("a"), project: project.id, created: .now, title: "", videoName: "", videoType: "MP4")
        try await two.insert(asset, tasks: [])
        try await withThrowingTaskGroup { group in
            for catalogue in [one, two, one, two] {
                group.addTask {
                    for _ in 0..<25 {
                        _ = try await catalogue.change(asset.id, in: asset.project) { $0.asset.categoryID += 1 }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await one.asset(asset.id, in: project.id)?.asset.categoryID == asset.categoryID + 100)
    }

    @Test("can be made by several at once", arguments: 1...20)
    func madeAtOnce(round: Int) async throws {
        let path = folder.path("\(round).sqlite")
        let project = project
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                group.addTask {
                    let catalogue = try SQLiteCatalogue(path: path)
                    try await catalogue.insert(Project(id: ID("\(number)"), name: "", created: project.created))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await SQLiteCatalogue(path: path).projects().count == 8)
    }

    @Test("has every commit after a sudden end")
    func suddenEnd() async throws {
        let path = folder.path("c.sqlite")
        let catalogue = try SQLiteCatalogue(path: path)
        try await catalogue.insert(project)
        // What a killed process leaves: the files as they are, the log not yet moved into the database.
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: folder.path("left.sqlite") + suffix)
        }
        let left = try SQLiteCatalogue(path: folder.path("left.sqlite"))
        #expect(try await left.project(project.id) == project)
        #expect(try await left.pool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        // And once more after an orderly end.
        try catalogue.close()
        await #expect(throws: Failure.self) { try await catalogue.ping() }
        #expect(try await SQLiteCatalogue(path: path).projects() == [project])
    }

    @Test("is not opened when a newer version wrote it")
    func newerVersion() async throws {
        let path = folder.path("c.sqlite")
        let catalogue = try SQLiteCatalogue(path: path)
        try await catalogue.pool.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')")
        }
        let failure = #expect(throws: Failure.self) { try SQLiteCatalogue(path: path) }
        #expect(failure?.class == .permanent)
    }

    @Test("tells that the disk is full, and works again when there is room")
    func diskFull() async throws {
        let catalogue = try SQLiteCatalogue(path: folder.path("c.sqlite"))
        try await catalogue.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let large = Project(id: ID("l"), name: String(repeating: "x", count: 100_000), created: project.created)
        let failure = await #expect(throws: Failure.self) { try await catalogue.insert(large) }
        #expect(failure?.class == .transient && failure?.code == .storageFull)
        #expect(try await catalogue.projects().isEmpty)
        try await catalogue.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 100000") }
        try await catalogue.insert(large)
        #expect(try await catalogue.projects() == [large])
    }

    @Test("gives one kind of failure for what SQLite reports")
    func otherErrors() async throws {
        let catalogue = try SQLiteCatalogue(path: folder.path("c.sqlite"))
        try await catalogue.insert(project)
        try await catalogue.pool.write { try $0.execute(sql: "DROP TABLE probe") }
        let failure = await #expect(throws: Failure.self) { try await catalogue.ping() }
        #expect(failure?.class == .transient && failure?.code == .internalError)
        #expect(failure?.evidence?.contains("probe") == true)
        #expect(throws: Failure.self) { try SQLiteCatalogue(path: "/proc/none/c.sqlite") }
    }

    @Test("takes a write to its end when the caller is cancelled")
    func cancelledWrite() async throws {
        let catalogue = try SQLiteCatalogue(path: folder.path("c.sqlite"))
        let project = project
        try await withThrowingTaskGroup { group in
            group.addTask {
                withUnsafeCurrentTask { $0?.cancel() }
                try await catalogue.insert(project)
            }
            try await group.waitForAll()
        }
        #expect(try await catalogue.projects() == [project])
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
