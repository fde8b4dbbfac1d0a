// SPDX-License-Identifier: Apache-2.0

/// What a media file is, as its renderer found it: never what its name or its uploader claims.
package struct MediaInfo: Hashable, Sendable, Codable {
    /// The video track that pictures are taken from.
    package struct Video: Hashable, Sendable, Codable {
        /// libavcodec's short name: `h264`, `hevc`, `vp9`, ...
        package var codec: String
        /// Display size in pixels: after rotation and sample aspect ratio.
        package var width: Int
        package var height: Int
        /// Average frames a second; 0 when the file does not tell.
        package var frameRate: Double
        /// Clockwise degrees that a player turns the coded picture by: 0, 90, 180 or 270.
        package var rotation: Int

        package init(codec: String, width: Int, height: Int, frameRate: Double, rotation: Int) {
            self.codec = codec
            self.width = width
            self.height = height
            self.frameRate = frameRate
            self.rotation = rotation
        }
    }

    /// The first audio track.
    package struct Audio: Hashable, Sendable, Codable {
        package var codec: String
        package var channels: Int

        package init(codec: String, channels: Int) {
            self.codec = codec
            self.channels = channels
        }
    }

    /// The demuxer's short name, its first alternative: `mov`, `matroska`, `mpegts`, ...
    package var container: String
    /// The extent of the video track in milliseconds (of the file where it has none); 0 when unknown.
    package var duration: Int64
    /// Bits a second over all tracks; 0 when unknown.
    package var bitRate: Int64
    package var video: Video?
    package var audio: Audio?

    package init(container: String, duration: Int64, bitRate: Int64, video: Video?, audio: Audio?) {
        self.container = container
        self.duration = duration
        self.bitRate = bitRate
        self.video = video
        self.audio = audio
    }
}
