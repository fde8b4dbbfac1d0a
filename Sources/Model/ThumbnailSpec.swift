// SPDX-License-Identifier: Apache-2.0

/// Which pictures of any file are wanted: one look at it, in several shapes, made from one decode.
package struct ThumbnailSpec: Hashable, Sendable, Codable {
    /// The pictures, in the order of their indexes; at least one.
    package var shapes: [PictureShape]
    package var format: PictureFormat
    /// The page of a document, or the picture of a file that holds several, from 1; past the last one the last one.
    package var page: Int
    /// The instant of a video in milliseconds; past its end the last frame.
    ///
    /// `nil` is the frame that would be an automatic cover.
    package var instant: Int64?
    /// Whether sound without cover art is drawn as a waveform; otherwise it has no picture.
    package var waveform: Bool

    package init(
        shapes: [PictureShape],
        format: PictureFormat = .jpeg,
        page: Int = 1,
        instant: Int64? = nil,
        waveform: Bool = false
    ) {
        self.shapes = shapes
        self.format = format
        self.page = page
        self.instant = instant
        self.waveform = waveform
    }
}
