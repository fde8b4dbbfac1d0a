// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension DriveFile {
    init(row: Row) throws {
        let parent: String? = row["parent"]
        let content: String? = row["content"]
        self.init(
            id: row.id("id"),
            space: row.id("space"),
            parent: parent.map { ID($0) },
            name: row["name"],
            type: row["type"],
            created: row.date("created")
        )
        mimeType = row["mimeType"]
        description = row["description"]
        state = try row.choice("state")
        size = row["size"]
        sha256 = row["sha256"]
        self.content = content.map { ID($0) }
        edited = row.date("edited")
        recycled = row.date(ifAny: "recycled")
    }

    /// All columns but the key.
    var columns: Database.Columns {
        [
            ("space", space.text), ("parent", parent?.text), ("name", name), ("foldedName", name.lowercased()),
            ("suffix", suffix), ("type", type), ("mimeType", mimeType), ("description", description),
            ("state", state.rawValue), ("size", size), ("sha256", sha256), ("content", content?.text),
            ("created", created.milliseconds), ("edited", edited.milliseconds), ("recycled", recycled?.milliseconds),
        ]
    }
}

extension Space {
    init(row: Row) {
        self.init(
            id: row.id("id"),
            owner: row.id("owner"),
            project: row.id("project"),
            capacity: row["capacity"],
            isActive: row["isActive"],
            created: row.date("created")
        )
    }

    var columns: Database.Columns {
        [
            ("id", id.text), ("owner", owner.text), ("project", project.text), ("capacity", capacity),
            ("isActive", isActive), ("created", created.milliseconds),
        ]
    }
}

extension DriveJob {
    init(row: Row) throws {
        let number: Int = row["kind"]
        guard let kind = Kind(rawValue: number) else { throw UnreadableRow(column: "kind", value: "\(number)") }
        self.init(
            id: row.id("id"),
            user: row.id("user"),
            kind: kind,
            action: row["action"],
            items: try row.json("items"),
            created: row.date("created")
        )
    }

    func columns() throws -> Database.Columns {
        [
            ("id", id.text), ("user", user.text), ("kind", kind.rawValue), ("action", action),
            ("items", try JSON.text(items)), ("created", created.milliseconds),
        ]
    }
}
