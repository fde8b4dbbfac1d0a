// SPDX-License-Identifier: Apache-2.0

/// What an upload may take.
package struct UploadLimits: Sendable, Hashable {
    /// Bytes of a video.
    package var videoBytes: Int64
    /// Bytes of a cover or a subtitle track.
    package var attachmentBytes: Int64
    /// How long no byte may arrive before the upload is given up.
    package var stall: Duration

    package init(videoBytes: Int64 = 100 << 30, attachmentBytes: Int64 = 20 << 20, stall: Duration = .seconds(30)) {
        self.videoBytes = videoBytes
        self.attachmentBytes = attachmentBytes
        self.stall = stall
    }
}
