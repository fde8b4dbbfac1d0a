// SPDX-License-Identifier: Apache-2.0

/// How well the motion of blocks tells the first of three frames from the third.
///
/// Each block of 16 by 16 pixels may move as a whole; how far follows from the slopes of the second frame by least
/// squares (Lucas, Kanade: "An iterative image registration technique", 1981), in one step.
struct BlockMotion {
    private static let side = 16

    private var explained = 0.0
    private var total = 0.0

    /// The share of the difference that is explained; 1 where there is none.
    var share: Double { total > 0 ? min(1, explained / total) : 1 }

    /// - Precondition: All three have the same size.
    init(_ first: Glance, _ second: Glance, _ third: Glance) {
        // Slopes need a pixel on both sides.
        for top in stride(from: 1, to: second.height - 1, by: Self.side) {
            for left in stride(from: 1, to: second.width - 1, by: Self.side) {
                let rows = top..<min(second.height - 1, top + Self.side)
                let columns = left..<min(second.width - 1, left + Self.side)
                add(Products(first.luma, second.luma, third.luma, second.width, rows, columns))
            }
        }
    }

    private mutating func add(_ sums: Products) {
        total += sums.tt
        let determinant = sums.xx * sums.yy - sums.xy * sums.xy
        if determinant > 0.001 * sums.xx * sums.yy {
            let across = (sums.yy * sums.xt - sums.xy * sums.yt) / determinant
            let down = (sums.xx * sums.yt - sums.xy * sums.xt) / determinant
            explained += across * sums.xt + down * sums.yt
        } else if sums.xx + sums.yy > 0 {
            // Edges of one direction only.
            explained += sums.xx >= sums.yy ? sums.xt * sums.xt / sums.xx : sums.yt * sums.yt / sums.yy
        }
    }

    /// Sums of the products of the slopes across (x) and down (y) and of the change in time (t).
    private struct Products {
        private(set) var (xx, yy, xy, xt, yt, tt) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

        init(
            _ first: [UInt8],
            _ second: [UInt8],
            _ third: [UInt8],
            _ width: Int,
            _ rows: Range<Int>,
            _ columns: Range<Int>
        ) {
            var (xx, yy, xy, xt, yt, tt) = (0, 0, 0, 0, 0, 0)
            var row = rows.lowerBound
            while row < rows.upperBound {
                var index = row * width + columns.lowerBound
                let end = row * width + columns.upperBound
                while index < end {
                    let x = Int(second[index + 1]) - Int(second[index - 1])
                    let y = Int(second[index + width]) - Int(second[index - width])
                    let t = Int(third[index]) - Int(first[index])
                    xx += x * x
                    yy += y * y
                    xy += x * y
                    xt += x * t
                    yt += y * t
                    tt += t * t
                    index += 1
                }
                row += 1
            }
            (self.xx, self.yy, self.xy) = (Double(xx), Double(yy), Double(xy))
            (self.xt, self.yt, self.tt) = (Double(xt), Double(yt), Double(tt))
        }
    }
}
