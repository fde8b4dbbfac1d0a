// SPDX-License-Identifier: Apache-2.0

import PixelImage

/// Turns frames of one kind into pictures of one size, by the shorter way where there is one.
struct FrameScaler: ~Copyable {
    private enum Way: ~Copyable {
        case planes(PlaneScaler)
        case context(ScaleContext)
    }

    let conversion: ScaleContext.Conversion
    private let way: Way

    init(_ conversion: ScaleContext.Conversion) throws(FFmpegError) {
        self.conversion = conversion
        if let planes = PlaneScaler(conversion) {
            way = .planes(planes)
        } else {
            way = .context(try ScaleContext(conversion))
        }
    }

    /// Makes the picture of `frame`, scaled, in `picture`, which has the target's size.
    func scale(_ frame: borrowing Frame, into picture: inout PixelBuffer) throws(FFmpegError) {
        switch way {
        case .planes(let planes): try planes.scale(frame, into: &picture)
        case .context(let context): try context.scale(frame, into: &picture)
        }
    }
}
