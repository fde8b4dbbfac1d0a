// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

extension GeometrySuite {
    @Suite("of interlaced video")
    struct FieldTests {
        /// Where the bar begins and ends in each row of `raster`, but the outermost ones: they have neighbours on one
        /// side only.
        private static func edges(_ raster: Raster) -> [ClosedRange<Int>?] {
            let red = (Int(FieldClip.bar[2]) + Int(FieldClip.ground[2])) / 2
            return (2..<raster.size.height - 2).map { row in
                let columns = (0..<raster.size.width).filter { column in
                    let pixel = raster.pixel(column, row)
                    return Int(pixel[0]) > red && pixel[0] > pixel[2]
                }
                guard let first = columns.first, let last = columns.last else { return nil }
                return first...last
            }
        }

        /// Checks that all rows of `raster` show the bar at `start`: a comb would show it at two places in turn.
        private static func check(_ raster: Raster, _ start: Int, _ name: String) {
            let wrong = edges(raster).enumerated().filter { _, edge in
                guard let edge else { return true }
                return abs(edge.lowerBound - start) > 1 || abs(edge.upperBound + 1 - start - FieldClip.width) > 1
            }
            let shown = wrong.prefix(4).map { "\($0.offset + 2): \($0.element.map { "\($0)" } ?? "nothing")" }
            #expect(wrong.isEmpty, "\(name): \(wrong.count) rows are wrong, as \(shown), not at \(start)")
        }

        /// Makes the pictures of frames 1 and 2, as snapshots and as thumbnails.
        private static func check(_ clip: FieldClip, told: (Int) -> String?, _ lab: RendererLab) async throws {
            let maker = try ClipMaker()
            let path = try clip.make(in: maker)
            let frames = clip.instants.indices.dropFirst()
            let instants = frames.map { Int64(40 * $0 + 10) }
            var pictures = try await lab.make(
                .snapshots(SnapshotSpec(instants: .at(instants), maxLength: nil)),
                of: path,
                .video
            ).pictures
            #expect(pictures.count == frames.count, "\(clip.name)")
            let shape = PictureShape.longSide(max(clip.size.width, clip.size.height))
            let thumbnail = ThumbnailSpec(shapes: [shape], format: .jpeg, instant: instants[0])
            pictures += try await lab.make(.thumbnails(thumbnail), of: path, .video).pictures
            for (frame, picture) in zip(Array(frames) + frames.prefix(1), pictures) {
                let name = "\(clip.name), frame \(frame)"
                check(try picture.bytes.raster().across(clip.size), clip.expected(frame), name)
                #expect(picture.picture.frame?.report?.deinterlacing == told(frame), "\(name)")
            }
        }

        @Test("shows one field, without combs", arguments: [true, false])
        func fields(_ isFlagged: Bool) async throws {
            try await RendererLab.with { lab in
                for clip in isFlagged ? FieldClip.flagged : FieldClip.unflagged {
                    do {
                        try await Self.check(clip, told: { _ in clip.told }, lab)
                    } catch {
                        Issue.record("\(clip.name): \(error)")
                    }
                }
            }
        }

        @Test("shows one frame of film where two are mixed, and whole frames whole")
        func pulldown() async throws {
            let clip = FieldClip.pulledDown
            try await RendererLab.with { lab in
                try await Self.check(clip, told: { $0 == 1 || $0 == 2 ? "top field" : nil }, lab)
            }
        }

        @Test("leaves frames alone that were taken at once, whatever is said of them")
        func progressive() async throws {
            let lossless = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-pix_fmt", "yuv420p"]
            let fields = ["-x264-params", "tff=1", "-flags", "+ilme+ildct"]
            let plain = FieldClip("frames", 160, 96, nil, "mp4", lossless)
            let flagged = FieldClip(
                "frames called fields",
                160,
                96,
                nil,
                "mkv",
                ["-vf", "setfield=tff"] + lossless + fields
            )
            let spec = SnapshotSpec(instants: .at([40, 80]), maxLength: nil)
            try await RendererLab.with { lab in
                var files: [[Data]] = []
                for clip in [plain, flagged] {
                    let maker = try ClipMaker()
                    let made = try await lab.make(.snapshots(spec), of: clip.make(in: maker), .video)
                    #expect(made.pictures.allSatisfy { $0.picture.frame?.report?.deinterlacing == nil })
                    files.append(made.pictures.map(\.bytes))
                }
                #expect(files[0].count == 2 && files[0] == files[1])
            }
        }

        @Test("takes no noise for combs, nor combs for noise")
        func noise() async throws {
            let codec = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-x264-params", "tff=1"]
            let options = codec + ["-flags", "+ilme+ildct", "-pix_fmt", "yuv420p"]
            try await RendererLab.with { lab in
                for (order, strength, told) in [(nil, 24, nil), (FieldClip.Order.top, 6, "top field")] {
                    let filters = ["-vf", "noise=c0s=\(strength):c0f=t:c0_seed=1,setfield=tff"]
                    let clip = FieldClip("noise of \(strength)", 320, 200, order, "mp4", filters + options)
                    let maker = try ClipMaker()
                    let spec = SnapshotSpec(instants: .at([0, 40, 80]), maxLength: nil)
                    let made = try await lab.make(.snapshots(spec), of: clip.make(in: maker), .video)
                    #expect(made.pictures.map { $0.picture.frame?.report?.deinterlacing } == [told, told, told])
                }
            }
        }

        @Test("leaves combs alone where no field ever had so many lines")
        func otherHeights() async throws {
            let clip = FieldClip("FFV1 of 500 lines", 320, 500, .top, "mkv", Codecs.ffv1("yuv420p"))
            let maker = try ClipMaker()
            let path = try clip.make(in: maker)
            try await RendererLab.with { lab in
                let spec = SnapshotSpec(instants: .at([40]), maxLength: nil)
                let picture = try await lab.make(.snapshots(spec), of: path, .video).pictures[0]
                #expect(picture.picture.frame?.report?.deinterlacing == nil)
                let edges = Self.edges(try picture.bytes.raster())
                #expect(Set(edges.compactMap { $0?.lowerBound }).count > 1)
            }
        }

        /// No encoder here makes field pictures, and those of the corpus show nothing that moves fast.
        @Test("coded field by field (PAFF) is whole where both were taken at once", .enabled(if: CorpusFile.isExpected))
        func fieldPictures() async throws {
            let file = try #require(CorpusFile.all.first { $0.name.hasSuffix("fixture-raw.mts") })
            try await RendererLab.with { lab in
                let spec = SnapshotSpec(instants: .every(milliseconds: 100), tolerance: 0)
                let pictures = try await lab.make(.snapshots(spec), of: file.path, .video).pictures
                #expect(pictures.count > 8)
                #expect(pictures.allSatisfy { $0.picture.frame?.report?.deinterlacing == nil })
            }
        }
    }
}

extension Raster {
    /// The picture as wide as `size`, which it may have been stretched from: without what lies between its columns.
    fileprivate func across(_ size: PixelSize) -> Raster {
        guard self.size.width != size.width else { return self }
        let width = self.size.width
        var bytes: [UInt8] = []
        for row in 0..<self.size.height {
            for column in 0..<size.width {
                bytes += pixel(min(width - 1, (column * width + width / 2) / size.width), row)
            }
        }
        return Raster(size: PixelSize(width: size.width, height: self.size.height), bytes: bytes, isOpaque: true)
            ?? self
    }
}
