// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// A task as the native surface tells it.
struct TaskShape: Encodable {
    struct Progress: Encodable {
        var done: Int
        var owed: Int
    }

    struct PictureShape: Encodable {
        var index: Int
        var url: String
        var width: Int
        var height: Int
        var bytes: Int64
        var format: String
        var requestedMs: Int64?
        var presentationMs: Int64?
        var presentationTime: MediaTime?
        var keyframe: Bool?
        var report: FrameReport?
    }

    struct MissingShape: Encodable {
        var index: Int
        var requestedMs: Int64?
        var failure: FailureShape
    }

    /// The earlier tries that a failure rests on.
    struct LedgerShape: Encodable {
        var id: String
        var taskId: String
        var failedAt: String
        var crashes: Int
        var outOfMemory: Int
        var deadlines: Int

        init(_ precedent: Precedent) {
            id = precedent.entry.text
            taskId = precedent.task.text
            failedAt = precedent.date.formatted(.iso8601)
            crashes = precedent.crashes
            outOfMemory = precedent.outOfMemory
            deadlines = precedent.deadlines
        }
    }

    struct FailureShape: Encodable {
        var `class`: String
        var code: String
        var message: String
        var ledger: LedgerShape?

        init(_ failure: Failure) {
            `class` = failure.class.rawValue
            code = failure.code.rawValue
            message = failure.message
            ledger = failure.precedent.map(LedgerShape.init)
        }
    }

    var id: String
    var assetId: String?
    var contentId: String?
    var kind: String
    var state: String
    var progress: Progress
    var createdAt: String
    var finishedAt: String?
    var attempts: Int
    var notes: [String]
    var media: MediaShape?
    var pictures: [PictureShape]
    var missing: [MissingShape]?
    var failure: FailureShape?

    /// - Parameter media: What the content of a thumbnail task is, once known.
    init(_ task: RenderTask, media: MediaInfo?, pictures: [StoredPicture], addresses: Addresses) {
        id = task.id.text
        assetId = task.asset?.text
        contentId = task.content?.text
        kind =
            switch task.work {
            case .snapshots: "snapshots"
            case .ingest: "ingest"
            case .pull: "pull"
            case .thumbnails: "thumbnails"
            }
        state = task.state.rawValue
        progress = Progress(
            done: task.state == .succeeded || task.state == .partial ? task.pictureCount : task.done,
            owed: task.state == .succeeded ? task.pictureCount : task.owed
        )
        createdAt = task.created.formatted(.iso8601)
        finishedAt = task.finished?.formatted(.iso8601)
        attempts = task.attempt
        notes = task.notes
        self.media = media.map(MediaShape.init)
        self.pictures = pictures.map { stored in
            let picture = stored.picture
            let snapshot = SnapshotAddress(task: task, index: picture.index).map(addresses.snapshot)
            return PictureShape(
                index: picture.index,
                url: snapshot ?? addresses.thumbnail(stored, of: task.id),
                width: picture.width,
                height: picture.height,
                bytes: stored.blob.size,
                format: (PictureFormat(mediaType: stored.blob.mediaType) ?? .jpeg).rawValue,
                requestedMs: picture.frame?.instant,
                presentationMs: picture.frame?.time.milliseconds,
                presentationTime: picture.frame?.time,
                keyframe: picture.frame?.isKeyframe,
                report: picture.frame?.report
            )
        }
        if task.state == .partial {
            missing = task.missing.map {
                MissingShape(index: $0.index, requestedMs: $0.instant, failure: FailureShape($0.failure))
            }
        }
        failure = task.failure.map(FailureShape.init)
    }
}
