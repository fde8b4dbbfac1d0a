// SPDX-License-Identifier: Apache-2.0

import Model

/// What a file is, as the native surface tells it.
struct MediaShape: Encodable {
    /// The font that stands in for one that is not installed.
    struct Substitution: Encodable {
        var wanted: String
        var used: String
    }

    struct Document: Encodable {
        var pages: Int
        var substitutedFonts: [Substitution]
        var missingGlyphs: Int
    }

    var container: String
    var durationMs: Int64?
    var width: Int?
    var height: Int?
    var videoCodec: String?
    var audioCodec: String?
    var document: Document?

    init(_ media: MediaInfo) {
        container = media.container
        durationMs = media.duration > 0 ? media.duration : nil
        width = media.video?.width ?? media.image?.width
        height = media.video?.height ?? media.image?.height
        videoCodec = media.video?.codec
        audioCodec = media.audio?.codec
        document = media.document.map { document in
            Document(
                pages: document.pages,
                substitutedFonts: document.substitutedFonts.map { Substitution(wanted: $0.wanted, used: $0.used) },
                missingGlyphs: document.missingGlyphs
            )
        }
    }
}
