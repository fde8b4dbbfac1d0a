// SPDX-License-Identifier: Apache-2.0

/// A track of a QuickTime or MP4 file, as far as its header has to be understood to read its sample tables.
struct MovieTrack {
    let number: Int
    /// Four characters: `vide`, `soun` or another.
    private let handler: String
    private let information: MediaBox
    /// The sample table box.
    let table: MediaBox

    /// Finds the boxes in `track`; `nil` where one is missing.
    init?(_ track: MediaBox, _ reader: BoxReader) {
        guard let number = reader.number(of: track), let media = reader.first("mdia", in: track.contents),
            let handler = reader.first("hdlr", in: media.contents),
            let information = reader.first("minf", in: media.contents),
            let table = reader.first("stbl", in: information.contents)
        else { return nil }
        let bytes = reader.bytes(in: handler.contents, limit: 12)
        guard bytes.count == 12 else { return nil }
        self.number = number
        self.handler = String(decoding: bytes[8...], as: UTF8.self)
        self.information = information
        self.table = table
    }

    var isVideo: Bool { handler == "vide" }

    /// Whether it is picture or sound.
    var isShown: Bool { isVideo || handler == "soun" }

    /// Whether its samples are in this file, of one description, not sealed, and none of them is a keyframe that `stss`
    /// does not list.
    func isPlain(_ reader: BoxReader) -> Bool {
        let boxes = reader.all(in: table.contents)
        guard let descriptions = boxes.first(where: { $0.type == "stsd" }),
            reader.bytes(in: descriptions.contents, limit: 8).number(at: 4) == UInt32(1),
            !boxes.contains(where: { ["stps", "senc", "saiz", "saio", "stz2"].contains($0.type) })
        else { return false }
        let groups = boxes.filter { $0.type == "sbgp" }
        return isInThisFile(reader)
            && !groups.contains { reader.bytes(in: $0.contents, limit: 8).suffix(4) == [0x72, 0x61, 0x70, 0x20] }
    }

    /// Whether the first data reference is to the file itself (ISO/IEC 14496-12, 8.7.2).
    private func isInThisFile(_ reader: BoxReader) -> Bool {
        guard let box = reader.first("dinf", in: information.contents),
            let list = reader.first("dref", in: box.contents),
            let entry = reader.first(in: list.contents.dropping(8))
        else { return false }
        let flags: UInt32? = reader.bytes(in: entry.contents, limit: 4).number(at: 0)
        return flags.map { $0 & 1 == 1 } ?? false
    }
}
