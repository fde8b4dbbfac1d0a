// SPDX-License-Identifier: Apache-2.0

import Model

extension Raster {
    /// The picture turned by `orientation`.
    package func oriented(_ orientation: Orientation) -> Raster {
        guard orientation != .upright else { return self }
        let target = orientation.isTransposed ? size.transposed : size
        let (across, down) = orientation.isTransposed ? (4 * size.width, 4) : (4, 4 * size.width)
        let step = orientation.isMirroredHorizontally ? -across : across
        let count = bytes.count
        let turned = unsafe bytes.withUnsafeBytes { source in
            unsafe [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
                let output = UnsafeMutableRawBufferPointer(output)
                var written = 0
                for row in 0..<target.height {
                    let sourceRow = orientation.isMirroredVertically ? target.height - 1 - row : row
                    let start = orientation.isMirroredHorizontally ? (target.width - 1) * across : 0
                    var index = sourceRow * down + start
                    for _ in 0..<target.width {
                        let pixel = unsafe source.loadUnaligned(fromByteOffset: index, as: UInt32.self)
                        unsafe output.storeBytes(of: pixel, toByteOffset: written, as: UInt32.self)
                        index += step
                        written += 4
                    }
                }
                initialized = written
            }
        }
        return Raster(turned, of: target, isOpaque: isOpaque)
    }
}
