// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
package import Model
package import RenderKit
package import RenderProtocol

/// Makes pictures of videos, sound and still pictures with libavformat, libavcodec and libswscale.
package enum VideoEngine: RenderEngine {
    package static func warm() {
        av_log_set_level(AV_LOG_QUIET)
    }

    package static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        switch job {
        case .snapshots(let spec):
            // The source outlives the file that reads it: both end with this closure.
            return try unsafe withUnsafePointer(to: source) { source throws(Failure) in
                let file = unsafe try MediaFile(opening: source, within: limits)
                return .done(try render(spec, of: file, within: limits, to: sink))
            }
        case .thumbnails(let spec):
            return try unsafe withUnsafePointer(to: source) { source throws(Failure) in
                unsafe try render(spec, from: source, within: limits, to: sink)
            }
        }
    }

    private static func render(
        _ spec: SnapshotSpec,
        of file: consuming MediaFile,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderSummary {
        guard let video = file.video else {
            try sink.media(file.info(extent: nil), owed: 0)
            throw .withoutVideo
        }
        let extent = try file.measureExtent()
        var plan = SnapshotPlanner(extent: extent.time).plan(spec)
        try sink.media(file.info(extent: extent.time.milliseconds), owed: plan.instants.count)
        guard !plan.instants.isEmpty else { throw .withoutPictures }
        let track = file.shape(of: video)
        let maker = try PictureMaker(spec: spec, track: track, limits: limits)
        var reader = try FrameReader(file: file, extent: extent, limits: limits)
        reader.hidesBlocks = maker.hidesBlocks
        var cover: CoverChoice?
        if case .cover = spec.instants {
            try reader.unfold()
            var scout = CoverScout(reader, track: track)
            (plan.instants[0], cover) = try scout.choose(from: plan.instants[0], limits)
            reader = scout.finish()
        }
        var job = SnapshotJob(
            plan: plan,
            pastEnd: spec.pastEnd,
            cover: cover,
            track: track,
            reader: reader,
            maker: maker,
            sink: sink
        )
        return try job.run(limits)
    }
}
