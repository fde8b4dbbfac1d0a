// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension Frame {
    /// The picture of one field: its lines as they are, and between two of them their average.
    func picture(of choice: FieldChoice) throws(FFmpegError) -> Frame {
        let picture = try Frame()
        let target = unsafe picture.pointer
        unsafe target.pointee.format = format
        unsafe target.pointee.width = CInt(width)
        unsafe target.pointee.height = CInt(height)
        try check(unsafe av_frame_get_buffer(target, 0), "av_frame_get_buffer")
        try check(unsafe av_frame_copy(target, pointer), "av_frame_copy")
        try check(unsafe av_frame_copy_props(target, pointer), "av_frame_copy_props")
        for plane in 0..<4 {
            guard let start = unsafe picture.start(ofPlane: plane),
                let extent = choice.layout.extent(ofPlane: plane, width: width, height: height), extent.lines > 1
            else { continue }
            let stride = picture.stride(ofPlane: plane)
            for row in Swift.stride(from: choice.field == .top ? 1 : 0, to: extent.lines, by: 2) {
                let line = unsafe start + row * stride
                // At the edge there is a line on one side only.
                let above = unsafe line - (row > 0 ? stride : -stride)
                let below = unsafe line + (row + 1 < extent.lines ? stride : -stride)
                if choice.layout.isWide {
                    unsafe Self.average(words: above, below, into: line, extent.bytes / 2)
                } else {
                    unsafe Self.average(above, below, into: line, extent.bytes)
                }
            }
        }
        return picture
    }

    @unsafe
    private static func average(
        _ above: UnsafePointer<UInt8>,
        _ below: UnsafePointer<UInt8>,
        into line: UnsafeMutablePointer<UInt8>,
        _ count: Int
    ) {
        for index in 0..<count {
            unsafe line[index] = UInt8(truncatingIfNeeded: (UInt16(above[index]) &+ UInt16(below[index]) &+ 1) >> 1)
        }
    }

    @unsafe
    private static func average(
        words above: UnsafePointer<UInt8>,
        _ below: UnsafePointer<UInt8>,
        into line: UnsafeMutablePointer<UInt8>,
        _ count: Int
    ) {
        let (above, below) = unsafe (UnsafeRawPointer(above), UnsafeRawPointer(below))
        let line = UnsafeMutableRawPointer(line)
        for index in 0..<count {
            let upper = unsafe UInt32(above.load(fromByteOffset: 2 * index, as: UInt16.self))
            let lower = unsafe UInt32(below.load(fromByteOffset: 2 * index, as: UInt16.self))
            let mean = UInt16(truncatingIfNeeded: (upper &+ lower &+ 1) >> 1)
            unsafe line.storeBytes(of: mean, toByteOffset: 2 * index, as: UInt16.self)
        }
    }
}
