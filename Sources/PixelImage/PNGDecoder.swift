// SPDX-License-Identifier: Apache-2.0

package import Model

/// Reads the usual PNG files row by row, in a smaller size: 8 bits a sample, not interlaced, in greys, colours, colours
/// with alpha, or of a palette without.
package enum PNGDecoder {
    /// The most bytes of a row.
    private static let rowLimit = 1 << 20

    /// The picture in `file` in `size` pixels, its colours as they are stored, whatever they mean.
    ///
    /// - Returns: `nil` for a file of another kind, for one that is damaged in any way, by a checksum alone too, and where
    ///   `size` is beyond the file's.
    package static func raster(of file: Span<UInt8>, scaledTo size: PixelSize) -> Raster? {
        guard let layout = PNGLayout(file), layout.rowCount <= rowLimit,
            size.width <= layout.size.width, size.height <= layout.size.height
        else { return nil }
        return unsafe file.withUnsafeBufferPointer { bytes in
            guard var rows = unsafe PNGRows(bytes, layout) else { return nil }
            return layout.pixel == .index
                ? indexed(&rows, layout, Palette(file.extracting(layout.palette)), size)
                : direct(&rows, layout, size)
        }
    }

    private static func direct(_ rows: inout PNGRows, _ layout: PNGLayout, _ size: PixelSize) -> Raster? {
        var scaler = RowScaler(layout.size, stride: layout.pixel.stride, to: size)
        for _ in 0..<layout.size.height {
            guard rows.readNext() else { return nil }
            scaler.add(rows.row.span)
        }
        return rows.endsWell() ? scaler.raster : nil
    }

    private static func indexed(
        _ rows: inout PNGRows,
        _ layout: PNGLayout,
        _ palette: Palette,
        _ size: PixelSize
    ) -> Raster? {
        var scaler = RowScaler(layout.size, stride: 3, to: size)
        var colors = [UInt8](repeating: 0, count: 3 * layout.size.width)
        for _ in 0..<layout.size.height {
            guard rows.readNext(), palette.look(up: rows.row, into: &colors) else { return nil }
            scaler.add(colors.span)
        }
        return rows.endsWell() ? scaler.raster : nil
    }

    /// The colours of a file in which pixels are their numbers.
    private struct Palette {
        private let count: Int
        /// Red, green and blue of all the numbers there can be.
        private let colors: [UInt8]

        init(_ bytes: Span<UInt8>) {
            count = bytes.count / 3
            colors = (0..<3 * 256).map { $0 < bytes.count ? bytes[$0] : 0 }
        }

        /// Looks up as many pixels of `row` as `output` has; `false` where a number has no colour.
        func look(up row: borrowing [UInt8], into output: inout [UInt8]) -> Bool {
            var largest: UInt8 = 0
            for pixel in 0..<output.count / 3 {
                let index = row[pixel]
                largest = max(largest, index)
                for component in 0..<3 { output[3 * pixel + component] = colors[3 * Int(index) + component] }
            }
            return Int(largest) < count
        }
    }
}
