// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import PixelImage
import RenderKit
import RenderProtocol

extension VideoEngine {
    /// Makes the shapes of one picture of any file that libav* reads.
    @unsafe
    static func render(
        _ spec: ThumbnailSpec,
        from source: UnsafePointer<ByteSource>,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        let signature = unsafe FileSignature(of: source.pointee)
        if let kind = signature.renderer { return .elsewhere(kind) }
        let sender = try ThumbnailSender(spec, limits, sink)
        if let movie = unsafe try MediaFile.byHeader(of: source, within: limits) {
            return .done(try renderVideo(movie, sender))
        }
        let targa = unsafe TargaHeader(of: source.pointee)
        if let targa, targa.hasFooter { return unsafe try render(targa, source, sender) }
        let format: FormatContext
        do throws(FFmpegError) {
            format = unsafe try FormatContext(opening: source, as: InputFormats.allowedWithStills, within: limits)
        } catch {
            if error.isOutOfMemory { throw .outOfMemory(error) }
            if let targa { return unsafe try render(targa, source, sender) }
            if signature.isText { return .elsewhere(.office) }
            throw .unrecognised(error.description)
        }
        if InputFormats.stills.contains(format.demuxerName) {
            return unsafe try render(format, source, sender)
        }
        let file = unsafe try MediaFile(learning: format, of: source, within: limits)
        return .done(file.video == nil ? try renderSound(file, sender) : try renderVideo(file, sender))
    }

    /// A still picture without a magic number.
    @unsafe
    private static func render(
        _ targa: TargaHeader,
        _ source: UnsafePointer<ByteSource>,
        _ sender: borrowing ThumbnailSender
    ) throws(Failure) -> RenderEnd {
        guard Int64(targa.size.width) * Int64(targa.size.height) <= sender.limits.pixels else {
            throw .tooManyPixels(sender.limits)
        }
        let still = unsafe try StillPicture(all: source.pointee, codec: AV_CODEC_ID_TARGA, limits: sender.limits)
        return .done(RenderSummary(pictures: try sender.send(still, of: "tga"), notes: []))
    }

    /// A still picture that libavformat knows.
    @unsafe
    private static func render(
        _ format: borrowing FormatContext,
        _ source: UnsafePointer<ByteSource>,
        _ sender: borrowing ThumbnailSender
    ) throws(Failure) -> RenderEnd {
        guard format.streamCount > 0 else { throw .damagedPicture("no stream") }
        guard format.streamCount <= sender.limits.streams else { throw .tooManyStreams(sender.limits) }
        let name = format.demuxerName
        let made: Int
        if name == "ico" {
            made = try sender.send(format.largestIcon(sender.limits), of: name)
        } else {
            // What follows the first packet of a pipe is found by parsing: the whole file is one picture here.
            let codec = unsafe format.parameters(0).pointee.codec_id
            let still = unsafe try StillPicture(all: source.pointee, codec: codec, limits: sender.limits)
            made = try sender.send(still, of: String(name.dropLast("_pipe".count)))
        }
        return .done(RenderSummary(pictures: made, notes: []))
    }

    private static func renderVideo(
        _ file: consuming MediaFile,
        _ sender: borrowing ThumbnailSender
    ) throws(Failure) -> RenderSummary {
        guard let video = file.video else { throw .withoutVideo }
        let extent = try file.measureExtent()
        let instants = sender.spec.instant.map { SnapshotSpec.Instants.at([$0]) } ?? .cover
        let plan = SnapshotPlanner(extent: extent.time).plan(SnapshotSpec(instants: instants, pastEnd: .lastFrame))
        try sender.sink.media(file.info(extent: extent.time.milliseconds), owed: sender.spec.shapes.count)
        guard var instant = plan.instants.first else { throw .withoutPictures }
        let track = file.shape(of: video)
        var reader = try FrameReader(file: file, extent: extent, limits: sender.limits)
        var cover: CoverChoice?
        if sender.spec.instant == nil {
            var scout = CoverScout(reader, track: track)
            (instant, cover) = try scout.choose(from: instant, sender.limits)
            reader = scout.finish()
        }
        let mark = try reader.show(exactly: instant, sender.limits, isLast: true)
        let colors = reader.frame.colors(track.colors)
        let shown: DisplayFrame
        do throws(FFmpegError) {
            shown = try DisplayFrame(reader.frame, track)
        } catch {
            throw .library(error)
        }
        let upright = try RasterMaker(limits: sender.limits).upright(
            shown.frame,
            ratio: track.ratio(of: reader.frame),
            orientation: track.orientation(of: mark),
            colors: colors,
            for: sender.spec.shapes
        )
        var frame = reader.told(of: mark, for: instant, within: 0, track)
        frame.report?.deinterlacing = shown.deinterlacing
        frame.report?.cover = cover
        let made = try sender.send(upright, frame: frame)
        return RenderSummary(pictures: made, notes: [extent.note, colors.note].compactMap(\.self))
    }

    /// Sound: its cover art, or its waveform.
    private static func renderSound(
        _ file: consuming MediaFile,
        _ sender: borrowing ThumbnailSender
    ) throws(Failure) -> RenderSummary {
        let hasPicture = file.hasCoverArt || sender.spec.waveform && file.sound != nil
        try sender.sink.media(file.info(extent: nil), owed: hasPicture ? sender.spec.shapes.count : 0)
        guard hasPicture else { throw .withoutPicture }
        if file.hasCoverArt {
            return RenderSummary(pictures: try sender.send(file.coverArt(sender.limits)), notes: [])
        }
        let wave = try SoundReader(file: file, sender.limits).waveform()
        let made = try sender.send(RasterMaker.Upright(raster: wave.drawn(), size: Waveform.size))
        return RenderSummary(pictures: made, notes: [])
    }
}
