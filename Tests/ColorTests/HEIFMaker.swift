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
        var items = [try item(signals, coding, described, maker)]
        if let gainMap {
            let name = Array("urn:com:apple:photo:2020:aux:hdrgainmap\0".utf8)
            var map = try item(gainMap, .of(.grey), [HEIFFile.fullBox("auxC", name)], maker)
            map.reference = "auxl"
            items.append(map)
        }
        let brand = codec == .av1 ? "avif" : "heic"
        return try maker.file("chart.\(brand)", HEIFFile(brand: brand, items: items).bytes)
    }

    /// The chart of `signals`, as the only frame of a video.
    private func item(_ signals: [[Double]], _ coding: ChartCoding, _ told: [[UInt8]], _ maker: ClipMaker) throws
        -> HEIFFile.Item
    {
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
        let frame = try HEIFFile.frame(ofVideo: path)
        let shape = HEIFFile.shape(coding.width, coding.height)
        let depths = HEIFFile.depths(coding.matrix == .grey ? 1 : 3, coding.depth)
        let properties = [shape, depths, frame.configuration] + told
        return HEIFFile.Item(codec == .av1 ? "av01" : "hvc1", properties: properties, data: frame.data)
    }

    /// What the boxes say of the colours.
    private var described: [[UInt8]] {
        var boxes: [[UInt8]] = []
        if let codes = colors.codePoints {
            let range: UInt8 = coding.isFullRange ? 0x80 : 0
            boxes.append(HEIFFile.box("colr", Array("nclx".utf8) + codes.flatMap(\.bigEndianBytes) + [range]))
        }
        if let profile = colors.profile { boxes.append(HEIFFile.box("colr", Array("prof".utf8) + profile)) }
        if let content = colors.content {
            boxes.append(HEIFFile.box("clli", [content, 100].flatMap(\.bigEndianBytes)))
        }
        if let display = colors.display {
            let points: [UInt16] = [8500, 39850, 6550, 2300, 35400, 14600, 15635, 16450]
            let light = (10_000 * display).bigEndianBytes + UInt32(50).bigEndianBytes
            boxes.append(HEIFFile.box("mdcv", points.flatMap(\.bigEndianBytes) + light))
        }
        return boxes
    }
}
