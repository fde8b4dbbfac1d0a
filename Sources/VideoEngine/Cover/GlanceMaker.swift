// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import RenderProtocol

/// Makes glances of decoded frames.
struct GlanceMaker: ~Copyable {
    private let track: TrackShape
    private var scaler: FrameScaler?

    init(track: TrackShape) {
        self.track = track
    }

    /// Scales `frame` to the size of a stamp; what is smaller keeps its size.
    ///
    /// It is neither turned nor stretched: that changes nothing of what it is worth.
    mutating func glance(of frame: borrowing Frame) throws(Failure) -> Glance {
        let source = PixelSize(width: frame.width, height: frame.height)
        let target = Self.target(source)
        let conversion = ScaleContext.Conversion(
            source: source,
            format: frame.format,
            colors: frame.colors(track.colors),
            target: target
        )
        guard var buffer = PixelBuffer(width: target.width, height: target.height, limit: .max) else {
            throw .library(.outOfMemory("PixelBuffer"))
        }
        do throws(FFmpegError) {
            if scaler?.conversion != conversion { scaler = try FrameScaler(conversion) }
            try scaler?.scale(frame, into: &buffer)
        } catch {
            throw .library(error)
        }
        return Glance(buffer)
    }

    private static func target(_ source: PixelSize) -> PixelSize {
        let longer = max(source.width, source.height)
        guard longer > Glance.side else { return source }
        func scaled(_ length: Int) -> Int { max(1, (length * Glance.side + longer / 2) / longer) }
        return PixelSize(width: scaled(source.width), height: scaled(source.height))
    }
}

extension Glance {
    init(_ picture: PixelBuffer) {
        self.init(
            width: picture.width,
            height: picture.height,
            luma: Self.rows(picture.luma, picture.width, picture.height),
            cb: Self.rows(picture.cb, picture.cb.width, picture.cb.height),
            cr: Self.rows(picture.cr, picture.cr.width, picture.cr.height)
        )
    }

    private static func rows(_ plane: PixelBuffer.Plane, _ width: Int, _ height: Int) -> [UInt8] {
        var samples: [UInt8] = []
        samples.reserveCapacity(width * height)
        for row in 0..<height { samples += plane.bytes[row * plane.stride..<row * plane.stride + width] }
        return samples
    }
}
