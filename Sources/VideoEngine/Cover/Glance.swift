// SPDX-License-Identifier: Apache-2.0

/// A frame at the size of a stamp: enough to tell whether it is worth showing.
///
/// Luma is 8-bit full range without row padding; colour has half the size in both directions, as 4:2:0 has it.
struct Glance: Hashable {
    /// Pixels of its longer side: what is smaller than one of them, nobody sees in a list of covers.
    static let side = 160

    let width: Int
    let height: Int
    let luma: [UInt8]
    let cb: [UInt8]
    let cr: [UInt8]

    /// Samples in a row of colour.
    var colorWidth: Int { (width + 1) / 2 }

    /// - Precondition: The planes have the sizes that `width` and `height`, at least 1, call for.
    init(width: Int, height: Int, luma: [UInt8], cb: [UInt8], cr: [UInt8]) {
        let color = (width + 1) / 2 * ((height + 1) / 2)
        precondition(width > 0 && height > 0 && luma.count == width * height && cb.count == color && cr.count == color)
        self.width = width
        self.height = height
        self.luma = luma
        self.cb = cb
        self.cr = cr
    }

    /// Whether both have the same size, so that they can be held against each other pixel by pixel.
    func isComparable(_ other: Glance) -> Bool { width == other.width && height == other.height }
}
