// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
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
        var output = Output.jpegPlanes
    }

    /// What is made.
    enum Output: Hashable {
        /// ``PixelImage/PixelBuffer``. Of 8-bit luma and colour differences, libswscale only changes the size: it would
        /// convert each line before it is scaled.
        case jpegPlanes
        /// ``PixelImage/Raster``.
        case raster

        fileprivate var format: AVPixelFormat { self == .raster ? AV_PIX_FMT_RGBA : AV_PIX_FMT_YUVJ420P }

        /// Colour at full resolution where the output has it, and where the input has: libswscale would read pairs of
        /// pixels, the last of them beyond the edge where their number is odd.
        fileprivate var flags: CInt { SWS_FULL_CHR_H_INP | (self == .raster ? SWS_FULL_CHR_H_INT : 0) }
    }

    let conversion: Conversion
    /// What makes sRGB of the samples, where libswscale cannot: it only scales them then.
    let deep: ColorConversion?
    /// Whether the scaled samples are still coded as those of the source.
    private let keepsCoding: Bool
    private let pointer: OpaquePointer

    init(_ conversion: Conversion) throws(FFmpegError) {
        let (source, target, colors) = (conversion.source, conversion.target, conversion.colors)
        let enlarges = target.width > source.width || target.height > source.height
        // Averaging whole areas neither blurs nor flickers, and costs less than any other filter that does not.
        let filter = enlarges ? SWS_BILINEAR : SWS_AREA
        let deep = colors.plainMatrix == nil ? ColorConversion(colors.coding, of: colors.source) : nil
        let output = deep == nil ? conversion.output.format : conversion.deepFormat
        let flags = deep == nil ? conversion.output.flags : ScaleContext.Output.raster.flags
        let pointer = unsafe sws_getContext(
            CInt(source.width),
            CInt(source.height),
            AVPixelFormat(rawValue: conversion.format),
            CInt(target.width),
            CInt(target.height),
            output,
            filter | SWS_ACCURATE_RND | flags,
            nil,
            nil,
            nil
        )
        guard let pointer = unsafe pointer else {
            throw FFmpegError(code: vignette_averror(EINVAL), function: "sws_getContext")
        }
        // Of more than 8 bits, libswscale keeps those that rounding needs until it has converted.
        let keepsCoding =
            deep == nil && conversion.output == .jpegPlanes && !conversion.isRGB && colors.depth == 8
        let isFullRange: CInt = colors.isFullRange ? 1 : 0
        let matrix = keepsCoding ? SWS_CS_ITU601 : colors.plainMatrix ?? SWS_CS_ITU601
        // Equal on both sides where only scaling is wanted.
        unsafe sws_setColorspaceDetails(
            pointer,
            sws_getCoefficients(matrix),
            isFullRange,
            sws_getCoefficients(SWS_CS_ITU601),
            deep == nil && !keepsCoding ? 1 : isFullRange,
            0,
            1 << 16,
            1 << 16
        )
        unsafe self.pointer = pointer
        self.deep = deep
        self.keepsCoding = keepsCoding
        self.conversion = conversion
    }

    deinit {
        unsafe sws_freeContext(pointer)
    }

    /// Makes the picture of `frame`, scaled, in `picture`, which has the target's size.
    func scale(_ frame: borrowing Frame, into picture: inout PixelBuffer) throws(FFmpegError) {
        if deep != nil { return picture.show(try raster(of: frame)) }
        let strides = [CInt(picture.luma.stride), CInt(picture.cb.stride), CInt(picture.cr.stride), 0]
        let rows = unsafe picture.luma.bytes.withUnsafeMutableBufferPointer { luma in
            unsafe picture.cb.bytes.withUnsafeMutableBufferPointer { cb in
                unsafe picture.cr.bytes.withUnsafeMutableBufferPointer { cr in
                    let planes = unsafe [luma.baseAddress, cb.baseAddress, cr.baseAddress, nil]
                    return unsafe scale(frame, into: planes, strides)
                }
            }
        }
        try check(rows, "sws_scale")
        if keepsCoding { _ = picture.recode(from: conversion.colors.coding) }
        picture.extendOddEdges()
    }

    /// Writes `frame`, scaled, into `planes`, whose lines are `strides` bytes apart.
    @unsafe
    func scale(_ frame: borrowing Frame, into planes: [UnsafeMutablePointer<UInt8>?], _ strides: [CInt]) -> CInt {
        let data = unsafe frame.pointer.pointee.data
        let lines = unsafe frame.pointer.pointee.linesize
        let sources = unsafe [
            UnsafePointer(data.0), UnsafePointer(data.1), UnsafePointer(data.2), UnsafePointer(data.3),
        ]
        return unsafe sws_scale(
            pointer,
            sources,
            [lines.0, lines.1, lines.2, lines.3],
            0,
            frame.pointer.pointee.height,
            planes,
            strides
        )
    }
}

extension ScaleContext.Conversion {
    /// The samples as they are, 16 bits each.
    fileprivate var deepFormat: AVPixelFormat { isRGB ? AV_PIX_FMT_RGBA64LE : AV_PIX_FMT_AYUV64LE }

    var isRGB: Bool { colors.coding.matrix == .rgb }
}
