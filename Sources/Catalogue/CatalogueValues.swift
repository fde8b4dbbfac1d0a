// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// A slice of an ordered result, and the size of the whole.
package struct Page<Element: Sendable>: Sendable {
    package var items: [Element]
    package var total: Int

    package init(items: [Element], total: Int) {
        self.items = items
        self.total = total
    }
}

/// An asset with its files and the state of its snapshots.
package struct AssetRecord: Sendable, Hashable {
    package var asset: Asset
    package var files: [FileRole: StoredBlob]
    package var snapshots: SnapshotStatus

    package init(asset: Asset, files: [FileRole: StoredBlob], snapshots: SnapshotStatus) {
        self.asset = asset
        self.files = files
        self.snapshots = snapshots
    }
}

/// What the snapshot tasks of an asset amount to: any unfinished one decides, else the one that finished last.
package enum SnapshotStatus: Sendable, Hashable {
    case none
    case running
    case succeeded(notes: [String])
    case failed(Failure)
}

/// Which assets are wanted.
///
/// Every member that is set must match.
package struct AssetFilter: Sendable, Hashable {
    package enum Snapshots: Sendable, Hashable {
        case running, succeeded, failed
    }

    package var ids: [ID<Asset>]?
    /// Any of these states, or any of these snapshot states, when either is given.
    package var states: [Asset.State] = []
    package var snapshots: [Snapshots] = []
    /// Both ends belong to the range.
    package var createdFrom: Date?
    package var createdTo: Date?
    package var categoryID: Int?
    /// Each of these tags is one of the asset's.
    package var tags: [String] = []
    /// A part of the title or the description, without regard to case.
    package var text: String?
    /// Any of these declared video types, upper case.
    package var videoTypes: [String] = []
    package var ascending = false

    package init() {}

    /// Whether it leaves no asset out.
    var matchesAll: Bool {
        var other = AssetFilter()
        other.ascending = ascending
        return self == other
    }
}

/// An asset in the hands of a transaction, which it cannot leave.
package struct AssetChange {
    package var asset: Asset
    package var files: [FileRole: StoredBlob]
    /// How many of its tasks are waiting or processing.
    package let unfinishedTasks: Int
    /// Tasks to enqueue with the change.
    package var newTasks: [RenderTask] = []
    /// The picture at an address of this asset, if there is one.
    package let picture: (ID<RenderTask>, Int) throws -> StoredPicture?

    package init(
        asset: Asset,
        files: [FileRole: StoredBlob],
        unfinishedTasks: Int,
        picture: @escaping (ID<RenderTask>, Int) throws -> StoredPicture?
    ) {
        self.asset = asset
        self.files = files
        self.unfinishedTasks = unfinishedTasks
        self.picture = picture
    }
}

/// A file that arrives in parts.
package struct MultipartUpload: Sendable, Hashable, Codable {
    /// One part, stored as a blob of its own until the upload is completed.
    package struct Part: Sendable, Hashable, Codable {
        /// 1...10000.
        package var number: Int
        package var blob: StoredBlob
        package var uploaded: Date
        /// Of its bytes, lower-case hex, where it was computed.
        package var sha256: String?

        package init(number: Int, blob: StoredBlob, uploaded: Date, sha256: String? = nil) {
            self.number = number
            self.blob = blob
            self.uploaded = uploaded
            self.sha256 = sha256
        }
    }

    /// What the completed file becomes.
    package enum Target: Sendable, Hashable, Codable {
        /// The file of an asset in the role with this spelling.
        case asset(ID<Asset>, role: String)
        /// The bytes of a drive's file.
        case file(ID<DriveFile>)
    }

    package var id: ID<MultipartUpload>
    package var project: ID<Project>
    package var target: Target
    package var created: Date

    package init(id: ID<MultipartUpload>, project: ID<Project>, target: Target, created: Date) {
        self.id = id
        self.project = project
        self.target = target
        self.created = created
    }
}

/// A picture, with the order that it was made for.
package struct AddressedPicture: Sendable, Hashable {
    package var picture: StoredPicture
    package var order: SnapshotOrder

    package init(picture: StoredPicture, order: SnapshotOrder) {
        self.picture = picture
        self.order = order
    }
}

/// The right to work on a task: its id and the number of the attempt.
package struct Claim: Sendable, Hashable {
    package var task: ID<RenderTask>
    package var attempt: Int
    /// The bytes that the claim was made for.
    ///
    /// What was learnt of it, and a cover made from it, only count while the asset still has that video.
    package var source: BlobKey?

    package init(task: ID<RenderTask>, attempt: Int, source: BlobKey? = nil) {
        self.task = task
        self.attempt = attempt
        self.source = source
    }
}

/// A task as it was claimed, with what is needed to work on it.
package struct ClaimedTask: Sendable {
    package var task: RenderTask
    /// The confirmed video of its asset, or the bytes of its content; with their SHA-256, where that is known.
    package var source: StoredBlob?

    package init(task: RenderTask, source: StoredBlob?) {
        self.task = task
        self.source = source
    }

    package var claim: Claim { Claim(task: task.id, attempt: task.attempt, source: source?.key) }
}

/// What a task that succeeded leaves behind.
package struct TaskOutcome: Sendable {
    /// The pictures that were made.
    package var pictures: [StoredPicture] = []
    /// Those of them that could not be made; then the task is partial, and `failure` tells why.
    package var missing: [MissingPicture] = []
    package var failure: Failure?
    package var notes: [String] = []
    package var media: MediaInfo?
    /// A new cover of the asset.
    package var cover: Cover?
    /// The fetched source of a pull: becomes the asset's video.
    package var source: StoredBlob?
    package var assetState: Asset.State?
    /// Tasks to enqueue with the change.
    package var newTasks: [RenderTask] = []

    package struct Cover: Sendable, Hashable {
        package var blob: StoredBlob
        /// When somebody asked for just this one; `nil`: it is offered for want of any other.
        ///
        /// It gives way to a cover that was asked for later, and one that is only offered to any.
        package var chosen: Date?

        package init(blob: StoredBlob, chosen: Date? = nil) {
            self.blob = blob
            self.chosen = chosen
        }

        /// Whether it takes the place of what `asset` has.
        func isWanted(by asset: Asset, hasCover: Bool) -> Bool {
            guard let chosen else { return !hasCover }
            return asset.coverChosen.map { $0 <= chosen } ?? true
        }
    }

    package init() {}
}
