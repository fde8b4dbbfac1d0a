// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

@testable import VideoEngine

@Suite("The shape of pictures")
struct GeometryTests {
    static let turns: [(degrees: Int, edge: FrameCode.Edge)] = [(0, .top), (90, .right), (180, .bottom), (270, .left)]

    @Test("is upright, whatever the container turns", arguments: turns)
    func rotation(_ degrees: Int, _ edge: FrameCode.Edge) throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("u.mp4", frames: 50, ["-c:v", "libx264", "-g", "10"])
        // This ffmpeg counts counterclockwise.
        let turned = try maker.remux(clip, to: "t.mp4", ["-metadata:s:v", "rotate=\((360 - degrees) % 360)"])
        let result = RenderedVideo(turned.path, SnapshotSpec(instants: .at([500, 1040]), maxLength: 80))
        let video = try #require(result.media?.video)
        let isOnSide = degrees % 180 == 90
        #expect(video.rotation == degrees)
        #expect([video.width, video.height] == (isOnSide ? [96, 160] : [160, 96]))
        #expect(
            result.pictures.map { [$0.width, $0.height] }
                == Array(repeating: isOnSide ? [48, 80] : [80, 48], count: 2)
        )
        #expect(try result.numbers(at: edge) == [12, 26])
    }

    @Test("has square pixels", arguments: [("2/1", 320, 96), ("1/2", 160, 192), ("1/1", 160, 96)])
    func sampleAspectRatio(_ ratio: String, _ width: Int, _ height: Int) throws {
        for container in ["mp4", "mkv", "ts"] {
            let maker = try ClipMaker()
            let clip = try maker.clip("a.\(container)", frames: 10, ["-vf", "setsar=\(ratio)", "-c:v", "libx264"])
            let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([120])))
            #expect(result.pictures.map { [$0.width, $0.height] } == [[width, height]])
            #expect(result.media?.video.map { [$0.width, $0.height] } == [width, height])
            #expect(try result.numbers() == [3])
        }
    }

    @Test("is exactly 16:9 when asked for, with the source inside")
    func widescreen() throws {
        let clip = try ClipMaker().clip(
            "w.mp4",
            frames: 10,
            ["-vf", "scale=240:240:flags=neighbor", "-c:v", "libx264"]
        )
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .first, aspect: .widescreen, maxLength: 320))
        #expect(result.pictures.map { [$0.width, $0.height] } == [[320, 180]])
        let picture = try JPEGDecoder().decode(result.files[0], limit: 1_000_000)
        let middle = (0..<320).map { picture.luma.bytes[150 * picture.luma.stride + $0] }
        #expect(middle.prefix(68).allSatisfy { $0 < 8 } && middle.suffix(68).allSatisfy { $0 < 8 })
        #expect(middle[74..<246].allSatisfy { $0 > 30 })
    }

    @Test("is never larger than the display size, and keeps it without a limit", arguments: [nil, 480, 160])
    func neverEnlarged(_ maxLength: Int?) throws {
        let clip = try ClipMaker().clip("n.mp4", frames: 5, ["-c:v", "libx264"])
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .first, maxLength: maxLength))
        #expect(result.pictures.map { [$0.width, $0.height] } == [[160, 96]])
    }

    /// Coded size, ratio, turned, longest side, shape: the expected picture.
    static let shapes: [(PixelSize, (Int32, Int32), Bool, Int?, SnapshotSpec.Aspect, PixelSize)] = [
        (PixelSize(width: 1920, height: 1080), (1, 1), false, 480, .source, PixelSize(width: 480, height: 270)),
        (PixelSize(width: 1920, height: 1080), (1, 1), true, 480, .source, PixelSize(width: 270, height: 480)),
        (PixelSize(width: 720, height: 576), (16, 15), false, nil, .source, PixelSize(width: 768, height: 576)),
        (PixelSize(width: 720, height: 480), (8, 9), false, nil, .source, PixelSize(width: 720, height: 540)),
        (PixelSize(width: 5000, height: 1), (1, 1), false, 100, .source, PixelSize(width: 100, height: 1)),
        (PixelSize(width: 1, height: 1), (1, 1), false, 480, .widescreen, PixelSize(width: 16, height: 9)),
        (PixelSize(width: 640, height: 480), (0, 1), false, 480, .source, PixelSize(width: 480, height: 360)),
        (PixelSize(width: 640, height: 480), (1, 1000), false, 480, .source, PixelSize(width: 480, height: 360)),
        (PixelSize(width: 640, height: 480), (-4, 3), false, 480, .source, PixelSize(width: 480, height: 360)),
        (PixelSize(width: 1080, height: 1920), (1, 1), false, 480, .widescreen, PixelSize(width: 480, height: 270)),
        (PixelSize(width: 320, height: 240), (1, 1), false, 480, .widescreen, PixelSize(width: 432, height: 243)),
    ]

    @Test("follows from the source's size", arguments: shapes)
    func shape(
        _ coded: PixelSize,
        _ ratio: (Int32, Int32),
        _ isTurned: Bool,
        _ maxLength: Int?,
        _ aspect: SnapshotSpec.Aspect,
        _ expected: PixelSize
    ) {
        let turn = Orientation(isTransposed: isTurned, isMirroredHorizontally: isTurned, isMirroredVertically: false)
        let geometry = DisplayGeometry(
            coded: coded,
            ratio: ratio,
            orientation: turn,
            maxLength: maxLength,
            aspect: aspect
        )
        #expect(geometry.canvas == expected)
        let upright = isTurned ? geometry.scaled.transposed : geometry.scaled
        #expect(upright.width <= expected.width && upright.height <= expected.height)
    }

    @Test(
        "ignores matrices that turn by no right angle",
        arguments: [
            [Int32.min, Int32.max, 0, 17, 5, 0, 0, 0, 1 << 30], [0, 0, 0, 0, 0, 0, 0, 0, 0], [],
            [46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30],
        ]
    )
    func nonsenseMatrix(_ matrix: [Int32]) {
        #expect(DisplayMatrix.orientation(of: matrix) == .upright)
    }

    @Test("mirrors as the matrix says")
    func mirrored() {
        let one: Int32 = 65536
        let flip = DisplayMatrix.orientation(of: [-one, 0, 0, 0, one, 0, 0, 0, 1 << 30])
        #expect(flip == Orientation(isTransposed: false, isMirroredHorizontally: true, isMirroredVertically: false))
        #expect(flip.clockwiseDegrees == 0)
        let turn = DisplayMatrix.orientation(of: [0, one, 0, -one, 0, 0, 0, 0, 1 << 30])
        #expect(turn.clockwiseDegrees == 90)
    }
}
