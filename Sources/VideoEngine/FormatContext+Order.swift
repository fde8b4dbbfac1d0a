// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model

/// How frames are put into order, as far as none has to be decoded to find out.
extension FormatContext {
    /// Whether all video tells itself how many frames are held back to put them into order.
    ///
    /// Of several tracks of H.264, libavformat prefers the one of which it saw more.
    var streamsTellOrder: Bool {
        let codecs = [AV_CODEC_ID_VP8, AV_CODEC_ID_VP9, AV_CODEC_ID_AV1, AV_CODEC_ID_HEVC]
        let videos = (0..<streamCount).filter { kind(of: $0) == AVMEDIA_TYPE_VIDEO }
        if let first = videos.first, videos.count == 1, reordered(in: first) != nil { return true }
        return videos.allSatisfy { unsafe codecs.contains(parameters($0).pointee.codec_id) }
    }

    /// Has libavformat reckon the decoding times of H.264, which Matroska does not have, from what headers tell.
    ///
    /// Nothing is read.
    func adoptOrder() {
        guard demuxerName == "matroska" else { return }
        let orders = (0..<streamCount).map { reordered(in: $0) }
        guard orders.contains(where: { $0 != nil }) else { return }
        for (index, order) in orders.enumerated() {
            if let order { unsafe parameters(index).pointee.video_delay = CInt(order) }
        }
        let bytes = unsafe pointer.pointee.probesize
        unsafe pointer.pointee.probesize = 0
        // That it learns nothing else is no error here.
        _ = unsafe avformat_find_stream_info(pointer, nil)
        unsafe pointer.pointee.probesize = bytes
    }

    /// Whether the decoder of `index` puts `frames`, the first ones as they are decoded, into order without being told how.
    func ordersAlone(_ frames: [IndexedSample], in index: Int) -> Bool {
        guard unsafe parameters(index).pointee.codec_id == AV_CODEC_ID_H264 else { return true }
        let heldBack = frames.indices.map { index in
            frames[..<index].count { $0.time.shown > frames[index].time.shown }
        }
        let most = heldBack.max() ?? 0
        return most == 0 || most <= sequence(of: index)?.reordered ?? 0
    }

    /// Frames of H.264 in `index` that are held back, where its header tells that and what else decoding would.
    private func reordered(in index: Int) -> Int? {
        let own = unsafe parameters(index).pointee
        let size = unsafe PixelSize(width: Int(own.width), height: Int(own.height))
        guard unsafe pointer.pointee.duration > 0, let told = sequence(of: index), told.size == size,
            unsafe stream(index).pointee.sample_aspect_ratio.num > 0 || !told.hasRatio
        else { return nil }
        return told.reordered
    }

    /// What `index` says of all its frames, where it is of H.264 and says it in its header.
    private func sequence(of index: Int) -> SequenceParameters? {
        let own = unsafe parameters(index).pointee
        guard unsafe own.codec_id == AV_CODEC_ID_H264, let record = unsafe own.extradata else { return nil }
        let bytes = unsafe UnsafeBufferPointer(start: record, count: Int(max(0, own.extradata_size)))
        return unsafe SequenceParameters(record: bytes)
    }
}
