// SPDX-License-Identifier: Apache-2.0

import PixelImage

/// The matrix by which a container says how a picture is turned.
enum DisplayMatrix {
    /// The quarter turn or mirroring nearest to `matrix`, or upright when the matrix is none.
    ///
    /// The matrix is nine fixed-point numbers as in ISO/IEC 14496-12, of which the first, second, fourth and fifth turn
    /// the picture: a sample at (p, q) is shown at (a·p + c·q, b·p + d·q), with q pointing down.
    static func orientation(of matrix: [Int32]) -> Orientation {
        guard matrix.count == 9 else { return .upright }
        let (a, b, c, d) = (Int64(matrix[0]), Int64(matrix[1]), Int64(matrix[3]), Int64(matrix[4]))
        if a != 0, d != 0, isAxis(a, beside: b), isAxis(d, beside: c) {
            return Orientation(isTransposed: false, isMirroredHorizontally: a < 0, isMirroredVertically: d < 0)
        }
        if b != 0, c != 0, isAxis(b, beside: a), isAxis(c, beside: d) {
            return Orientation(isTransposed: true, isMirroredHorizontally: c < 0, isMirroredVertically: b < 0)
        }
        return .upright
    }

    /// Whether `main` stands for a turn by less than a degree from an axis.
    private static func isAxis(_ main: Int64, beside other: Int64) -> Bool {
        abs(other) * 60 <= abs(main)
    }
}
