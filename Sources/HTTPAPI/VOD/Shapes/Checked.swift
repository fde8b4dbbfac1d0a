// SPDX-License-Identifier: Apache-2.0

import Model
import UseCases

/// The ranges of single members of VOD's requests (contract 2.6); each failure names its member.
enum Checked {
    /// Containers and codecs by their documented names.
    static let videoTypes: Set<String> = [
        "MP4", "TS", "MOV", "MXF", "MPG", "FLV", "WMV", "AVI", "M4V", "F4V", "MPEG", "3GP", "ASF", "MKV", "WEBM",
        "OGV", "MTS", "M2TS", "MP3", "OGG", "WAV", "WMA", "APE", "FLAC", "AAC", "AC3", "MMF", "AMR", "M4A", "M4R",
        "WV", "MP2",
    ]

    static func text(_ text: String, atMost bytes: Int, _ field: String) throws(Failure) -> String {
        guard text.utf8.count <= bytes,
            !text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" })
        else { throw Failure.invalid(field) }
        return text
    }

    static func videoType(_ type: String) throws(Failure) -> String {
        let type = type.uppercased()
        guard videoTypes.contains(type) else { throw Failure.invalid("video_type") }
        return type
    }

    static func coverType(_ type: String?) throws(Failure) -> CoverType? {
        guard let type, !type.isEmpty else { return nil }
        guard let known = CoverType(rawValue: type.uppercased()) else { throw Failure.invalid("cover_type") }
        return known
    }

    /// Ids of categories are 32-bit integers.
    static func category(_ id: Int) throws(Failure) -> Int {
        guard Int32(exactly: id) != nil else { throw Failure.invalid("category_id") }
        return id
    }

    static func flag(_ value: Int, _ field: String) throws(Failure) -> Bool {
        guard value == 0 || value == 1 else { throw Failure.invalid(field) }
        return value == 1
    }

    /// A comma list of at most 16 tags of at most 24 bytes.
    static func tags(_ list: String) throws(Failure) -> [String] {
        let tags = list.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty }
        guard tags.count <= 16, tags.allSatisfy({ $0.utf8.count <= 24 }) else { throw Failure.invalid("tags") }
        return tags
    }

    static func md5(_ text: String?, _ field: String) throws(Failure) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard let hex = MD5Text.hex(text) else { throw Failure.invalid(field) }
        return hex
    }

    static func subtitles(_ shapes: [SubtitleShape]) throws(Failure) -> [Subtitle] {
        var subtitles: [Subtitle] = []
        for shape in shapes { subtitles.append(try shape.subtitle()) }
        guard Set(subtitles.map(\.id)).count == subtitles.count else { throw Failure.invalid("subtitles.id") }
        return subtitles
    }
}
