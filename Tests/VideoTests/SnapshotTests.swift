// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol
import TestSupport
import Testing

/// Containers and codecs in which the frame shown at an instant must be the right one.
enum ClipKind: String, CaseIterable, Sendable {
    case mp4WithReorderedFrames, mp4WithSound, mp4Fragmented, mp4AllReordered, matroska, webmVP8, webmVP9, webmWithOpus
    case transportStream, transportStreamMPEG2, programStream, transportStreamOpenGroups
    case avi, aviWithReorderedFrames, aviMPEG4WithReorderedFrames, flv, oggTheora, longGroups, variableRate,
        gapInTheMiddle, hevc,
        elementaryH264, elementaryMPEG1, mxf, asf, interlaced

    func make(_ maker: ClipMaker) throws -> Clip {
        let x264 = ["-c:v", "libx264", "-preset", "veryfast", "-g", "25", "-bf", "3"]
        let closed = ["-x264-params", "scenecut=0"]
        let h264 = x264 + closed
        switch self {
        case .mp4WithReorderedFrames: return try maker.clip("b.mp4", frames: 150, h264)
        case .mp4WithSound: return try maker.clip("s.mp4", frames: 150, sound: true, h264 + ["-c:a", "aac"])
        case .mp4Fragmented:
            return try maker.clip("f.mp4", frames: 150, sound: true, h264 + ["-movflags", "frag_keyframe+delay_moov"])
        case .mp4AllReordered:
            return try maker.clip("p.mp4", frames: 150, x264 + ["-x264-params", "scenecut=0:open-gop=1:b-pyramid=2"])
        case .matroska: return try maker.clip("m.mkv", frames: 150, h264)
        case .webmVP8:
            return try maker.clip("8.webm", frames: 100, ["-c:v", "libvpx", "-g", "20", "-deadline", "realtime"])
        case .webmVP9:
            return try maker.clip("9.webm", frames: 60, ["-c:v", "libvpx-vp9", "-g", "20", "-deadline", "realtime"])
        case .webmWithOpus:
            return try opus(maker)
        case .transportStream: return try maker.clip("t.ts", frames: 150, h264)
        case .transportStreamMPEG2: return try maker.clip("2.ts", frames: 150, mpeg2)
        case .programStream: return try maker.clip("p.mpg", frames: 150, mpeg2)
        case .transportStreamOpenGroups:
            return try maker.clip("o.ts", frames: 150, x264 + ["-x264-params", "scenecut=0:open-gop=1"])
        case .avi: return try maker.clip("a.avi", frames: 150, ["-c:v", "mpeg4", "-g", "25", "-q:v", "3"])
        case .aviWithReorderedFrames: return try maker.clip("r.avi", frames: 150, h264)
        case .aviMPEG4WithReorderedFrames:
            return try maker.clip("4.avi", frames: 150, ["-c:v", "mpeg4", "-g", "25", "-bf", "2", "-q:v", "3"])
        case .flv: return try maker.clip("f.flv", frames: 150, h264)
        case .oggTheora: return try maker.clip("t.ogv", frames: 100, ["-c:v", "libtheora", "-g", "25", "-q:v", "8"])
        case .longGroups:
            return try maker.clip("g.mp4", frames: 600, ["-c:v", "libx264", "-preset", "veryfast", "-g", "250"])
        case .variableRate: return try variableRate(maker, h264)
        case .gapInTheMiddle: return try gap(maker)
        case .hevc:
            return try maker.clip(
                "h.mp4",
                frames: 100,
                ["-c:v", "libx265", "-x265-params", "keyint=25:bframes=4:open-gop=1:log-level=none"]
            )
        case .elementaryH264: return try maker.clip("e.h264", frames: 100, h264)
        case .elementaryMPEG1:
            return try maker.clip("e.m1v", frames: 100, ["-c:v", "mpeg1video", "-bf", "2", "-q:v", "3"])
        case .mxf: return try maker.clip("x.mxf", frames: 100, mpeg2)
        case .asf: return try maker.clip("w.wmv", frames: 100, ["-c:v", "wmv2", "-g", "25", "-q:v", "3"])
        case .interlaced: return try maker.clip("i.ts", frames: 100, h264 + ["-flags", "+ildct+ilme", "-top", "1"])
        }
    }

    /// After frame 61, on which no other frame is built, nothing new is shown for five seconds.
    private func gap(_ maker: ClipMaker) throws -> Clip {
        var clip = try maker.clip(
            "g.mp4",
            frames: 120,
            [
                "-vf", "settb=1/1000,setpts=N*40+gt(N\\,61)*5000", "-fps_mode", "passthrough", "-c:v", "libx264", "-g",
                "250", "-bf", "1", "-x264-params", "scenecut=0:b-adapt=0", "-enc_time_base", "1/1000",
            ]
        )
        clip.times = (0..<120).map { Double($0 * 40 + ($0 > 61 ? 5000 : 0)) }
        clip.end = clip.times[119] + 40
        return clip
    }

    /// The muxer moves everything by the 7 ms of sound that come before the start and are never heard.
    private func opus(_ maker: ClipMaker) throws -> Clip {
        var clip = try maker.clip(
            "o.webm",
            frames: 60,
            sound: true,
            ["-c:v", "libvpx", "-g", "20", "-deadline", "realtime", "-c:a", "libopus"]
        )
        clip.times = clip.times.map { $0 + 7 }
        clip.end += 7
        return clip
    }

    private var mpeg2: [String] { ["-c:v", "mpeg2video", "-g", "15", "-bf", "2", "-q:v", "3"] }

    /// Frames come in pairs, 20 ms apart, a pair every 120 ms.
    private func variableRate(_ maker: ClipMaker, _ options: [String]) throws -> Clip {
        var clip = try maker.clip(
            "v.mp4",
            frames: 100,
            ["-vf", "settb=1/1000,setpts=floor(N/2)*120+mod(N\\,2)*20", "-fps_mode", "passthrough"] + options
                + ["-enc_time_base", "1/1000", "-video_track_timescale", "1000"]
        )
        clip.times = (0..<100).map { Double($0 / 2 * 120 + $0 % 2 * 20) }
        clip.end = clip.times[99] + 40
        return clip
    }
}

@Suite("Snapshots at given instants")
struct SnapshotTests {
    @Test("show the frame that a player shows", arguments: ClipKind.allCases)
    func exactFrames(_ kind: ClipKind) throws {
        let clip = try kind.make(ClipMaker())
        // The middle of frames, their first and their last millisecond, neighbours, the beginning and the end.
        let last = Int64(clip.end) - 1
        var instants: [Int64] = [0, 1, 39, 40, 41, 79, 80, 990, 1000, 1001, 1234, 1960, 1999, 2000, 2001, 2039, last]
        instants += [3, 9, 17].map { last * $0 / 19 }
        let sorted = Set(instants).sorted().filter { $0 <= last }
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at(sorted)))
        #expect(result.failure == nil)
        #expect(try result.numbers() == sorted.map { clip.frame(at: Double($0)) })
        #expect(result.pictures.map(\.frame?.instant) == sorted)
        #expect(result.owed == sorted.count)
        for picture in result.pictures {
            let frame = try #require(picture.frame)
            let expected = clip.times[clip.frame(at: Double(frame.instant))]
            #expect(abs(Double(frame.time.milliseconds) - expected) <= 1)
        }
    }

    @Test("know the extent of the video track", arguments: ClipKind.allCases)
    func extent(_ kind: ClipKind) throws {
        let clip = try kind.make(ClipMaker())
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .first))
        let media = try #require(result.media)
        #expect(abs(Double(media.duration) - clip.end) <= 1, "\(media.duration) is not \(clip.end)")
        #expect(media.video?.width == ClipMaker.width)
        #expect(media.video?.height == ClipMaker.height)
        #expect(try result.numbers() == [0])
        #expect(result.summary?.notes == [])
    }

    @Test("of neighbouring frames are all different", arguments: [ClipKind.mp4WithReorderedFrames, .transportStream])
    func everyFrame(_ kind: ClipKind) throws {
        let clip = try kind.make(ClipMaker())
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .every(milliseconds: 40), tolerance: 0))
        #expect(try result.numbers() == Array(0..<150))
    }

    @Test("are exactly i·D/count when spread evenly")
    func evenly() throws {
        let clip = try ClipMaker().clip("e.mp4", frames: 100, rate: 30, ["-c:v", "libx264", "-g", "30"])
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .evenly(count: 4), tolerance: 0))
        #expect(try result.numbers() == [0, 25, 50, 75])
    }
}
