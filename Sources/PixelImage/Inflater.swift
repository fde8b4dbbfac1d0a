// SPDX-License-Identifier: Apache-2.0

internal import CInflate

/// Expands a zlib stream (RFC 1950) that comes in pieces.
@safe
struct Inflater: ~Copyable {
    private let stream: OpaquePointer

    /// Fails without memory.
    init?() {
        guard let stream = unsafe vignette_inflate_new() else { return nil }
        unsafe self.stream = stream
    }

    deinit {
        unsafe vignette_inflate_free(stream)
    }

    /// Gives it the next piece, which must stay where it is until it is used up.
    @unsafe
    func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe vignette_inflate_feed(stream, bytes.baseAddress, UInt32(bytes.count))
    }

    /// Expands into `output`, as far as the pieces reach.
    ///
    /// - Returns: How many bytes were made, or `nil` where the stream is damaged, or something follows it.
    @unsafe
    func read(into output: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        let count = unsafe vignette_inflate_read(stream, output.baseAddress, UInt32(output.count))
        return count < 0 ? nil : Int(count)
    }

    /// Whether the stream has ended.
    var hasEnded: Bool { unsafe vignette_inflate_has_ended(stream) != 0 }

    /// The CRC-32 of PNG (section 5.5).
    static func cyclicCheck(_ bytes: Span<UInt8>) -> UInt32 {
        unsafe bytes.withUnsafeBufferPointer { unsafe vignette_crc32(0, $0.baseAddress, $0.count) }
    }
}
