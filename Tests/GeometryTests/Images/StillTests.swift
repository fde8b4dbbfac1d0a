// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

extension GeometrySuite {
    @Suite("of pictures")
    struct StillTests {
        /// What says how they are turned.
        enum Group: String, CaseIterable, Sendable {
            case exif, samples, properties

            var cases: [StillCase] {
                switch self {
                case .exif: StillCase.byEXIF
                case .samples: StillCase.sampled
                case .properties: StillCase.byProperty
                }
            }
        }

        @Test("stand upright", arguments: Group.allCases)
        func shown(_ group: Group) async throws {
            try await RendererLab.with { lab in
                for item in group.cases {
                    do {
                        try await item.check(lab)
                    } catch {
                        Issue.record("\(item.name): \(error)")
                    }
                }
            }
        }

        @Test("may be of one pixel, or of few", arguments: [(1, 1), (1, 2), (3, 5), (17, 33)])
        func tiny(_ width: Int, _ height: Int) async throws {
            let color: [UInt8] = [220, 140, 60]
            let kinds: [(String, [String])] = [
                ("jpg", ["-quality", "95"]), ("png", []), ("gif", []), ("webp", ["-define", "webp:lossless=true"]),
                ("tif", []), ("png", ["-depth", "16", "-define", "png:bit-depth=16"]),
            ]
            try await RendererLab.with { lab in
                for (suffix, options) in kinds {
                    let maker = try ClipMaker()
                    let path = "\(maker.directory)/one.\(suffix)"
                    try ImageMagick.convert(["-size", "\(width)x\(height)", "xc:rgb(220,140,60)"] + options + [path])
                    let job = RenderRequest.Job.thumbnails(ThumbnailSpec(shapes: [.longSide(64)], format: .jpeg))
                    let raster = try await lab.make(job, of: path, .image).pictures[0].bytes.raster()
                    #expect(raster.size == PixelSize(width: width, height: height), "\(suffix)")
                    let isOne = raster.bytes.indices.allSatisfy { index in
                        index & 3 == 3 || abs(Int(raster.bytes[index]) - Int(color[index & 3])) <= 16
                    }
                    #expect(isOne, "\(suffix): \(raster.bytes.prefix(12))")
                }
            }
        }
    }
}
