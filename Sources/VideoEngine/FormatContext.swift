// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import RenderKit
import RenderProtocol

/// An owned `AVFormatContext`, opened for reading and closed when the value ends.
@safe
struct FormatContext: ~Copyable {
    /// Bytes and microseconds that libavformat may look at to find out what the streams are.
    private static let probeBytes: Int64 = 5_000_000
    private static let probeDuration: Int64 = 5_000_000

    let pointer: UnsafeMutablePointer<AVFormatContext>
    /// Whether the headers told all about the streams.
    var isKnownByHeaders = false
    /// Freed after `pointer`, which reads through it until it is closed.
    private let input: IOContext

    /// Opens `source` as one of `formats` and reads its headers, without following anything that it names.
    init(
        opening source: UnsafePointer<ByteSource>,
        as formats: String = InputFormats.allowed,
        within limits: RenderLimits
    ) throws(FFmpegError) {
        try self.init(reading: unsafe IOContext(reading: source), as: formats, within: limits)
    }

    /// Opens what `input` reads.
    init(reading input: consuming IOContext, as formats: String, within limits: RenderLimits) throws(FFmpegError) {
        var opened = unsafe avformat_alloc_context()
        guard let context = unsafe opened else { throw .outOfMemory("avformat_alloc_context") }
        unsafe context.pointee.pb = input.pointer
        unsafe context.pointee.flags |= AVFMT_FLAG_CUSTOM_IO
        unsafe context.pointee.probesize = Self.probeBytes
        unsafe context.pointee.max_analyze_duration = Self.probeDuration
        // Above the limit, so that exceeding it can be told from lack of memory.
        unsafe context.pointee.max_streams = CInt(clamping: limits.streams) &* 16
        unsafe context.pointee.io_open = { _, _, _, _, _ in vignette_averror(EACCES) }
        let options = Options([
            "format_whitelist": formats,
            "protocol_whitelist": "",
            "enable_drefs": "0",
            "use_absolute_path": "0",
            // It drops frames that decoding needs, and others: `Presentation` does it.
            "ignore_editlist": "1",
        ])
        // On failure it frees the context itself.
        try check(unsafe avformat_open_input(&opened, nil, nil, options.pointer), "avformat_open_input")
        guard let context = unsafe opened else { throw .outOfMemory("avformat_open_input") }
        unsafe pointer = context
        self.input = input
    }

    deinit {
        var pointer: UnsafeMutablePointer<AVFormatContext>? = unsafe self.pointer
        unsafe avformat_close_input(&pointer)
    }
}
