// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

extension FormatContext {
    /// When the frames of `video` are shown by the edits that `header` tells; `nil` when it tells none.
    ///
    /// Without a gap before it, playing starts where the first of the tracks does: fragments that were cut out of a
    /// longer stream keep its times.
    func presentation(of video: Int, by header: MovieHeader, _ timeBase: AVRational) -> Presentation? {
        guard let edits = header.edits[Int(unsafe stream(video).pointee.id)],
            var presentation = Presentation(edits: edits, timescale: header.timescale, trackBase: timeBase)
        else { return nil }
        let first = presentation.segments[0]
        if first.start == 0, let start = start(of: video, timeBase), start > first.media {
            let others = (0..<streamCount).filter { $0 != video && kind(of: $0) == AVMEDIA_TYPE_AUDIO }
            let starts = others.compactMap { self.start(of: $0, timeBase) } + [start - first.media]
            presentation.skip(starts.min() ?? 0)
        }
        return presentation
    }

    /// When the first sample of `index` is shown by its track's own time, in ticks of `timeBase`.
    private func start(of index: Int, _ timeBase: AVRational) -> Int64? {
        let start = unsafe stream(index).pointee.start_time
        guard start != vignette_nopts(), abs(start) < Presentation.horizon else { return nil }
        return av_rescale_q(start, unsafe stream(index).pointee.time_base, timeBase)
    }
}
