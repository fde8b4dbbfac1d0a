// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A file or a folder of a space.
package struct DriveFile: Hashable, Sendable, Codable {
    /// Where a file stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Its bytes have not all come.
        case uploading = "UPLOADING"
        case stored = "STORED"
    }

    /// What KooDrive calls a folder's `fileType`.
    package static let folderType = "10"

    /// `F` and 32 lower-case hex digits.
    package var id: ID<DriveFile>
    package var space: ID<Space>
    /// `nil`: it lies at the top.
    package var parent: ID<DriveFile>?
    package var name: String
    /// KooDrive's number for what the client says it is.
    ///
    /// 10 folder, 15 image, 20 video, 26 Word, and so on (contract 3.5).
    package var type: String
    /// As the client declared it; empty when it did not.
    package var mimeType: String
    package var description: String
    package var state: State
    /// Bytes, as announced; as stored once it is.
    package var size: Int64
    /// Announced by the client, lower-case hex; that of the bytes once they are stored.
    package var sha256: String?
    /// The bytes of a file that is stored.
    package var content: ID<Content>?
    package var created: Date
    package var edited: Date
    /// When it was moved to the recycle bin, for what was moved there itself; what lies in a recycled folder follows
    /// the folder.
    package var recycled: Date?

    package var isFolder: Bool { type == Self.folderType }

    package init(
        id: ID<DriveFile>,
        space: ID<Space>,
        parent: ID<DriveFile>?,
        name: String,
        type: String,
        created: Date
    ) {
        self.id = id
        self.space = space
        self.parent = parent
        self.name = name
        self.type = type
        self.created = created
        edited = created
        mimeType = ""
        description = ""
        state = type == Self.folderType ? .stored : .uploading
        size = 0
    }

    /// What follows the last dot of the name, lower case; empty for none.
    package var suffix: String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
        return name[name.index(after: dot)...].lowercased()
    }
}

/// A change of many files at once, which KooDrive's clients order as a job and ask after.
package struct DriveJob: Hashable, Sendable, Codable {
    /// KooDrive's `taskType` (contract 3.6).
    package enum Kind: Int, Sendable, Codable {
        case copy = 1
        case delete = 2
        case move = 3
        case restore = 4
        case clearBin = 7
    }

    /// What became of one file.
    package struct Item: Hashable, Sendable, Codable {
        package var file: ID<DriveFile>
        /// `nil`: done.
        package var refusal: DriveRefusal?

        package init(file: ID<DriveFile>, refusal: DriveRefusal?) {
            self.file = file
            self.refusal = refusal
        }
    }

    package var id: ID<DriveJob>
    package var user: ID<User>
    package var kind: Kind
    package var action: Int
    package var items: [Item]
    package var created: Date

    package init(
        id: ID<DriveJob>,
        user: ID<User>,
        kind: Kind,
        action: Int,
        items: [Item],
        created: Date
    ) {
        self.id = id
        self.user = user
        self.kind = kind
        self.action = action
        self.items = items
        self.created = created
    }
}

/// Why something was not done in a drive, from a closed set; KooDrive has a code for each (contract 6.3).
package enum DriveRefusal: String, Error, Hashable, Sendable, Codable, CaseIterable {
    case spaceUnknown
    case spaceInactive
    /// The user has no right on the space.
    case notPermitted
    case fileUnknown
    /// The file lies in another space than the one named.
    case fileElsewhere
    case fileRecycled
    case fileNotRecycled
    case uploadIncomplete
    case isFolder
    case targetAbnormal
    case targetRecycled
    /// The folder that a file lies in, or would, is in the recycle bin.
    case parentRecycled
    /// A folder into itself or what lies in it.
    case foldersNested
    case tooManyLevels
    /// More files and folders than one job may change.
    case tooManyEntries
    case outOfSpace
    case alreadyInTarget
    case duplicateName
    case uploadUnknown
    case integrityFailed
}
