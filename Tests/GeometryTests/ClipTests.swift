// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

/// All shapes, one after the other: each file is made by a program that wants a core.
@Suite("Shapes", .serialized)
struct GeometrySuite {}

extension GeometrySuite {
    @Suite("of video")
    struct ClipTests {
        /// What makes a picture other than the stored frame.
        enum Group: String, CaseIterable, Sendable {
            case matrix, projection, message, otherAngles, stretched, turnedAndStretched
            case aperture, senselessAperture, crop, stream, samples, oddSizes

            var cases: [ClipCase] {
                switch self {
                case .matrix: ClipCase.byMatrix
                case .projection: ClipCase.byProjection
                case .message: ClipCase.byMessage
                case .otherAngles: ClipCase.byOtherAngles
                case .stretched: ClipCase.stretched
                case .turnedAndStretched: ClipCase.turnedAndStretched + [ClipCase.projectedAndStretched]
                case .aperture: ClipCase.byAperture
                case .senselessAperture: ClipCase.bySenselessAperture
                case .crop: ClipCase.byCrop
                case .stream: ClipCase.byStream
                case .samples: ClipCase.sampled
                case .oddSizes: ClipCase.odd
                }
            }
        }

        @Test("is upright, with square pixels, and all that is meant to be seen", arguments: Group.allCases)
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

        @Test("has no edge of another colour, however small it is")
        func tiny() async throws {
            try await RendererLab.with { lab in
                for item in ClipCase.tiny {
                    do {
                        try await check(item, lab)
                    } catch {
                        Issue.record("\(item.name): \(error)")
                    }
                }
            }
        }

        private func check(_ item: ClipCase, _ lab: RendererLab) async throws {
            let maker = try ClipMaker()
            let size = item.frame.visible
            let color: [UInt8] = [220, 140, 60]
            let pixels = [[Int]](repeating: color.map { Int($0) }, count: size.width * size.height)
            let raw = try maker.file("one.yuv", Data(MarkedFrame.planes(pixels)))
            let path = "\(maker.directory)/tiny.\(item.suffix)"
            try maker.ffmpeg(item.frame.input(raw) + item.options + [path])
            let jobs: [RenderRequest.Job] = [
                .snapshots(SnapshotSpec(instants: .first, maxLength: nil)),
                .thumbnails(ThumbnailSpec(shapes: [.longSide(64)], format: .jpeg, instant: 0)),
            ]
            for job in jobs {
                let raster = try await lab.make(job, of: path, .video).pictures[0].bytes.raster()
                #expect(raster.size == size, "\(item.name)")
                let isOne = (0..<raster.bytes.count).allSatisfy { index in
                    index & 3 == 3 || abs(Int(raster.bytes[index]) - Int(color[index & 3])) <= 24
                }
                #expect(isOne, "\(item.name): \(raster.bytes.prefix(12)) to \(raster.bytes.suffix(12))")
            }
        }
    }
}
