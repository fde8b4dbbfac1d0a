// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

/// Writes HEIF files around pictures that ffmpeg encodes, so that their samples are those of the chart.
struct HEIFMaker {
    /// What the boxes say of the colours.
    struct Colors: Sendable {
        /// Primaries, transfer curve and matrix as ITU-T H.273 numbers them; `nil` says nothing.
        var codePoints: [UInt16]?
        var profile: [UInt8]?
        /// The brightest light of the content, and of the display that it was made with, in cd/m².
        var content: UInt16?
        var display: UInt32?
    }

    var codec: VideoCase.Codec
    var coding: ChartCoding
    var colors: Colors
    /// The samples of a second picture, which is the gain map of the first.
    var gainMap: [[Double]]?

    /// Writes the file.
    func make(_ signals: [[Double]], in maker: ClipMaker) throws -> String {
        let picture = try encoded(signals, coding, maker)
        let map = try gainMap.map { try encoded($0, .of(.grey), maker) }
        let isAVIF = codec == .av1
        let brand = isAVIF ? "avif" : "heic"
        let head = box("ftyp", Array(brand.utf8) + [0, 0, 0, 0] + Array("mif1\(brand)".utf8))
        // The positions of the pictures depend on the length of the boxes, which does not depend on them.
        let length = head.count + meta(picture, map, at: 0).count + 8
        let data = picture.sample + (map?.sample ?? [])
        return try maker.file("chart.\(brand)", Data(head + meta(picture, map, at: length) + box("mdat", data)))
    }

    private struct Encoded {
        var configuration: [UInt8]
        var sample: [UInt8]
        var coding: ChartCoding
    }

    /// The only frame of a video of one frame, and the box that tells a decoder about it.
    private func encoded(_ signals: [[Double]], _ coding: ChartCoding, _ maker: ClipMaker) throws -> Encoded {
        var item = VideoCase(codec, "mp4", coding)
        item.tags = ColorTags(range: coding.isFullRange ? "pc" : "tv")
        let raw = try maker.file("chart.raw", coding.frame(signals))
        let path = "\(maker.directory)/frame.mp4"
        let input = [
            "-f", "rawvideo", "-pix_fmt", coding.pixelFormat, "-s", "\(coding.width)x\(coding.height)", "-i", raw,
        ]
        try maker.ffmpeg(
            input + ["-vf", item.tags.filter] + codec.options + item.tags.options + ["-frames:v", "1", path]
        )
        let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
        return Encoded(
            configuration: try Self.box(codec == .av1 ? "av1C" : "hvcC", in: file),
            sample: Array(try Self.box("mdat", in: file).dropFirst(8)),
            coding: coding
        )
    }

    /// The first box called `name`, wherever it is.
    private static func box(_ name: String, in file: [UInt8]) throws -> [UInt8] {
        let letters = Array(name.utf8)
        guard let place = file.indices.dropLast(4).first(where: { Array(file[$0..<$0 + 4]) == letters }), place >= 4
        else {
            throw LabTrouble(description: "ffmpeg wrote no \(name)")
        }
        let size = file[place - 4..<place].reduce(0) { $0 << 8 | Int($1) }
        return Array(file[place - 4..<min(file.count, place - 4 + size)])
    }

    private func meta(_ picture: Encoded, _ map: Encoded?, at offset: Int) -> [UInt8] {
        let items = [picture] + (map.map { [$0] } ?? [])
        let handler = fullBox("hdlr", [0, 0, 0, 0] + Array("pict".utf8) + [UInt8](repeating: 0, count: 13))
        let kind = Array((codec == .av1 ? "av01" : "hvc1").utf8)
        let entries = items.indices.flatMap {
            fullBox("infe", version: 2, number(UInt16($0 + 1)) + [0, 0] + kind + [0])
        }
        var locations = [0x44, 0x00] + number(UInt16(items.count))
        var position = offset
        for (index, item) in items.enumerated() {
            locations += number(UInt16(index + 1)) + [0, 0] + number(UInt16(1))
            locations += number(UInt32(position)) + number(UInt32(item.sample.count))
            position += item.sample.count
        }
        let references =
            map == nil ? [] : fullBox("iref", box("auxl", number(UInt16(2)) + number(UInt16(1)) + number(UInt16(1))))
        return fullBox(
            "meta",
            handler + fullBox("pitm", number(UInt16(1))) + fullBox("iloc", locations)
                + fullBox("iinf", number(UInt16(items.count)) + entries) + references + properties(picture, map)
        )
    }

    private func properties(_ picture: Encoded, _ map: Encoded?) -> [UInt8] {
        var first = [shape(picture.coding), depths(picture.coding), picture.configuration]
        if let codes = colors.codePoints {
            let range: UInt8 = coding.isFullRange ? 0x80 : 0
            first.append(box("colr", Array("nclx".utf8) + codes.flatMap { number($0) } + [range]))
        }
        if let profile = colors.profile { first.append(box("colr", Array("prof".utf8) + profile)) }
        if let content = colors.content { first.append(box("clli", number(content) + number(UInt16(100)))) }
        if let display = colors.display {
            let points: [UInt16] = [8500, 39850, 6550, 2300, 35400, 14600, 15635, 16450]
            first.append(box("mdcv", points.flatMap { number($0) } + number(10_000 * display) + number(UInt32(50))))
        }
        var second: [[UInt8]] = []
        if let map {
            let name = Array("urn:com:apple:photo:2020:aux:hdrgainmap\0".utf8)
            second = [shape(map.coding), depths(map.coding), map.configuration, fullBox("auxC", name)]
        }
        let lists = [first, second].filter { !$0.isEmpty }
        var (associations, next) = (number(UInt32(lists.count)), UInt8(1))
        for (index, list) in lists.enumerated() {
            associations += number(UInt16(index + 1)) + [UInt8(list.count)]
            for _ in list {
                associations.append(next | 0x80)
                next += 1
            }
        }
        let container = box("ipco", (first + second).flatMap(\.self))
        return box("iprp", container + fullBox("ipma", associations))
    }

    private func shape(_ coding: ChartCoding) -> [UInt8] {
        fullBox("ispe", number(UInt32(coding.width)) + number(UInt32(coding.height)))
    }

    private func depths(_ coding: ChartCoding) -> [UInt8] {
        let count = coding.matrix == .grey ? 1 : 3
        return fullBox("pixi", [UInt8(count)] + [UInt8](repeating: UInt8(coding.depth), count: count))
    }

    private func number(_ value: some FixedWidthInteger) -> [UInt8] { value.bigEndianBytes }

    private func box(_ name: String, _ body: [UInt8]) -> [UInt8] {
        UInt32(body.count + 8).bigEndianBytes + Array(name.utf8) + body
    }

    private func fullBox(_ name: String, version: UInt8 = 0, _ body: [UInt8]) -> [UInt8] {
        box(name, [version, 0, 0, 0] + body)
    }
}
