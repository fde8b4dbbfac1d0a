// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

@Suite("Thumbnails of videos")
struct ThumbnailTests {
    private let shapes = [
        PictureShape.longSide(160), PictureShape(fit: .crop, width: 40, height: 40), .longSide(40),
        PictureShape(fit: .pad, width: 200, height: 200, color: 0xFF_00_00), PictureShape(percent: 50),
    ]

    @Test("show exactly the frame at the instant")
    func instants() throws {
        let clip = try ClipMaker().clip("a.mp4", frames: 60, ["-c:v", "libx264", "-g", "25", "-bf", "2"])
        for instant in [nil, 0, 39, 40, 990, 1000, 1234, 2399] as [Int64?] {
            let result = RenderedVideo(clip.path, ThumbnailSpec(shapes: [.longSide(160)], instant: instant))
            #expect(result.failure == nil)
            #expect(try result.numbers() == [clip.frame(at: Double(instant ?? 0))])
            let frame = try #require(result.pictures.first?.frame)
            #expect(frame.instant == instant ?? 0)
            #expect(frame.time.milliseconds == Int64(clip.times[clip.frame(at: Double(instant ?? 0))]))
        }
    }

    @Test("show the last frame for an instant past the end", arguments: [2400, 2401, 9_999_999] as [Int64])
    func pastEnd(_ instant: Int64) throws {
        let clip = try ClipMaker().clip("a.mp4", frames: 60, ["-c:v", "libx264", "-g", "25", "-bf", "2"])
        let result = RenderedVideo(clip.path, ThumbnailSpec(shapes: [.longSide(160)], instant: instant))
        #expect(try result.numbers() == [59])
        #expect(result.pictures.first?.frame?.instant == instant)
        #expect(result.pictures.first?.frame?.time.milliseconds == 2360)
    }

    @Test("come in all shapes, in their order, from one frame", arguments: [PictureFormat.jpeg, .png])
    func shapes(_ format: PictureFormat) throws {
        let clip = try ClipMaker().clip("a.mkv", frames: 30, ["-c:v", "libx264"])
        let result = RenderedVideo(clip.path, ThumbnailSpec(shapes: shapes, format: format, instant: 500))
        #expect(result.failure == nil)
        #expect(result.owed == 5)
        #expect(result.summary?.pictures == 5)
        #expect(result.pictures.map(\.index) == [0, 1, 2, 3, 4])
        #expect(result.pictures.map(\.width) == [160, 40, 40, 200, 80])
        #expect(result.pictures.map(\.height) == [96, 40, 24, 200, 48])
        #expect(Set(result.pictures.map(\.frame)).count == 1)
        #expect(result.files.allSatisfy { format.isWhole($0) })
        if format == .jpeg { #expect(try FrameCode.read(result.files[0], at: .top) == 12) }
    }

    @Test("stand upright and have square pixels")
    func upright() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("a.mp4", frames: 5, ["-c:v", "libx264", "-vf", "setsar=2"])
        let turned = try maker.remux(clip, to: "b.mp4", ["-metadata:s:v", "rotate=90"])
        let size = { (path: String) in
            let picture = RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(320)])).pictures.first
            return picture.map { [$0.width, $0.height] }
        }
        #expect(size(clip.path) == [320, 96])
        #expect(size(turned.path) == [96, 320])
    }

    @Test("are the pictures that snapshots are", arguments: CorpusTests.rows)
    func corpus(_ row: CorpusFile) throws {
        let snapshot = RenderedVideo(row.path, SnapshotSpec(instants: .cover, maxLength: 320))
        let thumbnail = RenderedVideo(row.path, ThumbnailSpec(shapes: [.longSide(320)]))
        #expect((snapshot.failure == nil) == (thumbnail.failure == nil))
        #expect(snapshot.pictures.map(\.frame) == thumbnail.pictures.map(\.frame))
        #expect(snapshot.media == thumbnail.media)
        guard let first = snapshot.files.first, let second = thumbnail.files.first else { return }
        let (one, other) = try (raster(first), raster(second))
        #expect(one.size == other.size)
        // Colour is scaled before it is converted in the one, after it in the other: only edges differ.
        #expect(one.meanDifference(from: other) < 3)
    }

    private func raster(_ file: Data) throws -> Raster {
        try JPEGDecoder().raster(of: [UInt8](file).span, atLeast: nil, limit: 1_000_000).raster
    }

    @Test("keep the transparency of a video in PNG, and lay it on white in JPEG")
    func transparency() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.mov"
        try maker.ffmpeg([
            "-f", "lavfi", "-i", "color=blue@0.0:s=64x48,format=rgba", "-frames:v", "2", "-c:v", "qtrle", path,
        ])
        let png = RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(64)], format: .png))
        let picture = try ImageMagick.read(
            maker.file("a.png", #require(png.files.first)),
            PixelSize(width: 64, height: 48)
        )
        #expect(picture.pixel(5, 5)[3] == 0)
        let jpeg = RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(64)]))
        #expect(try raster(#require(jpeg.files.first)).pixel(5, 5) == [255, 255, 255, 255])
    }

    @Test("are refused beyond the limits, before anything is decoded")
    func limits() throws {
        let clip = try ClipMaker().clip("a.mp4", frames: 5, ["-c:v", "libx264"])
        let large = ThumbnailSpec(shapes: [PictureShape(width: 2000, height: 2000, mayEnlarge: true)])
        #expect(
            RenderedVideo(clip.path, large, limits: RenderLimits(pixels: 1_000_000)).failure?.code == .limitExceeded
        )
        let small = ThumbnailSpec(shapes: [.longSide(10)])
        #expect(RenderedVideo(clip.path, small, limits: RenderLimits(pixels: 10_000)).failure?.code == .limitExceeded)
        #expect(
            RenderedVideo(clip.path, small, limits: RenderLimits(pictureBytes: 100)).failure?.code == .limitExceeded
        )
    }

    @Test("are not made in formats that are not written here", arguments: [PictureFormat.webp, .avif])
    func formats(_ format: PictureFormat) throws {
        let clip = try ClipMaker().clip("a.mp4", frames: 5, ["-c:v", "libx264"])
        let result = RenderedVideo(clip.path, ThumbnailSpec(shapes: [.longSide(10)], format: format))
        #expect(result.failure?.code == .notSupported)
        #expect(result.media == nil)
    }
}

extension Raster {
    /// The average difference of a component from `other`, which is as large.
    func meanDifference(from other: Raster) -> Double {
        Double(zip(bytes, other.bytes).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(max(1, bytes.count))
    }
}
