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

    /// A still picture.
    package struct Image: Hashable, Sendable, Codable {
        /// Upright size in pixels.
        package var width: Int
        package var height: Int

        package init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// A document of pages.
    package struct Document: Hashable, Sendable, Codable {
        /// How many there are; of an office document only those that were laid out.
        package var pages: Int
        /// Fonts that the document names and the installation lacks, with those that stand in; empty for a PDF, which
        /// brings its own.
        package var substitutedFonts: [FontSubstitution]
        /// Characters of the page for which no installed font has a glyph.
        package var missingGlyphs: Int

        package init(pages: Int, substitutedFonts: [FontSubstitution] = [], missingGlyphs: Int = 0) {
            self.pages = pages
            self.substitutedFonts = substitutedFonts
            self.missingGlyphs = missingGlyphs
        }
    }

    /// One font that stands in for another.
    package struct FontSubstitution: Hashable, Sendable, Codable {
        package var wanted: String
        package var used: String

        package init(wanted: String, used: String) {
            self.wanted = wanted
            self.used = used
        }
    }

    /// What the file is: the demuxer's short name, its first alternative (`mov`, `matroska`, `mpegts`, ...), or the
    /// format's own (`pdf`, `docx`, `jpeg`, ...).
    package var container: String
    /// The extent of the video track in milliseconds (of the file where it has none); 0 when unknown.
    package var duration: Int64
    /// Bits a second over all tracks; 0 when unknown.
    package var bitRate: Int64
    package var video: Video?
    package var audio: Audio?
    package var image: Image?
    package var document: Document?

    package init(
        container: String,
        duration: Int64 = 0,
        bitRate: Int64 = 0,
        video: Video? = nil,
        audio: Audio? = nil,
        image: Image? = nil,
        document: Document? = nil
    ) {
        self.container = container
        self.duration = duration
        self.bitRate = bitRate
        self.video = video
        self.audio = audio
        self.image = image
        self.document = document
    }
}
