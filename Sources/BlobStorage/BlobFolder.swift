// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model

/// Where blobs lie below one folder: `blobs/ab/abcdef...` once committed, `staging/abcdef...` while written.
///
/// Everything below the folder is opened from these descriptors down, and no symbolic link is followed there.
struct BlobFolder: Sendable {
    let blobs: OpenFile
    let staging: OpenFile

    /// The names of the 256 folders in ``blobs`` that committed blobs are spread over.
    static let shards: [String] = {
        let digits = "0123456789abcdef"
        return digits.flatMap { first in digits.map { second in "\(first)\(second)" } }
    }()

    /// Opens the folder `path` and makes what it lacks; blocks.
    init(root path: String) throws(Failure) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST { throw systemFailure("mkdir \(path)", errno) }
        let root = try OpenFile(folder: path)
        for name in ["blobs", "staging"] { try root.makeFolder(name) }
        blobs = try OpenFile("blobs", below: root, O_RDONLY | O_DIRECTORY)
        staging = try OpenFile("staging", below: root, O_RDONLY | O_DIRECTORY)
        for shard in Self.shards { try blobs.makeFolder(shard) }
        try blobs.synchroniseNames()
        try root.synchroniseNames()
    }

    /// Opens one of the ``shards``.
    func shard(_ name: String) throws(Failure) -> OpenFile {
        try OpenFile(name, below: blobs, O_RDONLY | O_DIRECTORY)
    }

    /// The name of a blob's file, and of the shard that it is in.
    ///
    /// - Throws: `internalError` for what is no key: no other text ever becomes part of a path.
    static func names(of key: BlobKey) throws(Failure) -> (shard: String, file: String) {
        guard isKey(key.text) else {
            let evidence = "a blob key is not 32 lower-case hex digits"
            throw Failure(.permanent, .internalError, "The storage could not be used.", evidence: evidence)
        }
        return (String(key.text.prefix(2)), key.text)
    }

    /// The path of the committed blob `key` below ``blobs``.
    static func path(of key: BlobKey) throws(Failure) -> String {
        let names = try names(of: key)
        return "\(names.shard)/\(names.file)"
    }

    /// Whether `text` is a key that ``Model/ID/random()`` can make: 32 lower-case hex digits, nothing else.
    static func isKey(_ text: String) -> Bool {
        text.utf8.count == 32
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
