// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
package import Model
package import RenderKit
package import RenderProtocol

/// Makes pictures of videos with libavformat, libavcodec and libswscale.
package enum VideoEngine: RenderEngine {
    package static func warm() {
        av_log_set_level(AV_LOG_QUIET)
    }

    package static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderSummary {
        switch job {
        case .snapshots(let spec):
            // The source outlives the file that reads it: both end with this closure.
            return try unsafe withUnsafePointer(to: source) { source throws(Failure) in
                let file = unsafe try MediaFile(opening: source, within: limits)
                return try render(spec, of: file, within: limits, to: sink)
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
        let end = MediaTime(
            ticks: extent.ticks,
            numerator: file.timeBase.num,
            denominator: file.timeBase.den
        )
        let plan = SnapshotPlanner(extent: end).plan(spec)
        try sink.media(file.info(extent: end.milliseconds), owed: plan.instants.count)
        guard !plan.instants.isEmpty else { throw .withoutPictures }
        let maker = try PictureMaker(spec: spec, track: TrackShape(of: video, in: file.format), limits: limits)
        let reader = try FrameReader(file: file, extent: extent, limits: limits)
        var job = SnapshotJob(plan: plan, pastEnd: spec.pastEnd, reader: reader, maker: maker, sink: sink)
        return try job.run(limits)
    }
}
