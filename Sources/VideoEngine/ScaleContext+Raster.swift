// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage

extension ScaleContext {
    /// `frame`, scaled, in red, green, blue and alpha.
    func raster(of frame: borrowing Frame) throws(FFmpegError) -> Raster {
        var raster: Raster?
        if let deep {
            let layout: DeepRaster.Layout = conversion.isRGB ? .colorsThenAlpha : .alphaThenColors
            let samples = try pixels(of: frame, filledWith: UInt16.max)
            raster = DeepRaster(size: conversion.target, samples: samples, layout: layout)?.converted(deep)
        } else {
            let bytes = try pixels(of: frame, filledWith: UInt8.max)
            let isOpaque = !frame.hasAlpha || Self.isOpaque(bytes)
            raster = Raster(size: conversion.target, bytes: bytes, isOpaque: isOpaque)
        }
        guard let raster else { throw FFmpegError(code: vignette_averror(EINVAL), function: "sws_scale") }
        return raster
    }

    /// `frame`, scaled: four samples a pixel, row after row without gaps.
    private func pixels<Sample: FixedWidthInteger>(of frame: borrowing Frame, filledWith sample: Sample)
        throws(FFmpegError) -> [Sample]
    {
        let size = conversion.target
        let line = 4 * size.width
        // libswscale writes in large steps, beyond the end of a line and of the last one.
        let stride = (line + 63) & ~63
        var samples = [Sample](repeating: sample, count: stride * (size.height + 1))
        let rows = unsafe samples.withUnsafeMutableBytes { bytes in
            let start = unsafe bytes.bindMemory(to: UInt8.self).baseAddress
            return unsafe scale(
                frame,
                into: [start, nil, nil, nil],
                [CInt(stride * MemoryLayout<Sample>.size), 0, 0, 0]
            )
        }
        try check(rows, "sws_scale")
        unsafe samples.withUnsafeMutableBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            for row in 0..<size.height where stride != line {
                unsafe (base + row * line).update(from: base + row * stride, count: line)
            }
        }
        samples.removeSubrange(line * size.height..<samples.count)
        return samples
    }

    private static func isOpaque(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            for index in stride(from: 3, to: bytes.count, by: 4) where unsafe bytes[index] != 255 { return false }
            return true
        }
    }
}
