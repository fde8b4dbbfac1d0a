// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension Database {
    /// Those of `keys` that a file, a content, a part or a picture refers to.
    func referenced(among keys: some Sequence<BlobKey>) throws -> Set<BlobKey> {
        let list = try JSON.list(keys)
        let query: SQL = """
            SELECT value FROM json_each(\(list))
            WHERE EXISTS (SELECT 1 FROM file WHERE blob = value)
                OR EXISTS (SELECT 1 FROM content WHERE blob = value)
                OR EXISTS (SELECT 1 FROM part WHERE blob = value)
                OR EXISTS (SELECT 1 FROM picture WHERE blob = value)
            """
        return Set(try texts(query).map { ID($0) })
    }

    /// Those of `keys` that nothing refers to, each once.
    func orphans(among keys: [BlobKey]) throws -> [BlobKey] {
        guard !keys.isEmpty else { return [] }
        let distinct = Set(keys)
        return Array(distinct.subtracting(try referenced(among: distinct)))
    }

    /// The blobs in the first column of `query`.
    func blobs(_ query: SQL) throws -> [BlobKey] {
        try texts(query).map { ID($0) }
    }
}
