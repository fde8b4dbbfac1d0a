// SPDX-License-Identifier: Apache-2.0

extension ByteSource {
    /// Up to `count` bytes at `offset`; fewer at the end or where they cannot be read.
    package func bytes(at offset: Int64, count: Int) -> [UInt8] {
        guard offset >= 0, offset < size, count > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: min(count, Int(clamping: size - offset)))
        var filled = 0
        while filled < bytes.count {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe self.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]),
                    at: offset + Int64(filled)
                )
            }
            guard read > 0 else { break }
            filled += read
        }
        return Array(bytes.prefix(filled))
    }
}
