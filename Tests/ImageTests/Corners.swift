// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

/// A picture that tells every way of turning it: four corners of four colours, wider than high.
enum Corners {
    static let size = PixelSize(width: 96, height: 64)
    static let colors = [[190, 70, 60], [70, 150, 80], [70, 90, 160], [220, 200, 90]]

    /// Writes it to `path` with ImageMagick, in the format that the suffix names.
    static func write(to path: String, options: [String] = []) throws {
        try ImageMagick.write(raster(), to: path, options: options)
    }

    static func raster() throws -> Raster {
        var bytes: [UInt8] = []
        for y in 0..<size.height {
            for x in 0..<size.width {
                let corner = (y < size.height / 2 ? 0 : 2) + (x < size.width / 2 ? 0 : 1)
                bytes += colors[corner].map { UInt8($0) } + [255]
            }
        }
        return try TestPictures.raster(size.width, size.height, bytes, isOpaque: true)
    }

    /// Checks that `raster` shows it, upright.
    static func check(_ raster: Raster, tolerance: Int = 16, _ comment: Comment? = nil) {
        #expect(raster.size.width > raster.size.height, comment)
        let (right, bottom) = (raster.size.width * 3 / 4, raster.size.height * 3 / 4)
        let (left, top) = (raster.size.width / 4, raster.size.height / 4)
        for (color, (x, y)) in zip(colors, [(left, top), (right, top), (left, bottom), (right, bottom)]) {
            #expect(raster.shows(color, x, y, tolerance: tolerance), comment ?? "\(raster.pixel(x, y)), not \(color)")
        }
    }
}
