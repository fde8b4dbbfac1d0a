// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import TestSupport
import Testing

@Suite("Files that are no videos")
struct MalformedInputTests {
    @Test(
        "are told what they are instead",
        arguments: [
            ("a.m4a", ["-c:a", "aac"], "mov"), ("a.mp3", ["-c:a", "libmp3lame"], "mp3"),
            ("a.ogg", ["-c:a", "libvorbis"], "ogg"),
            ("a.wav", [], "wav"), ("a.flac", [], "flac"), ("a.aac", ["-c:a", "aac"], "aac"),
            ("a.mka", ["-c:a", "libopus"], "matroska"),
        ]
    )
    func audioOnly(_ name: String, _ options: [String], _ container: String) throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/\(name)"
        try maker.ffmpeg(["-f", "lavfi", "-i", "sine=duration=2"] + options + [path])
        let result = RenderedVideo(path, SnapshotSpec(instants: .first))
        #expect(result.failure?.code == .noVideo)
        #expect(result.failure?.class == .permanent)
        #expect(result.media?.container == container)
        #expect(result.media?.video == nil)
        #expect(result.media?.audio?.channels == 1)
        #expect(abs((result.media?.duration ?? 0) - 2000) < 100)
        #expect(result.owed == 0)
    }

    @Test("and have only a cover are no videos either")
    func attachedPicture() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.m4a"
        try maker.ffmpeg([
            "-f", "lavfi", "-i", "sine=duration=1", "-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", "-c:v",
            "mjpeg", "-disposition:v", "attached_pic", "-c:a", "aac", path,
        ])
        #expect(RenderedVideo(path, SnapshotSpec(instants: .first)).failure?.code == .noVideo)
    }

    /// Contents that libav* knows how to follow or cannot know at all.
    static let contents: [(name: String, text: String)] = [
        ("empty", ""), ("text", "This is no video.\n"), ("zeros", String(repeating: "\0", count: 100_000)),
        ("hls", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n/etc/passwd\n#EXT-X-ENDLIST\n"),
        ("concat", "ffconcat version 1.0\nfile '/etc/passwd'\n"),
        (
            "sdp",
            "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
        ),
        ("dash", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>"),
        ("subtitles", "1\n00:00:00,000 --> 00:00:05,000\nHello\n\n"),
    ]

    @Test("are refused as unsupported", arguments: contents)
    func refused(_ name: String, _ text: String) throws {
        let maker = try ClipMaker()
        let path = try maker.file(name, Data(text.utf8))
        let result = RenderedVideo(path, SnapshotSpec(instants: .first))
        #expect(result.failure?.code == .unsupportedMedia)
        #expect(result.media == nil)
    }

    @Test("never follow what they name, even where a playable file lies beside them")
    func playlistBesideFile() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("seg.ts", frames: 25, ["-c:v", "libx264"])
        for text in [
            "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n\(clip.path)\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile 'seg.ts'\n",
        ] {
            let path = try maker.file("list.mp4", Data(text.utf8))
            #expect(RenderedVideo(path, SnapshotSpec(instants: .first)).failure?.code == .unsupportedMedia)
        }
    }

    @Test("are refused by their headers when a picture would be too large")
    func tooManyPixels() throws {
        for container in ["mp4", "mkv", "ts"] {
            let clip = try ClipMaker().clip("p.\(container)", frames: 50, ["-c:v", "libx264"])
            let limits = RenderLimits(pixels: Int64(ClipMaker.width * ClipMaker.height - 1))
            let result = RenderedVideo(clip.path, SnapshotSpec(instants: .first), limits: limits)
            #expect(result.failure?.code == .limitExceeded, "\(container): \(String(describing: result.failure))")
            #expect(result.failure?.message.contains("pixels") == true)
            #expect(result.pictures.isEmpty)
        }
    }

    @Test("are refused when they have too many streams")
    func tooManyStreams() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("s.mp4", frames: 3, sound: true, ["-c:v", "libx264"])
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .first), limits: RenderLimits(streams: 1))
        #expect(result.failure?.code == .limitExceeded)
        #expect(result.failure?.message.contains("streams") == true)
    }

    @Test("and those whose pictures are all damaged fail as damaged")
    func allDamaged() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("d.mp4", frames: 50, ["-c:v", "libx264", "-movflags", "+faststart"])
        try maker.overwrite(clip, from: 0.25)
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at([1000])))
        #expect(result.failure?.code == .damagedMedia)
        #expect(result.failure?.class == .permanent)
    }

    @Test("and those that are damaged in the middle give what lies around the damage, and tell the rest")
    func damagedMiddle() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip(
            "m.mp4",
            frames: 300,
            ["-c:v", "libx264", "-g", "25", "-x264-params", "scenecut=0", "-movflags", "+faststart"]
        )
        try maker.overwrite(clip, from: 0.35, to: 0.65)
        let instants = (0..<12).map { Int64($0) * 1000 + 500 }
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .at(instants)))
        #expect(result.failure == nil)
        #expect(result.owed == 12)
        let missing = result.missing.map(\.index)
        #expect(missing.contains(6) && !missing.contains(0) && !missing.contains(11), "\(missing)")
        #expect((result.pictures.map(\.index) + missing).sorted() == Array(0..<12))
        #expect(result.missing.allSatisfy { $0.failure.code == .damagedMedia && $0.instant == instants[$0.index] })
        for (picture, number) in zip(result.pictures, try result.numbers())
        where picture.frame?.report?.isDamaged == false {
            #expect(number == clip.frame(at: Double(instants[picture.index])))
        }
        let whole = result.pictures.filter { $0.frame?.report?.isDamaged == false }.map(\.index)
        #expect(whole.contains(0) && whole.contains(11), "\(whole)")
        #expect(result.summary?.pictures == result.pictures.count)
    }

    @Test("do not bring the engine down when bytes of a video are changed at random", arguments: 0..<40)
    func flippedBytes(_ seed: Int) throws {
        let maker = try ClipMaker()
        let container = ["mp4", "mkv", "ts", "avi"][seed % 4]
        let clip = try maker.clip("f.\(container)", frames: 30, ["-c:v", "libx264", "-bf", "2"])
        try maker.damage(clip, seed: UInt64(seed))
        let result = RenderedVideo(clip.path, SnapshotSpec(instants: .evenly(count: 3), pastEnd: .lastFrame))
        #expect((result.failure == nil) == (result.pictures.count == 3) || result.pictures.count < 3)
        #expect(result.failure == nil || result.summary == nil)
    }
}
