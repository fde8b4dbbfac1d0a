// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import TestSupport
import Testing

/// What becomes of a decoded picture on its way to the shapes.
@Suite struct ShapingTests {
    @Test("Several shapes of one decode come in their order, each as if it were alone")
    func order() throws {
        let source = try TestPictures.gradient(320, 240)
        let shapes = [
            PictureShape.longSide(40), .longSide(200), .longSide(90), PictureShape(fit: .crop, width: 50, height: 50),
            PictureShape(fit: .pad, width: 60, height: 60, color: 0x11_22_33),
            PictureShape(fit: .stretch, width: 30, height: 70),
            PictureShape(longSide: 640, mayEnlarge: true),
        ]
        let pictures = source.shaped(shapes, source: source.size)
        #expect(pictures.count == shapes.count)
        for (shape, picture) in zip(shapes, pictures) {
            #expect(picture.size == shape.geometry(of: source.size).canvas)
            let alone = try #require(source.shaped([shape], source: source.size).first)
            // One that was made from another one is rounded once more.
            #expect(picture.difference(from: alone) <= 2, "\(shape)")
        }
    }

    @Test("A picture that was decoded smaller gets the shapes of its source")
    func reduced() throws {
        let source = try TestPictures.gradient(400, 300)
        let reduced = source.scaled(to: PixelSize(width: 200, height: 150))
        let pictures = reduced.shaped([.longSide(100), PictureShape(percent: 25)], source: source.size)
        #expect(pictures.map(\.size) == [PixelSize(width: 100, height: 75), PixelSize(width: 100, height: 75)])
    }

    @Test("Cropping takes the middle of the scaled picture")
    func crop() throws {
        let source = try TestPictures.noise(90, 30, seed: 5, isOpaque: true)
        let cropped = source.shaped([PictureShape(fit: .crop, width: 10, height: 10)], source: source.size)[0]
        let whole = source.scaled(to: PixelSize(width: 30, height: 10))
        #expect(cropped == whole.framed(in: PixelSize(width: 10, height: 10), color: 0))
        #expect(cropped.pixel(0, 0) == whole.pixel(10, 0))
    }

    @Test("A crop of an extreme picture costs no more than what is seen of it")
    func extremeCrop() throws {
        let line = try TestPictures.noise(1, 50_000, seed: 2, isOpaque: true)
        let shape = PictureShape(fit: .crop, width: 4000, height: 10, mayEnlarge: true)
        #expect(shape.geometry(of: line.size).scaled.height == 200_000_000)
        let cropped = line.shaped([shape], source: line.size)[0]
        #expect(cropped.size == PixelSize(width: 4000, height: 10))
        // 2,000 rows of the result show one row of the source: the middle of it is an even colour.
        #expect(Set(cropped.bytes.indices.filter { $0 % 4 == 0 }.map { cropped.bytes[$0] }).count <= 11)
    }

    @Test("Padding lies on its colour, also where the picture is transparent")
    func pad() throws {
        let source = try TestPictures.raster(1, 1, [255, 255, 255, 0], isOpaque: false)
        let shape = PictureShape(fit: .pad, width: 3, height: 2, color: 0x10_20_30)
        let padded = source.shaped([shape], source: source.size)[0]
        #expect(padded.isOpaque)
        #expect(padded.bytes == (0..<6).flatMap { _ in [0x10, 0x20, 0x30, 0xFF] as [UInt8] })
    }

    @Test("A frame that is larger fills, one that is smaller cuts, evenly at both sides")
    func frame() throws {
        let row = try TestPictures.raster(3, 1, (0..<12).map { $0 % 4 == 3 ? 255 : UInt8($0) }, isOpaque: true)
        let framed = row.framed(in: PixelSize(width: 1, height: 3), color: 0xAA_BB_CC)
        #expect(framed.bytes == [0xAA, 0xBB, 0xCC, 255, 4, 5, 6, 255, 0xAA, 0xBB, 0xCC, 255])
    }

    @Test("The eight orientations of EXIF put each corner where it belongs")
    func orientations() throws {
        // 1 2 3
        // 4 5 6
        let source = try TestPictures.raster(3, 2, (1...6).flatMap { [$0, 0, 0, 255] as [UInt8] }, isOpaque: true)
        let turned: [(Bool, Bool, Bool, [UInt8])] = [
            (false, false, false, [1, 2, 3, 4, 5, 6]), (false, true, false, [3, 2, 1, 6, 5, 4]),
            (false, true, true, [6, 5, 4, 3, 2, 1]), (false, false, true, [4, 5, 6, 1, 2, 3]),
            (true, false, false, [1, 4, 2, 5, 3, 6]), (true, true, false, [4, 1, 5, 2, 6, 3]),
            (true, true, true, [6, 3, 5, 2, 4, 1]), (true, false, true, [3, 6, 2, 5, 1, 4]),
        ]
        for (isTransposed, horizontally, vertically, wanted) in turned {
            let orientation = Orientation(
                isTransposed: isTransposed,
                isMirroredHorizontally: horizontally,
                isMirroredVertically: vertically
            )
            let result = source.oriented(orientation)
            #expect(result.size == (isTransposed ? source.size.transposed : source.size))
            #expect(stride(from: 0, to: 24, by: 4).map { result.bytes[$0] } == wanted, "\(orientation)")
        }
    }
}
