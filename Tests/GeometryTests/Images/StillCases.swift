// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport

/// Picture files.
extension StillCase {
    /// The turns of EXIF, where a format takes them; those of JPEG files are among the tests of the image engine.
    static let byEXIF: [StillCase] = (1...8).flatMap { orientation in
        let frame = ClipCase.turned(orientation)
        let name = "orientation \(orientation)"
        let (width, height) = (frame.size.width, frame.size.height)
        return [
            written(name, frame, "png") { EXIFData.png($0, UInt8(orientation)) },
            written(name, frame, "webp", ["-quality", "95"]) { EXIFData.webp($0, UInt8(orientation), width, height) },
            written(name, frame, "tif", ["-orient", names[orientation - 1]]),
        ]
    }

    /// What ImageMagick calls the turns, from 1.
    private static let names = [
        "TopLeft", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom",
    ]

    /// Turned pictures of all kinds of samples.
    static let sampled: [StillCase] = [
        written("16 bit", turned, "png", ["-depth", "16", "-define", "png:bit-depth=16"]) { EXIFData.png($0, 6) },
        written("16 bit", turned, "tif", ["-depth", "16", "-orient", "RightTop"]),
        written("palette", turned, "png", ["+dither", "-colors", "8", "-type", "Palette"]) { EXIFData.png($0, 6) },
        written("alpha", turned, "png", ["-alpha", "on", "-define", "png:color-type=6"]) { EXIFData.png($0, 6) },
        written("interlaced", turned, "png", ["-interlace", "PNG"]) { EXIFData.png($0, 6) },
        written("lossless", turned, "webp", ["-define", "webp:lossless=true"]) { EXIFData.webp($0, 6, 192, 120) },
        written("alpha", turned, "tif", ["-alpha", "on", "-orient", "RightTop"]),
    ]

    private static let turned = ClipCase.turned(6)

    /// HEIF's own: `irot` turns counterclockwise by so many right angles, `imir` exchanges top and bottom (0) or left and
    /// right (1), in the order in which they are listed (ISO/IEC 23008-12, 6.5.10 and 6.5.12).
    ///
    /// What EXIF says there is not meant to be obeyed.
    static let byProperty: [StillCase] = [Codecs.hevc, Codecs.av1].flatMap { codec -> [StillCase] in
        let turns = [1, 8, 3, 6].enumerated().map { angle, orientation in
            heif("irot \(angle)", ClipCase.turned(orientation), codec, [rotation(angle)], exif: 3)
        }
        let mirrors = [4, 2].enumerated().map { axis, orientation in
            heif("imir \(axis)", ClipCase.turned(orientation), codec, [mirror(axis)], exif: 6)
        }
        // First turned, then mirrored.
        let both = [(0, 0, 4), (1, 0, 5), (2, 0, 2), (3, 0, 7), (0, 1, 2), (1, 1, 7), (2, 1, 4), (3, 1, 5)].map {
            heif("irot \($0.0), imir \($0.1)", ClipCase.turned($0.2), codec, [rotation($0.0), mirror($0.1)])
        }
        let reverse = heif("imir 1, irot 1", ClipCase.turned(5), codec, [mirror(1), rotation(1)])
        let alone = heif("EXIF alone", ClipCase.turned(1), codec, [], exif: 6)
        let cut = MarkedFrame(144, 96, shown: (96, 144)).with {
            $0.orientation = 6
            $0.margins = .init(left: 28, top: 16, right: 20, bottom: 8)
        }
        let aperture = HEIFFile.box("clap", [144, 1, 96, 1, 4, 1, 4, 1].flatMap { Int32($0).bigEndianBytes })
        let parted = heif("clap, irot 3", cut, codec, [aperture, rotation(3)])
        return turns + mirrors + both + [reverse, alone, parted]
    }

    private static func rotation(_ angle: Int) -> [UInt8] { HEIFFile.box("irot", [UInt8(angle)]) }

    private static func mirror(_ axis: Int) -> [UInt8] { HEIFFile.box("imir", [UInt8(axis)]) }
}
