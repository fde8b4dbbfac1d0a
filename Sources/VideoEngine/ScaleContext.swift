// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import PixelImage

/// An owned `SwsContext` that turns frames of one kind into pictures of one size.
@safe
struct ScaleContext: ~Copyable {
    /// All that the context is made for.
    struct Conversion: Hashable {
        var source: PixelSize
        /// The number of an `AVPixelFormat`.
        var format: CInt
        var colors: SourceColors
        var target: PixelSize
    }

    let conversion: Conversion
    private let pointer: OpaquePointer

    init(_ conversion: Conversion) throws(FFmpegError) {
        let (source, target) = (conversion.source, conversion.target)
        let enlarges = target.width > source.width || target.height > source.height
        // Averaging whole areas neither blurs nor flickers, and costs less than any other filter that does not.
        let filter = enlarges ? SWS_BILINEAR : SWS_AREA
        let pointer = unsafe sws_getContext(
            CInt(source.width),
            CInt(source.height),
            AVPixelFormat(rawValue: conversion.format),
            CInt(target.width),
            CInt(target.height),
            AV_PIX_FMT_YUVJ420P,
            filter | SWS_ACCURATE_RND,
            nil,
            nil,
            nil
        )
        guard let pointer = unsafe pointer else {
            throw FFmpegError(code: vignette_averror(EINVAL), function: "sws_getContext")
        }
        unsafe sws_setColorspaceDetails(
            pointer,
            sws_getCoefficients(conversion.colors.matrix),
            conversion.colors.isFullRange ? 1 : 0,
            sws_getCoefficients(SWS_CS_ITU601),
            1,
            0,
            1 << 16,
            1 << 16
        )
        unsafe self.pointer = pointer
        self.conversion = conversion
    }

    deinit {
        unsafe sws_freeContext(pointer)
    }

    /// Writes `frame`, scaled, into `picture`, which has the target's size.
    func scale(_ frame: borrowing Frame, into picture: inout PixelBuffer) throws(FFmpegError) {
        let strides = [CInt(picture.luma.stride), CInt(picture.cb.stride), CInt(picture.cr.stride), 0]
        let rows = unsafe picture.luma.bytes.withUnsafeMutableBufferPointer { luma in
            unsafe picture.cb.bytes.withUnsafeMutableBufferPointer { cb in
                unsafe picture.cr.bytes.withUnsafeMutableBufferPointer { cr in
                    let planes = unsafe [luma.baseAddress, cb.baseAddress, cr.baseAddress, nil]
                    return unsafe Self.scale(pointer, frame.pointer, planes, strides)
                }
            }
        }
        try check(rows, "sws_scale")
        picture.extendOddEdges()
    }

    @unsafe
    private static func scale(
        _ context: OpaquePointer,
        _ frame: UnsafeMutablePointer<AVFrame>,
        _ planes: [UnsafeMutablePointer<UInt8>?],
        _ strides: [CInt]
    ) -> CInt {
        let data = unsafe frame.pointee.data
        let lines = unsafe frame.pointee.linesize
        let sources = unsafe [
            UnsafePointer(data.0), UnsafePointer(data.1), UnsafePointer(data.2), UnsafePointer(data.3),
        ]
        return unsafe sws_scale(
            context,
            sources,
            [lines.0, lines.1, lines.2, lines.3],
            0,
            frame.pointee.height,
            planes,
            strides
        )
    }
}
