// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

@Suite("Cover art of sound")
struct CoverArtTests {
    private static let tone = ["-f", "lavfi", "-i", "sine=duration=1"]

    /// Sound with a cover that ffmpeg can write: name, how pictures are stored, and the options of the sound.
    static let kinds: [(name: String, suffix: String, options: [String])] = [
        ("a.mp3", "png", ["-c:a", "libmp3lame", "-id3v2_version", "3"]),
        ("b.mp3", "jpg", ["-c:a", "libmp3lame", "-id3v2_version", "4"]),
        ("c.m4a", "png", ["-c:a", "aac"]), ("d.m4a", "jpg", ["-c:a", "aac"]), ("e.flac", "png", ["-c:a", "flac"]),
        ("f.flac", "jpg", ["-c:a", "flac"]), ("g.aiff", "png", ["-c:a", "pcm_s16be", "-write_id3v2", "1"]),
    ]

    @Test("is the picture", arguments: kinds)
    func attached(_ name: String, _ suffix: String, _ options: [String]) throws {
        let maker = try ClipMaker()
        let source = try TestPictures.gradient(300, 300)
        let cover = "\(maker.directory)/cover.\(suffix)"
        try ImageMagick.write(source, to: cover)
        let path = "\(maker.directory)/\(name)"
        try maker.ffmpeg(
            Self.tone + ["-i", cover, "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
                + options + [path]
        )
        try check(path, shows: source, in: maker)
    }

    @Test("is found in Ogg comments", arguments: ["a.ogg", "b.opus"])
    func ogg(_ name: String) throws {
        let maker = try ClipMaker()
        let source = try TestPictures.gradient(300, 300)
        let cover = "\(maker.directory)/cover.png"
        try ImageMagick.write(source, to: cover)
        let block = try Self.pictureBlock(Data(contentsOf: URL(filePath: cover)))
        let path = "\(maker.directory)/\(name)"
        let codec = name.hasSuffix("opus") ? "libopus" : "libvorbis"
        let comments = try maker.file(
            "comments.txt",
            Data(";FFMETADATA1\nMETADATA_BLOCK_PICTURE=\(Self.escaped(block.base64EncodedString()))\n".utf8)
        )
        try maker.ffmpeg(
            Self.tone + ["-f", "ffmetadata", "-i", comments, "-map", "0:a", "-map_metadata", "1", "-c:a", codec, path]
        )
        try check(path, shows: source, in: maker)
    }

    /// A picture as FLAC stores it (RFC 9639, section 8.8), of the type "front cover".
    private static func pictureBlock(_ picture: Data) -> Data {
        var block = Data()
        let append = { (number: Int, block: inout Data) in
            block.append(contentsOf: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) })
        }
        append(3, &block)
        append(9, &block)
        block.append(contentsOf: "image/png".utf8)
        for number in [0, 300, 300, 24, 0, picture.count] { append(number, &block) }
        return block + picture
    }

    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == "=" ? ["\\", $0] : [$0] })
    }

    private func check(_ path: String, shows source: Raster, in maker: ClipMaker) throws {
        let spec = ThumbnailSpec(shapes: [.longSide(300), .longSide(60)], format: .png)
        let result = RenderedVideo(path, spec)
        #expect(result.failure == nil)
        #expect(result.media?.audio?.channels == 1)
        #expect(result.media?.video == nil)
        #expect(
            result.pictures == [Picture(index: 0, width: 300, height: 300), Picture(index: 1, width: 60, height: 60)]
        )
        let picture = try ImageMagick.read(maker.file("out.png", #require(result.files.first)), source.size)
        #expect(picture.meanDifference(from: source) < 3)
    }

    @Test("is the front cover where there are several, otherwise the largest")
    func choice() throws {
        let maker = try ClipMaker()
        let (small, large) = ("\(maker.directory)/small.png", "\(maker.directory)/large.png")
        try ImageMagick.write(TestPictures.gradient(40, 40), to: small)
        try ImageMagick.write(TestPictures.gradient(90, 90), to: large)
        for (first, second, width) in [("back", "front", 90), ("front", "back", 40), ("back", "back", 90)] {
            let path = "\(maker.directory)/a.mp3"
            try maker.ffmpeg(
                Self.tone + ["-i", small, "-i", large, "-map", "0:a", "-map", "1:v", "-map", "2:v", "-c:v", "copy"]
                    + ["-metadata:s:v:0", "comment=Cover (\(first))", "-metadata:s:v:1", "comment=Cover (\(second))"]
                    + [path]
            )
            #expect(RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(200)])).pictures.map(\.width) == [width])
        }
    }

    @Test("is turned as its EXIF says", .enabled("the corpus is there") { CorpusFile.isExpected })
    func orientation() throws {
        let maker = try ClipMaker()
        let cover = "\(CorpusFile.folder)/image/037-Landscape_8.jpg"
        let path = "\(maker.directory)/a.mp3"
        try maker.ffmpeg(
            Self.tone + ["-i", cover, "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
                + [path]
        )
        let result = RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(600)], format: .png))
        let upright = "\(maker.directory)/upright.png"
        try ImageMagick.convert([cover, "-auto-orient", "-resize", "600x600", upright])
        let picture = try #require(result.pictures.first)
        let size = PixelSize(width: picture.width, height: picture.height)
        #expect(size.width > size.height)
        let wanted = try ImageMagick.read(upright, size)
        let shown = try ImageMagick.read(maker.file("out.png", #require(result.files.first)), size)
        #expect(shown.meanDifference(from: wanted) < 4)
    }

    @Test("that is missing is told, not invented")
    func missing() throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.mp3"
        try maker.ffmpeg(Self.tone + ["-c:a", "libmp3lame", path])
        let result = RenderedVideo(path, ThumbnailSpec(shapes: [.longSide(100)]))
        #expect(result.failure?.code == .noPictures)
        #expect(result.failure?.class == .permanent)
        #expect(result.failure?.message == "There is no picture in the file.")
        #expect(result.media?.audio?.codec == "mp3")
        #expect(result.owed == 0)
    }

    @Test("that does not decode is a clean failure")
    func damaged() throws {
        let maker = try ClipMaker()
        let cover = "\(maker.directory)/cover.png"
        try ImageMagick.write(TestPictures.noise(80, 80, seed: 1, isOpaque: true), to: cover)
        let path = "\(maker.directory)/a.flac"
        try maker.ffmpeg(
            Self.tone + ["-i", cover, "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic"]
                + [path]
        )
        var bytes = try Data(contentsOf: URL(filePath: path))
        let start = try #require(bytes.firstRange(of: Data("IDAT".utf8))).upperBound
        for index in start..<start + 2000 { bytes[index] = 0xFF }
        let result = RenderedVideo(
            try maker.file("b.flac", bytes),
            ThumbnailSpec(shapes: [.longSide(100)])
        )
        #expect(result.failure?.code == .damagedMedia)
        #expect(result.pictures.isEmpty)
    }

    /// What ffmpeg cannot write: covers of Monkey's Audio.
    @Test("is found in the sound of the corpus", .enabled("the corpus is there") { CorpusFile.isExpected })
    func corpus() {
        let expected = [
            "002-with_cover.mp3": true, "003-bear_with_picture.flac": true, "005-bear-id3.mp3": true,
            "008-fixture-monkeysaudio.ape": true, "001-no_cover.mp3": false, "006-sample.wav": false,
            "007-fixture-babys-songbook.m4b.m4a": false,
        ]
        for (name, hasCover) in expected {
            let result = RenderedVideo(
                "\(CorpusFile.folder)/audio/\(name)",
                ThumbnailSpec(shapes: [.longSide(200)])
            )
            #expect(result.failure?.code == (hasCover ? nil : .noPictures), "\(name)")
            #expect(result.files.count == (hasCover ? 1 : 0), "\(name)")
        }
    }
}
