// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import TestSupport
import Testing

@Suite("Colours")
struct ColorTests {
    /// How a clip stores and tags the same colours.
    enum Storage: String, CaseIterable, Sendable {
        case bt601, bt709, bt601Full, bt2020TenBit, untaggedSmall, untaggedLarge, rgb, gray, fourFourFour

        var options: [String] {
            switch self {
            case .bt601: yuv("smpte170m") + ["-colorspace", "smpte170m"]
            case .bt709: yuv("bt709") + ["-colorspace", "bt709"]
            case .bt601Full: yuv("smpte170m", range: "pc") + ["-colorspace", "smpte170m", "-color_range", "pc"]
            case .bt2020TenBit: yuv("bt2020", format: "yuv420p10le") + ["-colorspace", "bt2020nc"]
            case .untaggedSmall: yuv("smpte170m")
            case .untaggedLarge: yuv("bt709", size: "1280:720")
            case .rgb: ["-c:v", "libx264rgb", "-pix_fmt", "rgb24", "-qp", "0"]
            case .gray: ["-vf", "hue=s=0", "-pix_fmt", "gray", "-c:v", "ffv1"]
            case .fourFourFour: yuv("bt709", format: "yuv444p") + ["-colorspace", "bt709"]
            }
        }

        private func yuv(
            _ matrix: String,
            range: String = "tv",
            format: String = "yuv420p",
            size: String = "320:180"
        ) -> [String] {
            ["-vf", "scale=\(size):out_color_matrix=\(matrix):out_range=\(range),format=\(format)", "-c:v", "ffv1"]
        }
    }

    static let colors = [
        ("red", [255, 0, 0]), ("lime", [0, 255, 0]), ("0x2060C0", [32, 96, 192]), ("white", [255, 255, 255]),
    ]

    @Test("survive whatever matrix and range they are stored with", arguments: Storage.allCases, colors)
    func survive(_ storage: Storage, _ color: (name: String, rgb: [Int])) throws {
        if storage == .gray, color.name != "white" { return }
        let maker = try ClipMaker()
        let path = "\(maker.directory)/c.mkv"
        try maker.ffmpeg(
            ["-f", "lavfi", "-i", "color=\(color.name):s=320x180:d=0.2,format=rgb24"] + storage.options + [path]
        )
        let result = RenderedVideo(path, SnapshotSpec(instants: .first))
        let picture = try JPEGDecoder().decode(try #require(result.files.first), limit: 1_000_000)
        let rgb = Self.rgb(picture, 100, 60)
        #expect(zip(rgb, color.rgb).allSatisfy { abs($0 - $1) <= 6 }, "\(rgb) is not \(color.rgb)")
    }

    /// The colour at (`x`, `y`) by the formula of JFIF.
    static func rgb(_ picture: PixelBuffer, _ x: Int, _ y: Int) -> [Int] {
        let luma = Double(picture.luma.bytes[y * picture.luma.stride + x])
        let cb = Double(picture.cb.bytes[y / 2 * picture.cb.stride + x / 2]) - 128
        let cr = Double(picture.cr.bytes[y / 2 * picture.cr.stride + x / 2]) - 128
        let values = [luma + 1.402 * cr, luma - 0.344136 * cb - 0.714136 * cr, luma + 1.772 * cb]
        return values.map { Int(max(0, min(255, $0)).rounded()) }
    }
}
