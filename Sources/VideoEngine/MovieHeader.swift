// SPDX-License-Identifier: Apache-2.0

/// A stretch of a movie, as the edit list of a track tells what is shown in it.
///
/// - SeeAlso: ISO/IEC 14496-12, 8.6.6, "Edit list box".
struct Edit: Hashable {
    /// Ticks of the movie; 0 in the last edit: as long as there is media.
    var duration: Int64
    /// What is shown at its start, in ticks of the track; `nil`: nothing is shown.
    var mediaTime: Int64?
    /// Whether what is shown at its start is shown throughout.
    var isStill = false
}

/// When the tracks of a QuickTime or MP4 file are shown, as its header tells it.
struct MovieHeader: Hashable {
    /// Edits of a track that are read.
    private static let editLimit = 1 << 16

    /// Ticks of the movie in a second, above zero.
    var timescale: Int64
    /// The edits of each track that has any, by its number.
    var edits: [Int: [Edit]] = [:]

    /// Reads the header; `nil` where there is none that can be read.
    init?(_ reader: BoxReader) {
        guard let movie = reader.first("moov", in: reader.file),
            let header = reader.first("mvhd", in: movie.contents),
            let timescale = Self.timescale(reader.bytes(in: header.contents, limit: 32)), timescale > 0
        else { return nil }
        self.timescale = timescale
        for track in reader.all("trak", in: movie.contents) {
            guard let header = reader.first("tkhd", in: track.contents),
                let number = Self.track(reader.bytes(in: header.contents, limit: 32)),
                let container = reader.first("edts", in: track.contents),
                let list = reader.first("elst", in: container.contents)
            else { continue }
            let edits = Self.edits(reader.bytes(in: list.contents, limit: 8 + 20 * Self.editLimit))
            if !edits.isEmpty { self.edits[number] = edits }
        }
    }

    /// The version of a box is its first byte; in version 1, times have 64 bits.
    private static func timescale(_ header: [UInt8]) -> Int64? {
        let timescale: UInt32? = header.number(at: header.first == 1 ? 20 : 12)
        return timescale.map { Int64($0) }
    }

    private static func track(_ header: [UInt8]) -> Int? {
        let number: UInt32? = header.number(at: header.first == 1 ? 20 : 12)
        return number.map { Int($0) }
    }

    private static func edits(_ list: [UInt8]) -> [Edit] {
        guard let count: UInt32 = list.number(at: 4) else { return [] }
        let isLong = list.first == 1
        let size = isLong ? 20 : 12
        return (0..<min(Int(count), max(0, list.count - 8) / size)).compactMap { index in
            edit(list, at: 8 + index * size, isLong)
        }
    }

    private static func edit(_ list: [UInt8], at position: Int, _ isLong: Bool) -> Edit? {
        let duration, start: Int64?
        if isLong {
            (duration, start) = (list.number(at: position), list.number(at: position + 8))
        } else {
            let (short, signed): (UInt32?, Int32?) = (list.number(at: position), list.number(at: position + 4))
            (duration, start) = (short.map { Int64($0) }, signed.map { Int64($0) })
        }
        guard let duration, let start, let rate: UInt32 = list.number(at: position + (isLong ? 16 : 8)) else {
            return nil
        }
        let time = start < 0 ? nil : min(start, Presentation.horizon)
        return Edit(duration: max(0, duration), mediaTime: time, isStill: rate == 0)
    }
}
