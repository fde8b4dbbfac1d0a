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
        var requestedMs: Int64
        var presentationMs: Int64
        var presentationTime: MediaTime
        var keyframe: Bool
    }

    struct FailureShape: Encodable {
        var `class`: String
        var code: String
        var message: String
    }

    var id: String
    var assetId: String
    var kind: String
    var state: String
    var progress: Progress
    var createdAt: String
    var finishedAt: String?
    var attempts: Int
    var notes: [String]
    var pictures: [PictureShape]
    var failure: FailureShape?

    init(_ task: RenderTask, pictures: [StoredPicture], addresses: Addresses) {
        id = task.id.text
        assetId = task.asset.text
        kind =
            switch task.work {
            case .snapshots: "snapshots"
            case .ingest: "ingest"
            case .pull: "pull"
            }
        state = task.state.rawValue
        progress = Progress(
            done: task.state == .succeeded ? task.pictureCount : task.done,
            owed: task.state == .succeeded ? task.pictureCount : task.owed
        )
        createdAt = task.created.formatted(.iso8601)
        finishedAt = task.finished?.formatted(.iso8601)
        attempts = task.attempt
        notes = task.notes
        self.pictures = pictures.map { stored in
            let picture = stored.picture
            return PictureShape(
                index: picture.index,
                url: addresses.snapshot(SnapshotAddress(task: task, index: picture.index)),
                width: picture.width,
                height: picture.height,
                bytes: stored.blob.size,
                requestedMs: picture.instant,
                presentationMs: picture.time.milliseconds,
                presentationTime: picture.time,
                keyframe: picture.isKeyframe
            )
        }
        failure = task.failure.map {
            FailureShape(class: $0.class.rawValue, code: $0.code.rawValue, message: $0.message)
        }
    }
}
