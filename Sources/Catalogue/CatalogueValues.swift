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

        package init(number: Int, blob: StoredBlob, uploaded: Date) {
            self.number = number
            self.blob = blob
            self.uploaded = uploaded
        }
    }

    package var id: ID<MultipartUpload>
    package var project: ID<Project>
    package var asset: ID<Asset>
    /// The role that the completed file takes.
    package var role: String
    package var created: Date

    package init(id: ID<MultipartUpload>, project: ID<Project>, asset: ID<Asset>, role: String, created: Date) {
        self.id = id
        self.project = project
        self.asset = asset
        self.role = role
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
    /// The video that the claim was made for.
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
    /// The confirmed video of its asset.
    package var source: StoredBlob?

    package init(task: RenderTask, source: StoredBlob?) {
        self.task = task
        self.source = source
    }

    package var claim: Claim { Claim(task: task.id, attempt: task.attempt, source: source?.key) }
}

/// What a task that succeeded leaves behind.
package struct TaskOutcome: Sendable {
    /// The pictures of a snapshot task.
    package var pictures: [StoredPicture] = []
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
        /// Whether it takes the place of a cover that is there already.
        package var replaces: Bool

        package init(blob: StoredBlob, replaces: Bool) {
            self.blob = blob
            self.replaces = replaces
        }
    }

    package init() {}
}
