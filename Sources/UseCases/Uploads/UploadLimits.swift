// SPDX-License-Identifier: Apache-2.0

/// What an upload may take.
package struct UploadLimits: Sendable, Hashable {
    /// Bytes of a video, or of a drive's file.
    package var fileBytes: Int64
    /// Bytes of a cover or a subtitle track.
    package var attachmentBytes: Int64
    /// How long no byte may arrive before the upload is given up.
    package var stall: Duration

    package init(fileBytes: Int64 = 200 << 30, attachmentBytes: Int64 = 20 << 20, stall: Duration = .seconds(30)) {
        self.fileBytes = fileBytes
        self.attachmentBytes = attachmentBytes
        self.stall = stall
    }
}
