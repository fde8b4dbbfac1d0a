// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import RenderKit

/// The bytes of an archive, as libarchive's callbacks read them.
@safe
final class ArchiveSource {
    /// Bytes of one read.
    private static let bufferSize = 64 << 10

    let bytes: ByteSource
    private let buffer: UnsafeMutableRawBufferPointer
    private var position: Int64 = 0

    /// Reads what `source` reads.
    init(_ source: borrowing ByteSource) throws(Failure) {
        guard let bytes = source.duplicated() else { throw .unreadable("dup: errno \(errno)") }
        self.bytes = bytes
        unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 16)
    }

    deinit {
        unsafe buffer.deallocate()
    }

    /// Whether it begins as a ZIP, which is of use for what is none by its end.
    var isUnfinishedZIP: Bool {
        var head: [UInt8] = [0, 0, 0, 0]
        let count = unsafe head.withUnsafeMutableBytes { unsafe bytes.read(into: $0, at: 0) }
        return count == 4 && head == [0x50, 0x4B, 3, 4]
    }

    /// Goes back to the first byte.
    func rewind() {
        position = 0
    }

    /// The next bytes, valid until the next call; none at the end; `nil` when they cannot be read.
    @unsafe
    func read() -> UnsafeRawBufferPointer? {
        let count = unsafe bytes.read(into: buffer, at: position)
        guard count >= 0 else { return nil }
        position += Int64(count)
        return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }

    /// Passes over up to `count` bytes.
    ///
    /// - Returns: How many.
    func skip(_ count: Int64) -> Int64 {
        let skipped = max(0, min(count, bytes.size - position))
        position += skipped
        return skipped
    }

    /// Goes to `offset` from where `whence` says, as `lseek` has it.
    ///
    /// - Returns: The new position, or `nil` when there is none.
    func seek(_ offset: Int64, _ whence: CInt) -> Int64? {
        let base: Int64
        switch whence {
        case SEEK_SET: base = 0
        case SEEK_CUR: base = position
        case SEEK_END: base = bytes.size
        default: return nil
        }
        let (target, overflow) = base.addingReportingOverflow(offset)
        guard !overflow, target >= 0 else { return nil }
        position = target
        return target
    }
}
