// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension DriveFilter {
    /// The condition for the files of `space` that match.
    ///
    /// That no folder around the place is recycled is not part of it.
    func condition(in space: ID<Space>) throws -> SQL {
        var terms: [SQL] = ["space = \(space.text)", "state = 'STORED'"]
        switch place {
        case .folder(let folder?): terms.append("parent = \(folder.text) AND recycled IS NULL")
        case .folder(nil): terms.append("parent IS NULL AND recycled IS NULL")
        case .anywhere: terms.append("recycled IS NULL AND \(Self.isOutsideTheBin(of: space))")
        case .bin: terms.append("recycled IS NOT NULL")
        }
        if !types.isEmpty {
            terms.append("\(typeColumn) IN (SELECT value FROM json_each(\(try JSON.text(types))))")
        }
        if let nameText {
            // Plain search, not LIKE: no character of the text has a meaning of its own.
            terms.append("instr(foldedName, \(nameText.lowercased())) > 0")
        }
        return terms.joined(separator: " AND ")
    }

    /// The plus keeps SQLite from walking all files of a type where those of the place are fewer.
    private var typeColumn: SQL {
        place == .anywhere ? "type" : "+type"
    }

    /// Holds for what lies in no recycled folder.
    private static func isOutsideTheBin(of space: ID<Space>) -> SQL {
        """
        (parent IS NULL OR parent NOT IN (
            WITH RECURSIVE hidden (id) AS (
                SELECT id FROM driveFile WHERE space = \(space.text) AND recycled IS NOT NULL
                UNION
                SELECT child.id FROM hidden JOIN driveFile AS child ON child.parent = hidden.id
            )
            SELECT id FROM hidden
        ))
        """
    }
}

extension DriveOrder {
    /// Folders first, then by the key, then by id.
    var order: SQL {
        let direction: SQL = ascending ? "" : " DESC"
        let keys = columns.map { "\($0)\(direction)" as SQL }
        return "type <> \(DriveFile.folderType), \(keys.joined(separator: ", ")), id"
    }

    private var columns: [SQL] {
        switch key {
        case .name: ["foldedName", "name"]
        case .size: ["size"]
        case .created: ["created"]
        case .edited: ["edited"]
        case .recycled: ["recycled"]
        case .format: ["suffix"]
        }
    }
}
