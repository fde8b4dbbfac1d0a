// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import Testing

/// How a shape becomes sizes, as OBS's `image/resize` means it.
@Suite struct ShapeGeometryTests {
    struct Case: Sendable, CustomStringConvertible {
        var shape: PictureShape
        var source: PixelSize
        var scaled: PixelSize
        var canvas: PixelSize

        init(_ shape: PictureShape, _ source: (Int, Int), _ scaled: (Int, Int), _ canvas: (Int, Int)? = nil) {
            self.shape = shape
            self.source = PixelSize(width: source.0, height: source.1)
            self.scaled = PixelSize(width: scaled.0, height: scaled.1)
            let canvas = canvas ?? scaled
            self.canvas = PixelSize(width: canvas.0, height: canvas.1)
        }

        var description: String {
            "\(shape.fit.rawValue) \(source.width)x\(source.height) to \(canvas.width)x\(canvas.height)"
        }
    }

    private static func box(_ fit: PictureShape.Fit, _ width: Int?, _ height: Int?, enlarge: Bool = false)
        -> PictureShape
    {
        PictureShape(fit: fit, width: width, height: height, mayEnlarge: enlarge)
    }

    static let cases: [Case] = [
        Case(box(.inside, 100, 100), (400, 200), (100, 50)),
        Case(box(.inside, 100, 100), (200, 400), (50, 100)),
        Case(box(.cover, 100, 100), (400, 200), (200, 100)),
        Case(box(.crop, 100, 100), (400, 200), (200, 100), (100, 100)),
        Case(box(.pad, 100, 100), (400, 200), (100, 50), (100, 100)),
        Case(box(.stretch, 100, 100), (400, 200), (100, 100)),
        // One side alone gives the other in proportion.
        Case(box(.inside, 100, nil), (400, 200), (100, 50)),
        Case(box(.inside, nil, 100), (400, 200), (200, 100)),
        Case(box(.stretch, nil, 100), (400, 200), (200, 100)),
        Case(box(.crop, 100, nil), (400, 200), (100, 50)),
        Case(box(.inside, nil, nil), (400, 200), (400, 200)),
        // Nothing becomes larger unless it may.
        Case(box(.inside, 1000, 1000), (400, 200), (400, 200)),
        Case(box(.inside, 1000, 1000, enlarge: true), (400, 200), (1000, 500)),
        Case(box(.cover, 300, 300), (400, 200), (400, 200)),
        Case(box(.cover, 300, 300, enlarge: true), (400, 200), (600, 300)),
        Case(box(.crop, 300, 300), (400, 200), (400, 200), (300, 200)),
        Case(box(.crop, 300, 300, enlarge: true), (400, 200), (600, 300), (300, 300)),
        Case(box(.pad, 500, 500), (400, 200), (400, 200), (500, 500)),
        Case(box(.pad, 500, 500, enlarge: true), (400, 200), (500, 250), (500, 500)),
        Case(box(.stretch, 500, 100), (400, 200), (400, 200)),
        Case(box(.stretch, 500, 100, enlarge: true), (400, 200), (500, 100)),
        // The longer and the shorter side, whichever those are.
        Case(PictureShape(longSide: 480), (4000, 3000), (480, 360)),
        Case(PictureShape(longSide: 480), (3000, 4000), (360, 480)),
        Case(PictureShape(shortSide: 300), (4000, 3000), (400, 300)),
        Case(PictureShape(shortSide: 300), (3000, 4000), (300, 400)),
        Case(PictureShape(fit: .stretch, longSide: 100, shortSide: 80), (3000, 4000), (80, 100)),
        Case(PictureShape(longSide: 480), (100, 100), (100, 100)),
        Case(PictureShape(percent: 50), (401, 201), (201, 101)),
        Case(PictureShape(percent: 200), (400, 200), (400, 200)),
        Case(PictureShape(percent: 200, mayEnlarge: true), (400, 200), (800, 400)),
        // No side is ever less than one pixel.
        Case(PictureShape(longSide: 480), (100_000, 1), (480, 1)),
        Case(PictureShape(longSide: 480), (1, 100_000), (1, 480)),
        Case(box(.inside, 1, 1), (400, 200), (1, 1)),
        Case(box(.crop, 1, 1), (400, 200), (2, 1), (1, 1)),
        Case(PictureShape(percent: 1), (10, 10), (1, 1)),
        Case(box(.inside, 10, 10), (1, 1), (1, 1)),
    ]

    @Test("A shape gives the sizes of the picture and its canvas", arguments: cases)
    func sizes(_ item: Case) {
        let geometry = item.shape.geometry(of: item.source)
        #expect(geometry.scaled == item.scaled)
        #expect(geometry.canvas == item.canvas)
    }

    @Test("A decode covers the largest shape and is never larger than the source")
    func needed() throws {
        let source = PixelSize(width: 4000, height: 3000)
        let shapes = [PictureShape.longSide(480), Self.box(.crop, 600, 600), Self.box(.stretch, 100, 900)]
        let needed = try PictureShape.sizeNeeded(for: shapes, of: source, limit: 100_000_000)
        #expect(needed == PixelSize(width: 800, height: 900))
        let enlarged = [Self.box(.inside, 8000, 8000, enlarge: true)]
        #expect(try PictureShape.sizeNeeded(for: enlarged, of: source, limit: 100_000_000) == source)
    }

    @Test("A picture beyond the limits is refused before it is made")
    func refused() {
        let line = PixelSize(width: 1, height: 20_000)
        let shapes = [Self.box(.cover, 4096, 4096, enlarge: true)]
        #expect(throws: PictureError.self) {
            try PictureShape.sizeNeeded(for: shapes, of: line, limit: .max)
        }
        #expect(throws: PictureError.self) {
            try PictureShape.sizeNeeded(
                for: [.longSide(2000)],
                of: PixelSize(width: 2000, height: 2000),
                limit: 999_999
            )
        }
    }
}
