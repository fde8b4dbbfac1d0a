// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PixelImage
import RenderKit
import RenderProtocol
import TestSupport
import Testing

@testable import VideoEngine

@Suite("Frames that are scaled without libswscale")
struct PlaneScalingTests {
    /// The scaled picture of the first frame of a clip, by the way that is usual for it and by libswscale.
    private struct Scaled {
        var picture: PixelBuffer
        var other: PixelBuffer
        /// Whether the usual way is one without libswscale.
        var isShort: Bool
    }

    /// Of a still of shapes and fine lines in all colours.
    private static func scaled(_ format: String, _ size: String, _ options: [String] = [], to target: PixelSize) throws
        -> Scaled
    {
        VideoEngine.warm()
        let maker = try ClipMaker()
        let path = "\(maker.directory)/clip.mkv"
        let still = ["-f", "lavfi", "-i", "testsrc2=size=\(size)", "-frames:v", "1", "-pix_fmt", format]
        try maker.ffmpeg(still + options + ["-c:v", "ffv1", path])
        let source = try ByteSource.opened(path)
        return try withUnsafePointer(to: source) { source in
            var file = try MediaFile(opening: source, within: RenderLimits())
            let extent = try file.measureExtent()
            var reader = try FrameReader(file: file, extent: extent, limits: RenderLimits())
            let plan = SnapshotPlanner(extent: extent.time).plan(SnapshotSpec(instants: .first))
            _ = try reader.show(exactly: try #require(plan.instants.first), RenderLimits(), isLast: true)
            return try scaled(reader.frame, to: target)
        }
    }

    private static func scaled(_ frame: borrowing Frame, to target: PixelSize) throws -> Scaled {
        let conversion = ScaleContext.Conversion(
            source: PixelSize(width: frame.width, height: frame.height),
            format: frame.format,
            colors: frame.colors(TrackColors()),
            target: target
        )
        let empty = try #require(PixelBuffer(width: target.width, height: target.height, limit: 1 << 20))
        var scaled = Scaled(picture: empty, other: empty, isShort: PlaneScaler(conversion) != nil)
        try FrameScaler(conversion).scale(frame, into: &scaled.picture)
        try ScaleContext(conversion).scale(frame, into: &scaled.other)
        return scaled
    }

    @Test(
        "look the same, and their colours lie in the same place",
        arguments: ["yuv420p", "yuv422p", "yuv444p", "yuv411p", "yuv440p"],
        [("320x180", 80, 45), ("323x181", 107, 60), ("322x202", 160, 125), ("643x91", 41, 6)]
    )
    func likeness(_ format: String, _ sizes: (source: String, width: Int, height: Int)) throws {
        let target = PixelSize(width: sizes.width, height: sizes.height)
        let scaled = try Self.scaled(format, sizes.source, to: target)
        let isShort = scaled.isShort
        #expect(isShort)
        for plane in [\PixelBuffer.luma, \.cb, \.cr] {
            let (own, other) = (scaled.picture[keyPath: plane], scaled.other[keyPath: plane])
            var (worst, sum, count) = (0, 0, 0)
            for y in 0..<own.height {
                for place in y * own.stride..<y * own.stride + own.width {
                    let difference = abs(Int(own.bytes[place]) - Int(other.bytes[place]))
                    worst = max(worst, difference)
                    (sum, count) = (sum + difference, count + 1)
                }
            }
            #expect(worst <= 2)
            #expect(Double(sum) / Double(count) < 0.1)
        }
    }

    @Test("keep the range and the matrix that they are tagged with", arguments: ["tv", "pc"], ["bt709", "smpte170m"])
    func coding(_ range: String, _ matrix: String) throws {
        let options = ["-color_range", range, "-colorspace", matrix]
        let scaled = try Self.scaled("yuv420p", "320x180", options, to: PixelSize(width: 80, height: 45))
        let isShort = scaled.isShort
        #expect(isShort)
        for plane in [\PixelBuffer.luma, \.cb, \.cr] {
            let (own, other) = (scaled.picture[keyPath: plane].bytes, scaled.other[keyPath: plane].bytes)
            let isAlike = zip(own, other).allSatisfy { abs(Int($0) - Int($1)) <= 3 }
            #expect(isAlike)
        }
    }

    @Test("are those of three planes of bytes alone", arguments: ["yuv420p10le", "gray", "gbrp", "yuva420p", "bgra"])
    func others(_ format: String) throws {
        let scaled = try Self.scaled(format, "320x180", to: PixelSize(width: 80, height: 45))
        let (isShort, isEqual) = (scaled.isShort, scaled.picture == scaled.other)
        #expect(!isShort && isEqual)
    }

    @Test(
        "are those alone that become clearly smaller",
        arguments: [(214, 120, false), (213, 120, true), (80, 121, false)]
    )
    func sizes(_ width: Int, _ height: Int, _ isShort: Bool) throws {
        let target = PixelSize(width: width, height: height)
        #expect(try Self.scaled("yuv420p", "320x180", to: target).isShort == isShort)
    }
}
