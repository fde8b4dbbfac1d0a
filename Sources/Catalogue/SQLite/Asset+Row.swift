// SPDX-License-Identifier: Apache-2.0

import GRDB
import Model

extension Asset {
    init(row: Row) throws {
        self.init(
            id: row.id("id"),
            project: row.id("project"),
            created: row.date("created"),
            title: row["title"],
            videoName: row["videoName"],
            videoType: row["videoType"]
        )
        state = try row.choice("state")
        modified = row.date("modified")
        description = row["description"]
        categoryID = row["categoryID"]
        tags = try row.json("tags")
        autoPublish = row["autoPublish"]
        expectedMD5 = row["expectedMD5"]
        expectedCoverMD5 = row["expectedCoverMD5"]
        coverType = row["coverType"] == nil ? nil : try row.choice("coverType")
        coverChosen = row["coverChosen"] == nil ? nil : row.date("coverChosen")
        subtitles = try row.json("subtitles")
        snapshots = try row.json(ifAny: "snapshots")
        sourceURL = row["sourceURL"]
        acceptsUpload = row["acceptsUpload"]
        media = try row.json(ifAny: "media")
        failure = try row.json(ifAny: "failure")
    }

    /// All columns but the key, the project, and what ``Database/refreshSnapshotState(of:)`` keeps.
    func columns() throws -> Database.Columns {
        [
            ("state", state.rawValue), ("created", created.milliseconds), ("modified", modified.milliseconds),
            ("title", title), ("videoName", videoName), ("videoType", videoType), ("description", description),
            ("foldedTitle", title.lowercased()), ("foldedDescription", description.lowercased()),
            ("categoryID", categoryID), ("tags", try JSON.text(tags)), ("autoPublish", autoPublish),
            ("expectedMD5", expectedMD5), ("expectedCoverMD5", expectedCoverMD5), ("coverType", coverType?.rawValue),
            ("coverChosen", coverChosen?.milliseconds),
            ("subtitles", try JSON.text(subtitles)), ("snapshots", try JSON.text(ifAny: snapshots)),
            ("sourceURL", sourceURL), ("acceptsUpload", acceptsUpload), ("media", try JSON.text(ifAny: media)),
            ("failure", try JSON.text(ifAny: failure)),
        ]
    }
}

extension Database {
    func asset(_ id: ID<Asset>, in project: ID<Project>) throws -> Asset? {
        try row("SELECT * FROM asset WHERE id = \(id.text) AND project = \(project.text)").map(Asset.init(row:))
    }

    /// Writes what may change of an asset.
    func update(_ asset: Asset) throws {
        try update("asset", id: asset.id.text, asset.columns())
    }

    func files(of asset: ID<Asset>) throws -> [FileRole: StoredBlob] {
        var files: [FileRole: StoredBlob] = [:]
        for row in try rows("SELECT * FROM file WHERE asset = \(asset.text)") {
            let text: String = row["role"]
            guard let role = FileRole(text: text) else { throw UnreadableRow(column: "role", value: text) }
            var blob = StoredBlob(row: row)
            blob.sha256 = row["sha256"]
            files[role] = blob
        }
        return files
    }

    /// Turns the files of an asset from `old` into `new`; returns the blobs that the asset let go of in some role.
    func replaceFiles(
        of asset: ID<Asset>,
        _ old: [FileRole: StoredBlob],
        with new: [FileRole: StoredBlob]
    ) throws -> [BlobKey] {
        for role in old.keys where new[role] == nil {
            try run("DELETE FROM file WHERE asset = \(asset.text) AND role = \(role.text)")
        }
        for (role, blob) in new where old[role] != blob {
            let own: Columns = [("asset", asset.text), ("role", role.text), ("sha256", blob.sha256)]
            try insert(into: "file", own + blob.columns, replacing: ["asset", "role"])
        }
        return old.filter { role, blob in new[role]?.key != blob.key }.map(\.value.key)
    }

    func record(of asset: Asset) throws -> AssetRecord {
        AssetRecord(asset: asset, files: try files(of: asset.id), snapshots: try snapshotStatus(of: asset.id))
    }
}
