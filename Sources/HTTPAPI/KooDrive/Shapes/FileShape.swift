// SPDX-License-Identifier: Apache-2.0

import Model
import UseCases

/// A file as KooDrive tells it (contract 3.6).
struct FileShape: Encodable {
    var id: String
    var fileName: String
    var fileSuffix: String
    var fileType: String
    var mimeType: String
    var description: String
    var recycled: Bool
    var parentFolder: [String]
    var properties: [String: String]
    var containers: [String]
    var containerId: String
    var createdTime: String
    var editedTime: String
    var owners: [UserShape]
    var lastEditor: UserShape
    var size: Int64
    var sha256: String?
    var category = "drive#file"
    var favorite = false
    var downloadLinks: [DownloadLink]

    init(_ placed: PlacedFile, owner: UserShape, links: [DownloadLink]) {
        let file = placed.file
        id = file.id.text
        fileName = file.name
        fileSuffix = file.isFolder ? "" : file.suffix
        fileType = file.type
        mimeType = file.mimeType
        description = file.description
        recycled = placed.isRecycled
        parentFolder = [FolderName.text(file.parent)]
        properties = [:]
        containers = [file.space.text]
        containerId = file.space.text
        createdTime = KooDriveTime.text(file.created)
        editedTime = KooDriveTime.text(file.edited)
        owners = [owner]
        lastEditor = owner
        size = file.size
        sha256 = file.sha256
        downloadLinks = links
    }
}

/// A file as a search tells it.
struct FoundFileShape: Encodable {
    var id: String
    var fileSuffix: String
    var fileName: String
    var fileType: String
    var size: Int64
    var updateTime: String
    var namePath: String
    var idPath: String
    var downloadLinks: [DownloadLink]
    var teamName = ""
    var teamId = ""
    var containerId: String
    /// 1: a personal space.
    var containerType = 1
    var favorite = false
    var owner: UserShape

    init(_ placed: PlacedFile, owner: UserShape, links: [DownloadLink]) {
        let file = placed.file
        id = file.id.text
        fileSuffix = file.isFolder ? "" : file.suffix
        fileName = file.name
        fileType = file.type
        size = file.size
        updateTime = KooDriveTime.text(file.edited)
        namePath = placed.namePath
        idPath = placed.idPath
        downloadLinks = links
        containerId = file.space.text
        self.owner = owner
    }
}

extension PlacedFile {
    /// The names of its folders and its own, each after a slash.
    var namePath: String { (folders + [file]).map { "/\($0.name)" }.joined() }

    /// `root`, the ids of its folders and its own, each after a slash.
    var idPath: String { "/\(FolderName.root)" + (folders + [file]).map { "/\($0.id)" }.joined() }
}

/// A user in the members of a file.
struct UserShape: Encodable {
    var category = "drive#user"
    var me = true
    var id: String
    var displayName: String

    init(_ user: User) {
        id = user.id.text
        displayName = user.name
    }
}

/// An address to get a file or a picture of it (contract 3.4).
struct DownloadLink: Encodable {
    var usage: String
    var downloadLink: String
}
