// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A QuickTime or MP4 file whose boxes the tests rewrite, to say of its samples what ffmpeg's muxer cannot.
///
/// Its samples stay where they are: the header must come behind them, or in front of fragments that count from their
/// own start.
struct MovieFile {
    /// A box with its header cut off: what it holds, or the boxes in it.
    struct Box {
        var type: String
        var bytes: [UInt8] = []
        var boxes: [Box]?

        /// Its parts of this type.
        func all(_ type: String) -> [Box] { (boxes ?? []).filter { $0.type == type } }

        fileprivate var written: [UInt8] {
            let contents = boxes.map { $0.flatMap(\.written) } ?? bytes
            return MovieFile.number(UInt32(8 + contents.count)) + Array(type.utf8) + contents
        }
    }

    /// An entry of an edit list: ticks of the movie, ticks of the track or -1, and the rate.
    struct Entry: Hashable, Sendable {
        var duration: Int64
        var mediaTime: Int64
        var rate: UInt32 = 0x10000
    }

    private static let containers: Set = ["moov", "trak", "edts", "mdia", "minf", "stbl", "moof", "traf", "mvex"]

    private(set) var boxes: [Box]

    init(_ bytes: Data) {
        boxes = Self.parse(Array(bytes))
    }

    var bytes: Data { Data(boxes.flatMap(\.written)) }

    private static func parse(_ bytes: [UInt8]) -> [Box] {
        var boxes: [Box] = []
        var position = 0
        while position + 8 <= bytes.count {
            let size = Int(read(bytes, position, 4))
            precondition(size >= 8 && position + size <= bytes.count, "a box that ffmpeg does not write")
            let type = String(decoding: bytes[position + 4..<position + 8], as: UTF8.self)
            let contents = Array(bytes[position + 8..<position + size])
            boxes.append(
                containers.contains(type) ? Box(type: type, boxes: parse(contents)) : Box(type: type, bytes: contents)
            )
            position += size
        }
        return boxes
    }

    fileprivate static func read(_ bytes: [UInt8], _ position: Int, _ count: Int) -> Int64 {
        bytes[position..<position + count].reduce(0) { $0 << 8 | Int64($1) }
    }

    fileprivate static func number<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
}

extension MovieFile {
    /// Ticks in a second of the movie, and of its video track.
    var timescale: Int64 { time("moov", "mvhd") }
    var trackTimescale: Int64 { time("moov", "trak", "mdia", "mdhd") }

    private func time(_ path: String...) -> Int64 {
        let box = self[path]
        return Self.read(box.bytes, 12, 4)
    }

    /// The edit list of the video track, as ffmpeg wrote it.
    var edits: [Entry] {
        guard let track = self[["moov", "trak"]].all("edts").first, let list = track.all("elst").first else {
            return []
        }
        return (0..<Int(Self.read(list.bytes, 4, 4))).map { index in
            Entry(
                duration: Self.read(list.bytes, 8 + index * 12, 4),
                mediaTime: Int64(Int32(truncatingIfNeeded: Self.read(list.bytes, 12 + index * 12, 4)))
            )
        }
    }

    /// Replaces the edit list of the video track; without entries, takes it away.
    mutating func setEdits(_ entries: [Entry], isLong: Bool = false) {
        var list: [UInt8] = [isLong ? 1 : 0, 0, 0, 0] + Self.number(UInt32(entries.count))
        for entry in entries {
            list += isLong ? Self.number(entry.duration) : Self.number(UInt32(entry.duration))
            list += isLong ? Self.number(entry.mediaTime) : Self.number(Int32(entry.mediaTime))
            list += Self.number(entry.rate)
        }
        let edits = Box(type: "edts", boxes: [Box(type: "elst", bytes: list)])
        change("moov", "trak") { track in
            track.boxes?.removeAll { $0.type == "edts" }
            if !entries.isEmpty { track.boxes?.insert(edits, at: 1) }
        }
    }

    /// Says how many ticks of the track each sample takes, in the order of decoding.
    mutating func setDurations(_ durations: [UInt32]) {
        let entries = durations.flatMap { Self.number(UInt32(1)) + Self.number($0) }
        change("moov", "trak", "mdia", "minf", "stbl", "stts") { box in
            box.bytes = [0, 0, 0, 0] + Self.number(UInt32(durations.count)) + entries
        }
        change("moov", "trak", "mdia", "mdhd") {
            $0.bytes.replaceSubrange(16..<20, with: Self.number(durations.reduce(0, +)))
        }
    }

    /// The ticks of the track by which each sample is shown later than it is decoded.
    var compositionOffsets: [Int64] {
        let list = self[["moov", "trak", "mdia", "minf", "stbl", "ctts"]]
        return (0..<Int(Self.read(list.bytes, 4, 4))).flatMap { index in
            let offset = Int64(Int32(truncatingIfNeeded: Self.read(list.bytes, 12 + index * 8, 4)))
            return [Int64](repeating: offset, count: Int(Self.read(list.bytes, 8 + index * 8, 4)))
        }
    }

    /// Replaces them; version 1 of the box has signs.
    mutating func setCompositionOffsets(_ offsets: [Int64]) {
        let entries = offsets.flatMap { Self.number(UInt32(1)) + Self.number(Int32($0)) }
        change("moov", "trak", "mdia", "minf", "stbl", "ctts") { box in
            box.bytes = [1, 0, 0, 0] + Self.number(UInt32(offsets.count)) + entries
        }
    }

    /// Says that the movie, and not its tracks, has `timescale` ticks in a second.
    mutating func setTimescale(_ timescale: UInt32) {
        change("moov", "mvhd") { $0.bytes.replaceSubrange(12..<16, with: Self.number(timescale)) }
    }

    /// Makes all fragments begin later by `ticks` of the track.
    mutating func delayFragments(by ticks: Int64) {
        for index in boxes.indices where boxes[index].type == "moof" {
            Self.change(&boxes[index], ["traf", "tfdt"]) { box in
                let isLong = box.bytes[0] == 1
                let time = Self.read(box.bytes, 4, isLong ? 8 : 4) + ticks
                box.bytes = Array(box.bytes[..<4]) + (isLong ? Self.number(time) : Self.number(UInt32(time)))
            }
        }
    }

    /// The box at the end of `path`, of those with the same name the first.
    private subscript(path: [String]) -> Box {
        let root = Box(type: "", boxes: boxes)
        return path.reduce(root) { box, type in
            guard let part = box.all(type).first else { preconditionFailure("no \(type) in \(box.type)") }
            return part
        }
    }

    private mutating func change(_ path: String..., body: (inout Box) -> Void) {
        var root = Box(type: "", boxes: boxes)
        Self.change(&root, path, body)
        boxes = root.boxes ?? []
    }

    private static func change(_ box: inout Box, _ path: [String], _ body: (inout Box) -> Void) {
        guard let type = path.first else { return body(&box) }
        guard let index = box.boxes?.firstIndex(where: { $0.type == type }) else {
            preconditionFailure("no \(type) in \(box.type)")
        }
        guard var part = box.boxes?[index] else { return }
        change(&part, Array(path.dropFirst()), body)
        box.boxes?[index] = part
    }
}
