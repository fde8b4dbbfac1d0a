// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Foundation
import Model
import RenderKit
import RenderProtocol
import TestSupport
import Testing

@testable import VideoEngine

@Suite("Matroska whose header tells how H.264 is put into order")
struct MatroskaHeaderTests {
    private static let encoder = ["-c:v", "libx264", "-preset", "veryfast", "-x264-params"]

    /// Whether the file at `path` is known without decoding.
    private static func isKnown(_ path: String) throws -> Bool {
        VideoEngine.warm()
        let source = try ByteSource.opened(path)
        return try withUnsafePointer(to: source) { source in
            var format = try FormatContext(opening: source, within: RenderLimits())
            return try format.tellsStreams && format.learnStarts()
        }
    }

    /// Where the parameters are in `file`, behind their length.
    private static func parameters(in file: Data) throws -> Range<Int> {
        let bytes = [UInt8](file)
        let start = try #require(
            bytes.indices.first {
                bytes[$0] == 1 && SequenceParameters(record: bytes[$0..<min(bytes.count, $0 + 512)]) != nil
            }
        )
        return start + 8..<start + 8 + Int(bytes[start + 6]) << 8 + Int(bytes[start + 7])
    }

    /// Has the parameters end before they tell of the order, which is the last that they tell.
    static func silenced(_ file: Data) throws -> Data {
        var file = file
        let range = try parameters(in: file)
        for position in (0..<range.count * 8).reversed() {
            var unit = [UInt8](file[range])
            let (byte, bit) = (position / 8, UInt8(0x80) >> (position % 8))
            guard unit[byte] & bit != 0 else { continue }
            unit[byte] &= ~(bit | (bit - 1))
            for later in (byte + 1)..<max(byte + 1, unit.count) { unit[later] = 0 }
            // The bit that ends a unit.
            if bit > 1 { unit[byte] |= bit >> 1 } else if byte + 1 < unit.count { unit[byte + 1] = 0x80 }
            guard let told = SequenceParameters(unit: unit), told.reordered == nil else { continue }
            file.replaceSubrange(range, with: unit)
            return file
        }
        throw CocoaError(.coderInvalidValue)
    }

    /// Holds what is made of the file at `path` against what is made where the header does not tell.
    private static func compare(_ path: String) throws {
        let other = path + ".silenced.mkv"
        try silenced(Data(contentsOf: URL(filePath: path))).write(to: URL(filePath: other))
        #expect(try isKnown(path))
        #expect(try !isKnown(other))
        let orders: [SnapshotSpec] = [
            SnapshotSpec(instants: .evenly(count: 9)), SnapshotSpec(instants: .evenly(count: 9), tolerance: 700),
            SnapshotSpec(instants: .cover), SnapshotSpec(instants: .at([1, 1 << 30]), pastEnd: .lastFrame),
        ]
        for spec in orders {
            let (own, probed) = (RenderedVideo(path, spec), RenderedVideo(other, spec))
            #expect(!own.files.isEmpty && own.files == probed.files)
            #expect(own.pictures == probed.pictures && own.missing == probed.missing)
            #expect(own.media == probed.media && own.summary == probed.summary && own.failure == probed.failure)
        }
    }

    @Test(
        "shows what is shown where frames are decoded to find out",
        arguments: [
            ("order.mkv", "bframes=3:keyint=25:b-adapt=0", []),
            ("pyramid.mkv", "bframes=5:b-pyramid=normal:keyint=50:b-adapt=0", []),
            ("open.mkv", "bframes=3:open-gop=1:keyint=12:b-adapt=0", []),
            ("long.mkv", "bframes=3:keyint=500:scenecut=0", []),
            ("fields.mkv", "bframes=2:tff=1:keyint=25", ["-flags", "+ildct+ilme"]),
            ("wide.mkv", "bframes=2:nal-hrd=vbr:vbv-maxrate=900:vbv-bufsize=900", ["-vf", "setsar=4/3"]),
            ("deep.mkv", "bframes=2:cqm=jvt:overscan=show:colorprim=bt2020", ["-pix_fmt", "yuv444p10le"]),
            ("small.mkv", "bframes=2", ["-vf", "crop=150:90"]),
            ("late.mkv", "bframes=2:keyint=25", ["-output_ts_offset", "1.7"]),
        ] as [(String, String, [String])]
    )
    func same(_ name: String, _ parameters: String, _ options: [String]) throws {
        let clip = try ClipMaker().clip(name, frames: 100, sound: true, Self.encoder + [parameters] + options)
        try Self.compare(clip.path)
    }

    @Test("is the same of files that are cut, that have no index, and that begin with text")
    func out() throws {
        let maker = try ClipMaker()
        let options = Self.encoder + ["bframes=3:keyint=25:b-adapt=0"]
        let clip = try maker.clip("whole.mkv", frames: 150, sound: true, options)
        for share in [0.5, 0.9] { try Self.compare(maker.cut(clip, to: "cut\(share).mkv", share: share).path) }
        let text = try maker.file("text.srt", Data("1\n00:00:00,000 --> 00:00:01,000\nText\n".utf8))
        let late = "\(maker.directory)/late.mkv"
        try maker.ffmpeg(["-itsoffset", "0.4", "-i", clip.path, "-i", text, "-c", "copy", "-c:s", "srt", late])
        try Self.compare(late)
        let bytes = try Data(contentsOf: URL(filePath: clip.path))
        // The identifier of the index, once where it is announced and once where it is.
        var file = bytes
        while let place = file.range(of: Data([0x1C, 0x53, 0xBB, 0x6B])) { file[place.lowerBound + 3] = 0x6A }
        try Self.compare(maker.file("unindexed.mkv", file))
    }

    @Test(
        "is decoded where anything is in doubt",
        arguments: [
            ("none.mkv", "bframes=0", []),
            ("two.mkv", "bframes=2", ["-map", "0:v", "-map", "0:v"]),
        ] as [(String, String, [String])]
    )
    func doubt(_ name: String, _ parameters: String, _ options: [String]) throws {
        let clip = try ClipMaker().clip(name, frames: 50, Self.encoder + [parameters] + options)
        #expect(try !Self.isKnown(clip.path))
    }

    @Test("a profile without frames that are built on later ones is believed to have none")
    func baseline() throws {
        let clip = try ClipMaker().clip("base.mkv", frames: 50, Self.encoder + ["keyint=25", "-profile:v", "baseline"])
        #expect(try Self.isKnown(clip.path))
        let pictures = RenderedVideo(clip.path, SnapshotSpec(instants: .at([0, 500, 1990])))
        #expect(try pictures.numbers() == [0, 500, 1990].map { clip.frame(at: $0) })
    }

    @Test("is decoded where the size in the header is another one")
    func size() throws {
        let maker = try ClipMaker()
        let clip = try maker.clip("size.mkv", frames: 50, Self.encoder + ["bframes=2"])
        var bytes = try Data(contentsOf: URL(filePath: clip.path))
        // PixelWidth, in one byte.
        let place = try #require(bytes.range(of: Data([0xB0, 0x81, UInt8(ClipMaker.width)])))
        bytes[place.upperBound - 1] -= 2
        #expect(try !Self.isKnown(maker.file("other.mkv", bytes)))
    }
}
