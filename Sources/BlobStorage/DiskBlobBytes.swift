// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import NIOPosix

/// A range of a blob, read 256 KiB at a time as it is taken: at once what is in memory, the rest on a thread that waits.
///
/// The file is open as long as the sequence or an iterator of it lives.
struct DiskBlobBytes: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    /// Bytes read at once: long enough to hide a change of threads, short enough to hold for each slow client.
    private static let readSize = 256 << 10

    let file: OpenFile
    let range: Range<Int64>
    let threads: NIOThreadPool

    struct Iterator: AsyncIteratorProtocol {
        let file: OpenFile
        let threads: NIOThreadPool
        var rest: Range<Int64>

        mutating func next() async throws -> ByteBuffer? {
            guard !rest.isEmpty else { return nil }
            let (file, start, count) = (file, rest.lowerBound, Int(Swift.min(Int64(rest.count), Int64(readSize))))
            let bytes =
                if let cached = file.readCached(at: start, count: count) {
                    cached
                } else {
                    try await threads.blocking { () throws(Model.Failure) in try file.read(at: start, count: count) }
                }
            guard bytes.readableBytes == count else {
                let evidence = "blob ends at \(start + Int64(bytes.readableBytes)), asked for up to \(rest.upperBound)"
                throw Model.Failure(.permanent, .internalError, "The file could not be read.", evidence: evidence)
            }
            rest = (start + Int64(count))..<rest.upperBound
            return bytes
        }
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(file: file, threads: threads, rest: range)
    }
}
