// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import TestSupport

/// How far the patches of a picture are from what they should show, by CIEDE2000.
struct Measurement {
    var mean: Double
    var largest: Double
    /// The patch that is furthest off, what it shows and what it should.
    var worst: String

    /// Measures the chart in `raster`, in the middle of its patches.
    init(_ raster: Raster, _ patches: Patches) {
        let (width, height) = (Double(raster.size.width) / 8, Double(raster.size.height) / 6)
        var (sum, largest, worst) = (0.0, 0.0, "")
        for (index, wanted) in patches.shown.enumerated() {
            let (column, row) = (Double(index % 8), Double(index / 8))
            let columns = Int((column + 0.35) * width)...Int((column + 0.65) * width)
            let rows = Int((row + 0.35) * height)...Int((row + 0.65) * height)
            let found = Self.average(raster, columns, rows)
            let difference = LabColor(sRGB: wanted).difference(from: LabColor(sRGB: found))
            sum += difference
            if difference > largest {
                largest = difference
                worst = "patch \(index) shows \(found.map { $0.rounded() }), not \(wanted.map { $0.rounded() })"
            }
        }
        mean = sum / Double(patches.shown.count)
        self.largest = largest
        self.worst = worst
    }

    private static func average(_ raster: Raster, _ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>) -> [Double] {
        var sums = [0.0, 0, 0]
        for row in rows {
            for column in columns {
                let pixel = raster.pixel(column, row)
                for component in 0..<3 { sums[component] += Double(pixel[component]) }
            }
        }
        return sums.map { $0 / Double(rows.count * columns.count) }
    }
}
