// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

/// Scaling as a text book has it: each pixel by itself, in floating point.
enum NaiveScaling {
    /// How much of each sample of a line goes into one of `target` samples.
    private static func weights(_ index: Int, _ source: Int, _ target: Int) -> [(index: Int, weight: Double)] {
        let scale = Double(source) / Double(target)
        guard target <= source else {
            let position = (Double(index) + 0.5) * scale - 0.5
            let left = Int(position.rounded(.down))
            let part = position - Double(left)
            return [(max(0, left), 1 - part), (min(source - 1, left + 1), part)]
        }
        let (begin, end) = (Double(index) * scale, Double(index + 1) * scale)
        return (Int(begin)..<min(source, Int(end) + 1)).compactMap { sample in
            let overlap = min(end, Double(sample + 1)) - max(begin, Double(sample))
            return overlap > 1e-9 ? (sample, overlap / scale) : nil
        }
    }

    /// `raster` in `size` pixels, as red, green, blue and alpha between 0 and 255.
    static func scaled(_ raster: Raster, to size: PixelSize) -> [Double] {
        var result: [Double] = []
        let across = (0..<size.width).map { weights($0, raster.size.width, size.width) }
        for y in 0..<size.height {
            let rows = weights(y, raster.size.height, size.height)
            for columns in across {
                var (color, alpha) = ([0.0, 0.0, 0.0], 0.0)
                for row in rows {
                    for column in columns {
                        let pixel = 4 * (row.index * raster.size.width + column.index)
                        let opacity = row.weight * column.weight * Double(raster.bytes[pixel + 3])
                        alpha += opacity
                        for component in 0..<3 { color[component] += opacity * Double(raster.bytes[pixel + component]) }
                    }
                }
                result += color.map { alpha > 0 ? $0 / alpha : 0 } + [alpha]
            }
        }
        return result
    }
}
