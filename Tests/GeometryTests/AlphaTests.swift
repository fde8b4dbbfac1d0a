// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

extension GeometrySuite {
    @Suite("of video that is partly transparent")
    struct AlphaTests {
        private static let size = PixelSize(width: 97, height: 65)
        private static let opaque = [220, 140, 60]
        /// What stands behind transparency, and nobody is to see.
        private static let hidden = [60, 90, 220]

        /// Opaque on the left, transparent on the right.
        private static var planes: [UInt8] {
            let isOpaque = (0..<size.width * size.height).map { $0 % size.width < size.width / 2 }
            return MarkedFrame.planes(isOpaque.map { $0 ? opaque : hidden }) + isOpaque.map { $0 ? 255 : 0 }
        }

        /// VP8 and VP9 have theirs beside the frames, where libavcodec's own decoders do not look.
        static let kinds: [(suffix: String, options: [String])] = [
            ("mov", ["-c:v", "png", "-pix_fmt", "rgba"]), ("mov", ["-c:v", "qtrle", "-pix_fmt", "argb"]),
            ("mkv", Codecs.ffv1("yuva420p")), ("mkv", Codecs.ffv1("yuva444p")),
            ("mov", ["-c:v", "prores_ks", "-profile:v", "4444", "-q:v", "2", "-pix_fmt", "yuva444p10le"]),
        ]

        @Test("lies on white", arguments: kinds)
        func alpha(_ suffix: String, _ options: [String]) async throws {
            let maker = try ClipMaker()
            let raw = try maker.file("alpha.yuv", Data(Self.planes))
            let path = "\(maker.directory)/alpha.\(suffix)"
            // An even number of columns, for the encoder of ProRes.
            let even = options.contains("prores_ks") ? ["-vf", "crop=96:65:0:0"] : []
            let input = ["-f", "rawvideo", "-pix_fmt", "yuva444p", "-s", "97x65", "-r", "25", "-i", raw]
            try maker.ffmpeg(input + even + options + [path])
            let jobs: [RenderRequest.Job] = [
                .snapshots(SnapshotSpec(instants: .at([0]), maxLength: nil)),
                .thumbnails(ThumbnailSpec(shapes: [.longSide(97)], format: .jpeg, instant: 0)),
            ]
            try await RendererLab.with { lab in
                for job in jobs {
                    let raster = try await lab.make(job, of: path, .video).pictures[0].bytes.raster()
                    for (column, wanted) in [
                        (10, Self.opaque), (40, Self.opaque), (55, [255, 255, 255]), (95, [255, 255, 255]),
                    ] {
                        let pixel = raster.pixel(column, 32).prefix(3).map { Int($0) }
                        #expect(
                            zip(pixel, wanted).allSatisfy { abs($0 - $1) <= 24 },
                            "\(column): \(pixel), not \(wanted)"
                        )
                    }
                }
            }
        }
    }
}
