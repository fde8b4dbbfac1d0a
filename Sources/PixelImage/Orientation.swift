// SPDX-License-Identifier: Apache-2.0

/// How a stored picture is turned to stand upright: swapped along its main diagonal, then mirrored.
package struct Orientation: Hashable, Sendable {
    /// Rows become columns.
    package var isTransposed: Bool
    /// Left and right are exchanged, after the transposition.
    package var isMirroredHorizontally: Bool
    /// Top and bottom are exchanged, after the transposition.
    package var isMirroredVertically: Bool

    package init(isTransposed: Bool, isMirroredHorizontally: Bool, isMirroredVertically: Bool) {
        self.isTransposed = isTransposed
        self.isMirroredHorizontally = isMirroredHorizontally
        self.isMirroredVertically = isMirroredVertically
    }

    /// As stored.
    package static let upright = Orientation(
        isTransposed: false,
        isMirroredHorizontally: false,
        isMirroredVertically: false
    )

    /// The turn in it, in clockwise degrees: 0, 90, 180 or 270.
    ///
    /// What is left is ``isMirrored``.
    package var clockwiseDegrees: Int {
        switch (isTransposed, isMirroredVertically) {
        case (false, false): 0
        case (true, false): 90
        case (false, true): 180
        case (true, true): 270
        }
    }

    /// Whether left and right are exchanged after the turn by ``clockwiseDegrees``.
    package var isMirrored: Bool {
        isTransposed ? isMirroredHorizontally == isMirroredVertically : isMirroredHorizontally != isMirroredVertically
    }
}

extension PixelBuffer {
    /// Returns the picture turned by `orientation`.
    package func oriented(_ orientation: Orientation) -> PixelBuffer {
        guard orientation != .upright else { return self }
        var result =
            orientation.isTransposed
            ? PixelBuffer(width: height, height: width) : PixelBuffer(width: width, height: height)
        copy(luma, width, height, into: &result.luma, orientation)
        copy(cb, cb.width, cb.height, into: &result.cb, orientation)
        copy(cr, cr.width, cr.height, into: &result.cr, orientation)
        result.extendOddEdges()
        return result
    }

    /// Copies the `width` by `height` samples of `source` that are picture.
    private func copy(
        _ source: Plane,
        _ width: Int,
        _ height: Int,
        into target: inout Plane,
        _ orientation: Orientation
    ) {
        let (targetWidth, targetHeight) = orientation.isTransposed ? (height, width) : (width, height)
        let samples = source.bytes.span
        let stride = target.stride
        var output = target.bytes.mutableSpan
        let (across, down) = orientation.isTransposed ? (source.stride, 1) : (1, source.stride)
        let step = orientation.isMirroredHorizontally ? -across : across
        for row in 0..<targetHeight {
            let sourceRow = orientation.isMirroredVertically ? targetHeight - 1 - row : row
            var index = sourceRow * down + (orientation.isMirroredHorizontally ? (targetWidth - 1) * across : 0)
            for column in 0..<targetWidth {
                output[row * stride + column] = samples[index]
                index += step
            }
        }
    }
}
