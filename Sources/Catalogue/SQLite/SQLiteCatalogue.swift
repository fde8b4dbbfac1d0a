// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
import Glibc
import Model

/// The catalogue in one SQLite file, which several processes of one machine may share.
///
/// Writes run to their end even when the Swift task that asked for them is cancelled, so that a claim can still be
/// given back while the server stops.
package struct SQLiteCatalogue: Catalogue {
    /// One writer and several readers; readers see the last commit and never wait for the writer.
    let pool: DatabasePool

    /// Opens the catalogue at `path`, and brings its schema up to date.
    ///
    /// The file and its folder are made where they are missing, for this account alone. SQLite gives the files next to
    /// it (`-wal`, `-shm`) the mode of the file. Those who open it take turns, by a lock on the file `-open`.
    ///
    /// - Throws: ``Failure``, `internalError` when the file cannot be opened or was written by a newer version,
    ///   `storageFull` when the disk is full.
    package init(path: String) throws {
        do {
            try Self.makeFolder(of: path)
            let lock = try OpeningLock(path: path + "-open")
            try Self.makeFile(path)
            pool = try Self.open(path)
            _ = consume lock
        } catch {
            throw Failure(catalogueError: error, path: path)
        }
    }

    /// Closes the file, after which every call fails.
    package func close() throws {
        do {
            try pool.close()
        } catch {
            throw Failure(catalogueError: error, path: pool.path)
        }
    }

    /// Runs `body`, which follows an index to a few rows, on a snapshot of the last commit, and on this thread.
    ///
    /// It takes less than two changes of threads would, and waits for no writer.
    func lookUp<Value>(_ body: (Database) throws -> Value) throws -> Value {
        do {
            return try pool.read(body)
        } catch let error where error is DatabaseError || error is UnreadableRow {
            throw Failure(catalogueError: error, path: pool.path)
        }
    }

    /// Runs `body` on a snapshot of the last commit, on another thread.
    ///
    /// That thread gives the connection back by itself: those of Swift may all be waiting for one in ``lookUp(_:)``.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncRead { database in
                    continuation.resume(with: database.flatMap { database in Result { try body(database) } })
                }
            }
        } catch let error where error is DatabaseError || error is UnreadableRow {
            throw Failure(catalogueError: error, path: pool.path)
        }
    }

    /// Runs `body` in a transaction that has the write lock from its start.
    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncWrite(body) { _, result in continuation.resume(with: result) }
            }
        } catch let error where error is DatabaseError || error is UnreadableRow {
            throw Failure(catalogueError: error, path: pool.path)
        }
    }

    /// The same for what need not outlast a loss of power, so that nobody waits for the disk.
    ///
    /// A claim or a lease that is lost then is one of a process that is gone. Whatever is written later, and has to last,
    /// reaches the disk after it.
    func writeLoosely<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await withCheckedThrowingContinuation { continuation in
                pool.asyncWriteWithoutTransaction { database in
                    continuation.resume(with: Result { try Self.loosely(database, body) })
                }
            }
        } catch let error where error is DatabaseError || error is UnreadableRow {
            throw Failure(catalogueError: error, path: pool.path)
        }
    }

    private static func loosely<Value>(_ database: Database, _ body: (Database) throws -> Value) throws -> Value {
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
        let result = Result {
            var value: Value?
            try database.inTransaction {
                value = try body(database)
                return .commit
            }
            return value
        }
        try database.execute(sql: "PRAGMA synchronous = FULL")
        guard let value = try result.get() else { throw DatabaseError(message: "a transaction without a result") }
        return value
    }

    package func ping() async throws {
        _ = try await read { database in try database.count("SELECT number FROM probe") }
        _ = try await write { database in try database.run("UPDATE probe SET number = number + 1") }
    }
}

extension SQLiteCatalogue {
    /// The version of SQLite that this process runs with.
    package func libraryVersion() async throws -> String {
        try await read { database in try String.fetchOne(database, sql: "SELECT sqlite_version()") ?? "" }
    }

    /// How long a process waits for another one's transaction, in seconds.
    private static let busyTimeout = 15.0

    private static func makeFolder(of path: String) throws {
        try FileManager.default.createDirectory(
            atPath: URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// Makes an empty file that only this account can read, unless there is one.
    ///
    /// An existing file must not be opened here: closing any descriptor of it would drop the locks that other
    /// connections of this process hold.
    private static func makeFile(_ path: String) throws(CannotCreate) {
        let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor < 0 else {
            Glibc.close(descriptor)
            return
        }
        let number = errno
        guard number == EEXIST else { throw CannotCreate(number: number) }
    }

    private static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "catalogue"
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = true
        // One for each thread that looks something up, and some for what takes longer.
        configuration.maximumReaderCount = ProcessInfo.processInfo.activeProcessorCount + 4
        let pool = try DatabasePool(path: path, configuration: configuration)
        // The pool chooses NORMAL for itself, which may lose the last commits in a power failure.
        try pool.writeWithoutTransaction { database in try database.execute(sql: "PRAGMA synchronous = FULL") }
        let migrator = Schema.migrator()
        guard try !pool.read(migrator.hasBeenSuperseded) else { throw NewerSchema() }
        if try !pool.read(migrator.hasCompletedMigrations) { try migrator.migrate(pool) }
        return pool
    }
}
