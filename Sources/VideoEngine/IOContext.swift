// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import RenderKit

/// The only way for libavformat to reach bytes: an owned `AVIOContext` that reads one ``ByteSource``, or bytes in memory.
@safe
struct IOContext: ~Copyable {
    /// What the callbacks need.
    @safe
    private struct Reader {
        /// `nil` where the bytes are in memory.
        let source: UnsafePointer<ByteSource>?
        var bytes: [UInt8] = []
        var position: Int64 = 0

        var size: Int64 { unsafe source?.pointee.size ?? Int64(bytes.count) }

        /// As ``RenderKit/ByteSource/read(into:at:)`` does.
        func read(into target: UnsafeMutableRawBufferPointer) -> Int {
            if let source = unsafe source { return unsafe source.pointee.read(into: target, at: position) }
            let rest = bytes.dropFirst(Int(clamping: position)).prefix(target.count)
            unsafe target.copyBytes(from: rest)
            return rest.count
        }
    }

    /// Bytes read ahead; larger reads go past the buffer.
    private static let bufferSize = 64 << 10

    let pointer: UnsafeMutablePointer<AVIOContext>
    private let reader: UnsafeMutablePointer<Reader>

    /// Reads `source`, which must stay valid as long as this value.
    init(reading source: UnsafePointer<ByteSource>) throws(FFmpegError) {
        try unsafe self.init(Reader(source: source))
    }

    /// Reads `bytes`.
    init(reading bytes: [UInt8]) throws(FFmpegError) {
        try unsafe self.init(Reader(source: nil, bytes: bytes))
    }

    private init(_ initial: Reader) throws(FFmpegError) {
        guard let buffer = unsafe av_malloc(Self.bufferSize) else { throw .outOfMemory("av_malloc") }
        let reader = UnsafeMutablePointer<Reader>.allocate(capacity: 1)
        unsafe reader.initialize(to: initial)
        let opened = unsafe avio_alloc_context(
            buffer.assumingMemoryBound(to: UInt8.self),
            CInt(Self.bufferSize),
            0,
            reader,
            { opaque, buffer, count in unsafe IOContext.read(opaque, buffer, count) },
            nil,
            { opaque, offset, whence in unsafe IOContext.seek(opaque, offset, whence) }
        )
        guard let opened = unsafe opened else {
            unsafe av_free(buffer)
            unsafe reader.deinitialize(count: 1)
            unsafe reader.deallocate()
            throw .outOfMemory("avio_alloc_context")
        }
        unsafe pointer = opened
        unsafe self.reader = reader
    }

    deinit {
        // libavformat may have replaced the buffer.
        unsafe av_freep(&pointer.pointee.buffer)
        var pointer: UnsafeMutablePointer<AVIOContext>? = unsafe self.pointer
        unsafe avio_context_free(&pointer)
        unsafe reader.deinitialize(count: 1)
        unsafe reader.deallocate()
    }

    @unsafe
    private static func read(
        _ opaque: UnsafeMutableRawPointer?,
        _ buffer: UnsafeMutablePointer<UInt8>?,
        _ count: CInt
    ) -> CInt {
        guard let reader = unsafe opaque?.assumingMemoryBound(to: Reader.self), let buffer = unsafe buffer, count > 0
        else { return vignette_averror(EINVAL) }
        let target = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
        let got = unsafe reader.pointee.read(into: target)
        guard got > 0 else { return got == 0 ? vignette_averror_eof() : CInt(clamping: got) }
        unsafe reader.pointee.position += Int64(got)
        return CInt(got)
    }

    @unsafe
    private static func seek(_ opaque: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: CInt) -> Int64 {
        guard let reader = unsafe opaque?.assumingMemoryBound(to: Reader.self) else {
            return Int64(vignette_averror(EINVAL))
        }
        let size = unsafe reader.pointee.size
        let base: Int64
        switch whence & ~AVSEEK_FORCE {
        case AVSEEK_SIZE: return size
        case SEEK_SET: base = 0
        case SEEK_CUR: base = unsafe reader.pointee.position
        case SEEK_END: base = size
        default: return Int64(vignette_averror(EINVAL))
        }
        let (position, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, position >= 0 else { return Int64(vignette_averror(EINVAL)) }
        unsafe reader.pointee.position = position
        return position
    }
}
