// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// A frame as a file stores it, so that it shows ``Marks`` when a player turns, stretches and cuts it as told.
struct MarkedFrame: Hashable, Sendable {
    /// Samples around what is meant to be seen.
    struct Margins: Hashable, Sendable {
        var left = 0
        var top = 0
        var right = 0
        var bottom = 0
    }

    /// The samples that are meant to be seen.
    var visible: PixelSize
    /// What a player shows.
    var shown: PixelSize
    /// How the stored frame must be turned to stand upright, in EXIF's numbers.
    var orientation = 1
    var margins = Margins()

    init(_ width: Int, _ height: Int, shown: (Int, Int)? = nil) {
        visible = PixelSize(width: width, height: height)
        self.shown = shown.map { PixelSize(width: $0.0, height: $0.1) } ?? visible
    }

    /// The same with something changed.
    func with(_ change: (inout MarkedFrame) -> Void) -> MarkedFrame {
        var other = self
        change(&other)
        return other
    }

    var size: PixelSize {
        PixelSize(
            width: margins.left + visible.width + margins.right,
            height: margins.top + visible.height + margins.bottom
        )
    }

    /// Red, green and blue of each sample, row after row.
    var samples: [UInt8] { colors.flatMap { $0.map { UInt8($0) } } }

    /// The same as planes of luma and colour at full resolution, by BT.601 in its limited range.
    ///
    /// ffmpeg makes all other layouts of them: of red, green and blue it would read pairs, one pixel of the last pair
    /// beyond the edge where sides are odd.
    var planes: [UInt8] { Self.planes(colors) }

    /// The planes of pixels of red, green and blue.
    static func planes(_ colors: [[Int]]) -> [UInt8] {
        let rows: [(zero: Double, shares: [Double])] = [
            (16, [65.481, 128.553, 24.966]), (128, [-37.797, -74.203, 112]), (128, [112, -93.786, -18.214]),
        ]
        return rows.flatMap { row in
            colors.map { color in
                let sum = zip(row.shares, color).reduce(0) { $0 + $1.0 * Double($1.1) / 255 }
                return UInt8((row.zero + sum).rounded())
            }
        }
    }

    private var colors: [[Int]] {
        let marks = Marks(shown)
        var colors: [[Int]] = []
        colors.reserveCapacity(size.width * size.height)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let s = (Double(column - margins.left) + 0.5) / Double(visible.width)
                let t = (Double(row - margins.top) + 0.5) / Double(visible.height)
                guard 0..<1 ~= s, 0..<1 ~= t else {
                    // Magenta, which no mark has.
                    colors.append([230, 40, 230])
                    continue
                }
                let place = Self.place(s, t, orientation)
                colors.append(marks.color(place.x * Double(shown.width), place.y * Double(shown.height)))
            }
        }
        return colors
    }

    /// Where a stored point is shown, both in parts of the sides (EXIF 2.32, tag 0x0112).
    private static func place(_ s: Double, _ t: Double, _ orientation: Int) -> (x: Double, y: Double) {
        switch orientation {
        case 2: (1 - s, t)
        case 3: (1 - s, 1 - t)
        case 4: (s, 1 - t)
        case 5: (t, s)
        case 6: (1 - t, s)
        case 7: (1 - t, 1 - s)
        case 8: (t, 1 - s)
        default: (s, t)
        }
    }

    /// How ffmpeg reads three frames of these planes at `path`.
    func input(_ path: String) -> [String] {
        let size = "\(size.width)x\(size.height)"
        return ["-stream_loop", "2", "-f", "rawvideo", "-pix_fmt", "yuv444p", "-s", size, "-r", "25", "-i", path]
    }
}
