// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

/// A chart in a picture file.
struct ImageCase: Sendable {
    /// The row of the table.
    var name: String
    var patches: Patches
    /// Writes the file in a directory that goes with the maker.
    var make: @Sendable (ClipMaker) throws -> String

    /// A PNG file with `chunks` of its own.
    static func png(
        _ name: String,
        _ patches: Patches = .ordinary,
        depth: Int = 16,
        stored transfer: Patches.Transfer = .curve(.sRGB),
        alpha: Bool = false,
        chunks: [(String, [UInt8])] = []
    ) -> ImageCase {
        ImageCase(name: "PNG \(depth) bit, \(name)", patches: patches) { maker in
            let colors = patches.signals(transfer).map { alpha ? $0 + [1] : $0 }
            let pixels = ChartPixels.bytes(colors, depth: depth)
            let file = PNGMaker.file(pixels, alpha ? .rgba : .rgb, depth: depth, chunks: chunks)
            return try maker.file("chart.png", Data(file))
        }
    }

    /// A file that ImageMagick writes of the same pixels, with `profile` beside them.
    static func written(
        _ name: String,
        _ suffix: String,
        _ patches: Patches = .ordinary,
        stored transfer: Patches.Transfer = .curve(.sRGB),
        depth: Int = 8,
        profile: [UInt8]? = nil,
        options: [String] = []
    ) -> ImageCase {
        ImageCase(name: name, patches: patches) { maker in
            let colors = patches.signals(transfer)
            return try write(colors, "rgb", suffix, depth, profile, options, maker)
        }
    }

    /// A file in cyan, magenta, yellow and black.
    static func inks(_ name: String, _ suffix: String, options: [String] = []) -> ImageCase {
        var generator = SeededGenerator(seed: 48)
        let inks = (0..<Patches.count).map { _ in
            (0..<4).map { ink in Double.random(in: 0...(ink == 3 ? 4 : 8), using: &generator).rounded() / 8 }
        }
        let shown = inks.map { ProfileMaker.inked($0).map { 255 * $0 } }
        let light = shown.map { color in color.map { StandardCurve.sRGB.light($0 / 255) } }
        return ImageCase(name: name, patches: Patches(light: light, primaries: .bt709, shown: shown)) { maker in
            try write(inks, "cmyk", suffix, 8, ProfileMaker.printer(), options, maker)
        }
    }

    /// A HEIF file.
    static func heif(
        _ codec: VideoCase.Codec,
        _ name: String,
        _ coding: ChartCoding,
        _ colors: HEIFMaker.Colors,
        _ patches: Patches = .ordinary,
        stored transfer: Patches.Transfer = .curve(.sRGB),
        gainMap: Bool = false
    ) -> ImageCase {
        ImageCase(name: "\(codec == .av1 ? "AVIF" : "HEIC"), \(coding.name), \(name)", patches: patches) { maker in
            let map = [[Double]](repeating: [1, 1, 1], count: Patches.count)
            return try HEIFMaker(codec: codec, coding: coding, colors: colors, gainMap: gainMap ? map : nil)
                .make(patches.signals(transfer), in: maker)
        }
    }

    private static func write(
        _ colors: [[Double]],
        _ format: String,
        _ suffix: String,
        _ depth: Int,
        _ profile: [UInt8]?,
        _ options: [String],
        _ maker: ClipMaker
    ) throws -> String {
        // ImageMagick reads raw samples in the order of the machine.
        let pixels = ChartPixels.bytes(colors, depth: depth, isBigEndian: false)
        let raw = try maker.file("chart.raw", Data(pixels))
        let path = "\(maker.directory)/chart.\(suffix)"
        let size = "\(ChartPixels.width)x\(ChartPixels.height)"
        var arguments = ["-depth", "\(depth)", "-size", size, "\(format):\(raw)"]
        if let profile { arguments += ["-profile", try maker.file("chart.icc", Data(profile))] }
        try ImageMagick.convert(arguments + options + [path])
        return path
    }
}
