// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Snapshots as a client asked for them.
package struct SnapshotOrder: Hashable, Sendable, Codable {
    package var spec: SnapshotSpec
    /// The 1-based picture that becomes the cover, when the client named one.
    ///
    /// Without it the first picture does, and only while the asset has no cover.
    package var coverPosition: Int?

    package init(spec: SnapshotSpec, coverPosition: Int?) {
        self.spec = spec
        self.coverPosition = coverPosition
    }
}

/// Work that is owed: a row of the queue, and the only way to have anything rendered or fetched.
package struct RenderTask: Hashable, Sendable, Codable {
    /// What is to be done.
    package enum Work: Hashable, Sendable, Codable {
        /// Pictures that a client asked for.
        case snapshots(SnapshotOrder)
        /// Media facts of a fresh source and, unless `cover` is false, a frame of it as the cover.
        case ingest(cover: Bool)
        /// Fetches the source from its address.
        case pull(url: String)
        /// Pictures of a stored content.
        case thumbnails(ThumbnailSpec)

        package var lane: Lane {
            switch self {
            case .snapshots, .ingest, .thumbnails: .render
            case .pull: .fetch
            }
        }
    }

    /// What a task works on.
    package enum Subject: Hashable, Sendable, Codable {
        /// The video of an asset.
        case asset(ID<Asset>)
        case content(ID<Content>)
    }

    /// Tasks of one lane wait for the same resource.
    package enum Lane: String, Sendable, Codable, CaseIterable {
        case render
        case fetch
    }

    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting = "WAITING"
        case processing = "PROCESSING"
        case succeeded = "SUCCEED"
        case failed = "FAILED"
        /// Some of the pictures that are owed are there, the others could not be made: a failure for those who want
        /// all or nothing.
        case partial = "PARTIAL"

        package var isFinal: Bool { self != .waiting && self != .processing }
    }

    package var id: ID<RenderTask>
    package var project: ID<Project>
    package var subject: Subject
    package var work: Work
    package var state: State
    package var created: Date
    /// Not claimed before this.
    package var runAt: Date
    /// Counts claims: the fencing token of whoever works on it.
    package var attempt: Int
    /// How often it was given back after a transient failure; sets the backoff.
    package var retries: Int
    /// How often it killed its renderer or ran out of a limit.
    package var strikes: Int
    /// While processing: when the claim lapses unless it is renewed.
    package var leaseEnd: Date?
    package var finished: Date?
    package var pictureCount: Int
    /// How many pictures the running attempt owes and has made; 0 until known.
    package var owed: Int
    package var done: Int
    /// What is worth telling of a success: pictures left out, a shortened tail.
    package var notes: [String]
    package var failure: Failure?
    /// Of a task that is ``State/partial``: the pictures that are not there.
    package var missing: [MissingPicture]

    /// The asset that it works on, if it is one.
    package var asset: ID<Asset>? {
        if case .asset(let id) = subject { id } else { nil }
    }

    /// The content that it works on, if it is one.
    package var content: ID<Content>? {
        if case .content(let id) = subject { id } else { nil }
    }

    package init(id: ID<RenderTask>, project: ID<Project>, subject: Subject, work: Work, created: Date) {
        self.id = id
        self.project = project
        self.subject = subject
        self.work = work
        state = .waiting
        self.created = created
        runAt = created
        attempt = 0
        retries = 0
        strikes = 0
        pictureCount = 0
        owed = 0
        done = 0
        notes = []
        missing = []
    }
}

/// A picture with the bytes that were stored for it.
package struct StoredPicture: Hashable, Sendable, Codable {
    package var picture: Picture
    package var blob: StoredBlob

    package init(picture: Picture, blob: StoredBlob) {
        self.picture = picture
        self.blob = blob
    }
}
