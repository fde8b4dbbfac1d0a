// SPDX-License-Identifier: Apache-2.0

import Glibc
import RenderProtocol
import Synchronization

/// The bytes of a source that the host reads: each read is a question to it, over a socket.
final class HostedBytes: Sendable {
    /// Bytes in the source.
    let size: Int64
    private let socket: Descriptor
    /// Held from a question to the end of its answer.
    private let turn = Mutex(())

    /// Takes over `socket` and waits to be told the size.
    ///
    /// Fails when the host is gone.
    init?(owning socket: CInt) {
        self.socket = Descriptor(owning: socket)
        var bytes = [UInt8](repeating: 0, count: 8)
        let isTold = unsafe bytes.withUnsafeMutableBytes { unsafe Self.fill($0, from: socket) }
        size = RangeRequest.number(bytes)
        guard isTold, size >= 0 else { return nil }
    }

    /// Reads up to `buffer.count` bytes at `offset`.
    ///
    /// - Returns: The number of bytes read, 0 at the end, or a negative errno.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        guard offset >= 0 else { return -Int(EINVAL) }
        guard offset < size, buffer.count > 0 else { return 0 }
        let count = Int(min(Int64(min(buffer.count, RangeRequest.countLimit)), size - offset))
        let question = RangeRequest(offset: offset, count: count).bytes
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        return turn.withLock { _ in
            guard ask(question), unsafe Self.fill(target, from: socket.number) else { return -Int(EIO) }
            return count
        }
    }

    private func ask(_ question: [UInt8]) -> Bool {
        var rest = question[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(socket.number, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    /// Reads until `target` is full.
    ///
    /// Returns false when the connection ended before.
    private static func fill(_ target: UnsafeMutableRawBufferPointer, from socket: CInt) -> Bool {
        var filled = 0
        while filled < target.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[filled...])
            let count = unsafe Glibc.read(socket, rest.baseAddress, rest.count)
            guard count > 0 || count < 0 && errno == EINTR else { return false }
            filled += max(0, count)
        }
        return true
    }
}
