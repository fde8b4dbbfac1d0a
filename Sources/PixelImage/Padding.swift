// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// The picture in the middle of a black canvas, which must not be smaller than it.
    package func padded(toWidth canvasWidth: Int, height canvasHeight: Int) -> PixelBuffer {
        precondition(canvasWidth >= width && canvasHeight >= height, "the canvas is smaller than the picture")
        guard canvasWidth > width || canvasHeight > height else { return self }
        var canvas = PixelBuffer(width: canvasWidth, height: canvasHeight)
        // An even position keeps each colour sample over its luma samples.
        let x = (canvasWidth - width) / 2 & ~1
        let y = (canvasHeight - height) / 2 & ~1
        place(luma, width, height, in: &canvas.luma, x, y)
        place(cb, cb.width, cb.height, in: &canvas.cb, x / 2, y / 2)
        place(cr, cr.width, cr.height, in: &canvas.cr, x / 2, y / 2)
        canvas.extendOddEdges()
        return canvas
    }

    private func place(_ source: Plane, _ width: Int, _ height: Int, in target: inout Plane, _ x: Int, _ y: Int) {
        for row in 0..<height {
            let start = row * source.stride
            let targetStart = (row + y) * target.stride + x
            target.bytes.replaceSubrange(targetStart..<targetStart + width, with: source.bytes[start..<start + width])
        }
    }
}
