// SPDX-License-Identifier: Apache-2.0

import PixelImage

extension PixelBuffer {
    /// The colour at (`x`, `y`) by the formula of JFIF: red, green and blue.
    func rgb(_ x: Int, _ y: Int) -> [Int] {
        let luma = Double(self.luma.bytes[y * self.luma.stride + x])
        let cb = Double(self.cb.bytes[y / 2 * self.cb.stride + x / 2]) - 128
        let cr = Double(self.cr.bytes[y / 2 * self.cr.stride + x / 2]) - 128
        let values = [luma + 1.402 * cr, luma - 0.344136 * cb - 0.714136 * cr, luma + 1.772 * cb]
        return values.map { Int(max(0, min(255, $0)).rounded()) }
    }
}
