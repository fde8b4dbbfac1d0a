// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import RenderKit
import RenderProtocol

/// Makes the shapes of one picture, and sends each as soon as it is encoded and proved.
struct ThumbnailSender: ~Copyable {
    let spec: ThumbnailSpec
    let limits: RenderLimits
    let sink: any RenderSink
    private let encoder: PictureEncoder

    init(_ spec: ThumbnailSpec, _ limits: RenderLimits, _ sink: any RenderSink) throws(Failure) {
        do throws(PictureError) {
            let encoder = try PictureEncoder(
                format: spec.format,
                subject: .photo,
                pixelLimit: limits.pixels,
                byteLimit: limits.pictureBytes
            )
            self.spec = spec
            self.limits = limits
            self.sink = sink
            self.encoder = encoder
        } catch {
            throw Failure(error)
        }
    }

    /// Sends all shapes of `upright`.
    ///
    /// - Parameter frame: What is known of the frame of a video.
    /// - Returns: How many pictures there were.
    func send(_ upright: RasterMaker.Upright, frame: Picture.Frame? = nil) throws(Failure) -> Int {
        var made = 0
        for raster in upright.raster.shaped(spec.shapes, source: upright.size) {
            let picture: EncodedPicture
            do throws(PictureError) {
                picture = try encoder.encode(raster)
            } catch {
                throw Failure(error)
            }
            try sink.picture(
                Picture(index: made, width: picture.size.width, height: picture.size.height, frame: frame),
                picture.bytes
            )
            made += 1
        }
        return made
    }

    /// Sends all shapes of a still picture.
    func send(_ still: borrowing StillPicture) throws(Failure) -> Int {
        try send(upright(still))
    }

    /// Tells the facts of a file that is the still picture itself, then sends its shapes.
    func send(_ still: borrowing StillPicture, of container: String) throws(Failure) -> Int {
        let upright = try upright(still)
        let facts = MediaInfo.Image(width: upright.size.width, height: upright.size.height)
        try sink.media(MediaInfo(container: container, image: facts), owed: spec.shapes.count)
        return try send(upright)
    }

    private func upright(_ still: borrowing StillPicture) throws(Failure) -> RasterMaker.Upright {
        try RasterMaker(limits: limits).upright(
            still.frame,
            ratio: (1, 1),
            orientation: still.frame.orientation ?? .upright,
            colors: still.frame.stillColors,
            for: spec.shapes
        )
    }
}
