// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// A place in a file where a frame is stored, as the container's index lists it.
struct IndexEntry: Hashable {
    /// In most containers the decoding time.
    var ticks: Int64
    /// The byte behind the frame.
    var end: Int64
    var isKeyframe: Bool
}

extension FormatContext {
    /// Entries that the demuxer knows so far; it may learn more by reading.
    func indexCount(of stream: Int) -> Int {
        Int(unsafe avformat_index_get_entries_count(self.stream(stream)))
    }

    func indexEntry(_ position: Int, of stream: Int) -> IndexEntry? {
        guard let entry = unsafe avformat_index_get_entry(self.stream(stream), CInt(clamping: position)) else {
            return nil
        }
        return unsafe IndexEntry(
            ticks: entry.pointee.timestamp,
            end: entry.pointee.pos + Int64(entry.pointee.size),
            isKeyframe: entry.pointee.flags & AVINDEX_KEYFRAME != 0
        )
    }

    /// The last keyframe of the index at or before `ticks`, or the first at or after it.
    func keyframe(_ direction: Direction, _ ticks: Int64, of stream: Int) -> IndexEntry? {
        let flags = direction == .before ? AVSEEK_FLAG_BACKWARD : 0
        let position = unsafe av_index_search_timestamp(self.stream(stream), ticks, flags)
        return position < 0 ? nil : indexEntry(Int(position), of: stream)
    }

    enum Direction {
        case before
        case after
    }
}
