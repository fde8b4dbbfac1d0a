// SPDX-License-Identifier: Apache-2.0

import Model

/// Where blobs lie below one folder: `blobs/ab/abcdef...` once committed, `staging/abcdef...` while written.
struct BlobFolder: Sendable {
    /// An absolute or relative path without a slash at its end.
    let root: String

    var blobs: String { root + "/blobs" }
    var staging: String { root + "/staging" }

    /// The 256 folders that committed blobs are spread over.
    var shards: [String] {
        let digits = "0123456789abcdef"
        return digits.flatMap { first in digits.map { second in "\(blobs)/\(first)\(second)" } }
    }

    /// The folder of the committed blob `key`.
    func shard(of key: BlobKey) throws(Failure) -> String {
        try blobs + "/" + Self.checked(key).prefix(2)
    }

    /// The path of the committed blob `key`.
    func blob(_ key: BlobKey) throws(Failure) -> String {
        try shard(of: key) + "/" + key.text
    }

    /// The path of `key` while it is written.
    func unfinished(_ key: BlobKey) throws(Failure) -> String {
        try staging + "/" + Self.checked(key)
    }

    /// Whether `text` is a key that ``Model/ID/random()`` can make: 32 lower-case hex digits, nothing else.
    static func isKey(_ text: String) -> Bool {
        text.utf8.count == 32
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }

    /// No other text ever becomes part of a path.
    private static func checked(_ key: BlobKey) throws(Failure) -> String {
        guard isKey(key.text) else {
            let evidence = "a blob key is not 32 lower-case hex digits"
            throw Failure(.permanent, .internalError, "The storage could not be used.", evidence: evidence)
        }
        return key.text
    }
}
