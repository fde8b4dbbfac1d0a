// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
package import Model
package import RenderKit
package import RenderProtocol

/// Makes pictures of videos, sound and still pictures with libavformat, libavcodec and libswscale.
package enum VideoEngine: RenderEngine {
    /// Pictures that a thread must have to be worth what it costs to open the file again: exact frames take longer than
    /// keyframes do.
    private static let (exactFramesToShare, keyframesToShare) = (2, 16)

    package static func warm() {
        av_log_set_level(AV_LOG_QUIET)
    }

    package static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        // The source outlives the file that reads it: both end with this closure.
        try unsafe withUnsafePointer(to: source) { source throws(Failure) in
            switch job {
            case .snapshots(let spec): .done(unsafe try render(spec, from: source, within: limits, to: sink))
            case .thumbnails(let spec): unsafe try render(spec, from: source, within: limits, to: sink)
            }
        }
    }

    @unsafe
    private static func render(
        _ spec: SnapshotSpec,
        from source: UnsafePointer<ByteSource>,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderSummary {
        var file = unsafe try MediaFile(opening: source, within: limits)
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
        var reader = try FrameReader(file: file, extent: extent, limits: limits, hidesBlocks: maker.hidesBlocks)
        var cover: CoverChoice?
        if case .cover = spec.instants {
            var scout = CoverScout(reader, track: track)
            (plan.instants[0], cover) = try scout.choose(from: plan.instants[0], limits)
            reader = scout.finish()
        } else if plan.instants.count == 1 {
            reader.threads = limits.threads
        }
        let helpers = unsafe try helpers(for: plan, of: spec, source, extent, track, limits, besides: reader)
        let worker = SnapshotWorker(
            reader,
            maker,
            track: track,
            tolerance: plan.tolerance,
            cover: cover,
            limits: limits
        )
        var job = SnapshotJob(
            plan,
            pastEnd: spec.pastEnd,
            note: extent.note,
            worker: worker,
            helpers: helpers,
            sink: sink
        )
        return try job.run()
    }

    /// Those who share the work of a long job, as far as it may have threads.
    ///
    /// Where the container finds no instants, each would have to go through all of the file.
    @unsafe
    private static func helpers(
        for plan: SnapshotPlan,
        of spec: SnapshotSpec,
        _ source: UnsafePointer<ByteSource>,
        _ extent: Extent,
        _ track: TrackShape,
        _ limits: RenderLimits,
        besides reader: borrowing FrameReader
    ) throws(Failure) -> [SnapshotHelper] {
        let least = plan.tolerance > 0 ? keyframesToShare : exactFramesToShare
        let count = min(limits.threads, plan.instants.count / least)
        guard count > 1, !reader.isSequential else { return [] }
        var helpers: [SnapshotHelper] = []
        for _ in 1..<count {
            var file = unsafe try MediaFile(opening: source, within: limits)
            // Some indexes are read only where the end is looked for.
            if extent.hasCompleteIndex { _ = try file.measureExtent() }
            let maker = try PictureMaker(spec: spec, track: track, limits: limits)
            let reader = try FrameReader(file: file, extent: extent, limits: limits, hidesBlocks: maker.hidesBlocks)
            let worker = SnapshotWorker(reader, maker, track: track, tolerance: plan.tolerance, limits: limits)
            helpers.append(SnapshotHelper(worker))
        }
        return helpers
    }
}
