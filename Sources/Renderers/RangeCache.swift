// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// The bytes of a source that were used last.
struct RangeCache {
    /// Bytes kept, whatever their number of pieces.
    private static let capacity = 8 << 20
    /// Pieces kept, however small.
    private static let pieceLimit = 128

    private struct Piece {
        var offset: Int64
        var bytes: ByteBuffer

        var range: Range<Int64> { offset..<offset + Int64(bytes.readableBytes) }
    }

    /// The one that was used last is last.
    private var pieces: [Piece] = []
    private var size = 0

    /// The bytes from the start of `range` on, as far as one piece has them; `nil` where none has the first.
    mutating func bytes(in range: Range<Int64>) -> ByteBuffer? {
        guard let index = pieces.lastIndex(where: { $0.range.contains(range.lowerBound) }) else { return nil }
        let piece = pieces.remove(at: index)
        pieces.append(piece)
        let start = Int(range.lowerBound - piece.offset)
        let count = min(range.count, piece.bytes.readableBytes - start)
        return piece.bytes.getSlice(at: piece.bytes.readerIndex + start, length: count)
    }

    /// Where the first piece begins that begins within `range`.
    func firstStart(in range: Range<Int64>) -> Int64? {
        pieces.lazy.map(\.offset).filter(range.contains).min()
    }

    /// Keeps `bytes`, which lie at `offset`, and lets go of what was not used for longest.
    mutating func keep(_ bytes: ByteBuffer, at offset: Int64) {
        pieces.append(Piece(offset: offset, bytes: bytes))
        size += bytes.readableBytes
        while pieces.count > 1, size > Self.capacity || pieces.count > Self.pieceLimit {
            size -= pieces.removeFirst().bytes.readableBytes
        }
    }
}
