// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Crypto
import FoundationEssentials
import Glibc
import Model
import UseCases

/// The data folder of an installation: its secret, its catalogue, its storage.
struct Installation {
    let folder: String
    /// The catalogue's file.
    let database: String
    let key: InstanceKey
    let catalogue: SQLiteCatalogue
    let accounts: Accounts
    let surroundings = Surroundings()

    /// Opens the installation, and makes what is missing.
    init(_ settings: Settings) throws {
        folder = settings.text(.data)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        key = InstanceKey(bytes: try Self.secret(at: "\(folder)/instance.key"))
        let database = settings.text(.database)
        guard database.isEmpty || database.hasPrefix("sqlite:") else {
            throw SettingsError.malformed("database", "only sqlite:PATH is known")
        }
        self.database = database.isEmpty ? "\(folder)/catalogue.sqlite" : String(database.dropFirst(7))
        catalogue = try SQLiteCatalogue(path: self.database)
        accounts = Accounts(
            catalogue: catalogue,
            key: key,
            surroundings: surroundings,
            driveCapacity: Int64(settings.integer(.driveCapacity))
        )
    }

    /// The folder of the local storage.
    static func storageFolder(_ settings: Settings) throws -> String {
        let storage = settings.text(.storage)
        guard storage.isEmpty || storage.hasPrefix("file:") else {
            throw SettingsError.malformed("storage", "only file:DIR is known")
        }
        return storage.isEmpty ? "\(settings.text(.data))/storage" : String(storage.dropFirst(5))
    }

    /// Keeps others from serving this installation or its catalogue while this process lives.
    ///
    /// - Returns: False when another process serves one of them.
    func lock() -> Bool {
        ["\(folder)/serve.lock", "\(database)-serve"].allSatisfy { path in
            let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            // The descriptor stays open: the lock goes with the process.
            return descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0
        }
    }

    /// The 32 bytes of the key file, made at random when it is missing.
    private static func secret(at path: String) throws -> Data {
        if !FileManager.default.fileExists(atPath: path) {
            let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
            // Two first commands may race: whoever links the file first has made the key.
            let draft = "\(path).\(getpid())"
            guard FileManager.default.createFile(atPath: draft, contents: bytes, attributes: [.posixPermissions: 0o600])
            else { throw SettingsError.unreadable(path) }
            _ = link(draft, path)
            _ = unlink(draft)
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        guard bytes.count == 32 else { throw SettingsError.malformed(path, "a key has 32 bytes") }
        return bytes
    }
}
