// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit
import RenderProtocol
import TestSupport
@testable import VideoEngine

extension FuzzTarget {
    /// What is read of videos, and of pictures that libavcodec decodes, beside libavformat.
    static let movies = [boxes, index, elements, parameters, stills]

    /// Whose file it is, as the video renderer has it.
    static func checkSignature(of source: borrowing ByteSource) {
        let signature = FileSignature(of: source)
        promise(signature.renderer != .video, "the video renderer sends a file to itself")
        _ = signature.isText
    }

    /// The header of QuickTime and MP4: edits, and the part of a picture that is seen.
    private static let boxes = FuzzTarget(
        "movie-header",
        rounds: 5000,
        readsFiles: true,
        seeds: [movie(isLong: false), movie(isLong: true), pack]
    ) { bytes in
        withSource(bytes) { source in
            withUnsafePointer(to: &source) { pointer in
                let reader = BoxReader(reading: pointer)
                var inside = 0..<Int64(bytes.count)
                while let box = reader.first(in: inside) {
                    promise(box.contents.lowerBound > inside.lowerBound, "a box that does not go on")
                    promise(box.contents.upperBound <= inside.upperBound, "a box that goes beyond")
                    inside = box.contents
                }
                if let header = MovieHeader(reader) {
                    promise(header.timescale > 0, "a clock that stands still")
                    let edits = header.edits.values.joined()
                    promise(edits.allSatisfy { $0.duration >= 0 && $0.mediaTime ?? 0 >= 0 }, "\(header)")
                    promise(edits.count <= bytes.count / 12, "edits out of nothing")
                }
                check(ContainerShape(ofTrack: 1, reader))
                _ = MaterialExchange.isComplete(reader)
            }
        }
    }

    /// The sample tables of QuickTime and MP4.
    private static let index = FuzzTarget(
        "movie-index",
        rounds: 2500,
        readsFiles: true,
        seeds: [indexed(), indexed(HEIFFile.box("mdia", nested(6000)))]
    ) { bytes in
        withSource(bytes) { source in
            withUnsafePointer(to: &source) { pointer in
                guard let index = MovieIndex(BoxReader(reading: pointer)) else { return }
                let times = index.keyframes.map(\.time.shown)
                promise(!times.isEmpty && times == times.sorted(), "\(times)")
                promise(index.keyframes.allSatisfy { 0..<index.frames.count ~= $0.sample }, "\(index.keyframes)")
                for keyframe in index.keyframes.prefix(8) {
                    promise(index.place(of: keyframe)?.lowerBound ?? 0 >= 0, "a frame before the file")
                    promise(index.keyframes(around: keyframe.time.shown).before != nil, "no keyframe at a keyframe")
                }
                promise(index.skeleton.bytes.count <= 2 * bytes.count + 1024, "a header out of nothing")
            }
        }
    }

    /// The description of the tracks of Matroska.
    private static let elements = FuzzTarget("elements", rounds: 5000, readsFiles: true, seeds: [matroska]) { bytes in
        withSource(bytes) { source in
            let range = 0..<Int64(bytes.count)
            let found = source.elements(in: range)
            promise(found.allSatisfy { $0.body.clamped(to: range) == $0.body }, "an element that goes beyond")
            promise(
                zip(found, found.dropFirst()).allSatisfy { $0.body.upperBound <= $1.body.lowerBound },
                "elements overlap"
            )
            for position in 0...1 { check(ContainerShape(ofVideoTrack: position, inElementsOf: source)) }
        }
    }

    /// What H.264 says of all its frames.
    private static let parameters = FuzzTarget("parameters", rounds: 5000, seeds: [record(high), record(baseline)]) {
        bytes in
        guard let told = SequenceParameters(record: bytes) else { return }
        promise(told.size.width > 0 && told.size.height > 0, "\(told.size)")
        promise(told.reordered.map { 0...16 ~= $0 } ?? true, "\(told)")
    }

    /// Holds what is seen of a picture against the picture.
    private static func check(_ shape: ContainerShape) {
        guard let aperture = shape.aperture else { return }
        for size in [
            PixelSize(width: 1, height: 1), PixelSize(width: 1920, height: 1088), PixelSize(width: 1 << 20, height: 7),
        ] {
            guard let crop = aperture.crop(of: size) else { continue }
            promise(crop.left >= 0 && crop.top >= 0 && crop.size.width > 0 && crop.size.height > 0, "\(crop)")
            let isWithin = crop.left + crop.size.width <= size.width && crop.top + crop.size.height <= size.height
            promise(isWithin, "\(crop) of \(size)")
        }
    }

    /// Photoshop's lines, and the header of Targa.
    private static let stills = FuzzTarget("stills", rounds: 4000, readsFiles: true, seeds: [photoshop, targa]) {
        bytes in
        withSource(bytes) { source in
            if let header = TargaHeader(of: source) {
                promise(1...65_535 ~= header.size.width && 1...65_535 ~= header.size.height, "\(header.size)")
            }
            let limits = RenderLimits(pixels: 1 << 16)
            guard let unpacked = PhotoshopFile(source, limits: limits)?.unpacked(source) else { return }
            // 56 channels of 32 bits, and what stands before them.
            promise(unpacked.count <= Int(limits.pixels) * 56 * 4 + (1 << 17), "\(unpacked.count) bytes")
        }
    }

    /// A header with an edit list and a clean aperture.
    private static func movie(isLong: Bool) -> [UInt8] {
        let version: UInt8 = isLong ? 1 : 0
        func time(_ ticks: UInt32) -> [UInt8] { isLong ? UInt64(ticks).bigEndianBytes : ticks.bigEndianBytes }
        let zero = [UInt8](repeating: 0, count: 80)
        let header = HEIFFile.fullBox(
            "mvhd",
            version: version,
            time(1) + time(2) + UInt32(600).bigEndianBytes + time(900) + zero
        )
        let edits = [(UInt32(300), Int32(-1)), (600, 20)].flatMap { duration, start -> [UInt8] in
            time(duration) + (isLong ? Int64(start).bigEndianBytes : start.bigEndianBytes) + [0, 1, 0, 0]
        }
        let list = HEIFFile.fullBox("elst", version: version, UInt32(2).bigEndianBytes + edits)
        let clap = HEIFFile.box("clap", [Int32](arrayLiteral: 1900, 1, 1080, 1, -3, 2, 0, 1).flatMap(\.bigEndianBytes))
        let entry = HEIFFile.box("avc1", [UInt8](repeating: 0, count: 78) + clap)
        let descriptions = HEIFFile.fullBox("stsd", UInt32(1).bigEndianBytes + entry)
        let media = HEIFFile.box("mdia", HEIFFile.box("minf", HEIFFile.box("stbl", descriptions)))
        let number = HEIFFile.fullBox("tkhd", version: version, time(1) + time(2) + UInt32(1).bigEndianBytes + zero)
        let track = HEIFFile.box("trak", number + HEIFFile.box("edts", list) + media)
        let large = UInt32(1).bigEndianBytes + Array("free".utf8) + UInt64(20).bigEndianBytes + [1, 2, 3, 4]
        return HEIFFile.box("ftyp", Array("qt  ".utf8)) + large + HEIFFile.box("moov", header + track)
            + HEIFFile.box("mdat", [1])
    }

    /// A movie of three samples in two chunks.
    ///
    /// - Parameter more: What stands in the track behind all else.
    private static func indexed(_ more: [UInt8] = []) -> [UInt8] {
        func table(_ name: String, _ numbers: [UInt32]) -> [UInt8] {
            HEIFFile.fullBox(name, numbers.flatMap(\.bigEndianBytes))
        }
        let entry = HEIFFile.box("avc1", [UInt8](repeating: 0, count: 78))
        let tables =
            HEIFFile.fullBox("stsd", UInt32(1).bigEndianBytes + entry) + table("stts", [2, 2, 10, 1, 5])
            + table("ctts", [2, 1, 20, 2, 0]) + table("stss", [2, 1, 3]) + table("stsc", [2, 1, 2, 1, 2, 1, 1])
            + table("stsz", [0, 3, 2, 3, 1]) + table("stco", [2, 28, 33])
        let reference = HEIFFile.box("dinf", HEIFFile.fullBox("dref", UInt32(1).bigEndianBytes + table("url ", [])))
        // It says that the samples are in this file.
        let here = reference.dropLast() + [1]
        let handler = HEIFFile.fullBox("hdlr", [0, 0, 0, 0] + Array("vide".utf8) + [UInt8](repeating: 0, count: 13))
        let media = HEIFFile.box("mdia", handler + HEIFFile.box("minf", here + HEIFFile.box("stbl", tables)))
        let zero = [UInt8](repeating: 0, count: 80)
        let number = HEIFFile.fullBox("tkhd", [UInt32(1), 2, 1].flatMap(\.bigEndianBytes) + zero)
        let movie = HEIFFile.fullBox("mvhd", [UInt32(1), 2, 600, 25].flatMap(\.bigEndianBytes) + zero)
        return HEIFFile.box("ftyp", Array("isom\0\0\0\0".utf8)) + HEIFFile.box("free", [])
            + HEIFFile.box("mdat", Array("aabbbc".utf8))
            + HEIFFile.box("moov", movie + HEIFFile.box("trak", number + media + more))
    }

    /// Containers within one another.
    private static func nested(_ depth: Int) -> [UInt8] {
        (1...depth).reversed().flatMap { UInt32(8 * $0).bigEndianBytes + Array("mdia".utf8) }
    }

    /// The end of an MXF file.
    private static let pack: [UInt8] =
        [0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01] + [UInt8](repeating: 0, count: 25) + UInt32(36).bigEndianBytes

    private static let matroska: [UInt8] = {
        func element(_ id: [UInt8], _ body: [UInt8]) -> [UInt8] {
            id + (body.count < 127 ? [0x80 | UInt8(body.count)] : [0x40, UInt8(body.count)]) + body
        }
        let sides = element([0xB0], [0x07, 0x80]) + element([0xBA], [0x04, 0x38])
        let shown = element([0x54, 0xB0], [0x07, 0x80]) + element([0x54, 0xBA], [0x04, 0x38])
        let crop =
            element([0x54, 0xAA], [2]) + element([0x54, 0xBB], [4]) + element([0x54, 0xCC], [6])
            + element([0x54, 0xDD], [8])
        let track = element([0xAE], element([0xD7], [1]) + element([0x83], [1]) + element([0xE0], sides + shown + crop))
        let head = element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("matroska".utf8)))
        // Of unknown size.
        return head + [0x18, 0x53, 0x80, 0x67, 0x01] + [UInt8](repeating: 0xFF, count: 7)
            + element([0x16, 0x54, 0xAE, 0x6B], track + track) + element([0x1F, 0x43, 0xB6, 0x75], [0])
    }()

    /// A configuration record of H.264.
    private static func record(_ unit: [UInt8]) -> [UInt8] {
        [1, unit[1], unit[2], unit[3], 0xFF, 0xE1, 0, UInt8(unit.count)] + unit + [1, 0, 1, 0x68]
    }

    /// Parameters of 320x180 with two frames held back, and of 160x96 with none.
    private static let high: [UInt8] = [
        0x67, 0x64, 0x00, 0x0C, 0xAC, 0xD9, 0x41, 0x41, 0x9F, 0x9F, 0x01, 0x10, 0x00, 0x00, 0x03, 0x00,
        0x10, 0x00, 0x00, 0x03, 0x03, 0x20, 0xF1, 0x42, 0x99, 0x60,
    ]
    private static let baseline: [UInt8] = [
        0x67, 0x42, 0xC0, 0x0C, 0xDA, 0x05, 0x06, 0x7E, 0x7C, 0x04, 0x40, 0x00, 0x00, 0x03, 0x00, 0x40,
        0x00, 0x00, 0x0C, 0x83, 0xC5, 0x0A, 0xA8,
    ]

    /// Two lines of eight pixels.
    private static let photoshop: [UInt8] =
        Array("8BPS\0\u{1}".utf8) + [UInt8](repeating: 0, count: 6) + [0, 1] + UInt32(2).bigEndianBytes
        + UInt32(8).bigEndianBytes + [0, 8, 0, 1] + [UInt8](repeating: 0, count: 12) + [0, 1, 0, 2, 0, 11]
        + [0xF9, 7] + [7, 1, 2, 3, 4, 5, 6, 7, 8, 0x80, 0x80]

    private static let targa: [UInt8] =
        [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 24, 0x20] + [1, 2, 3, 4, 5, 6]
        + [UInt8](repeating: 0, count: 8)
        + Array("TRUEVISION-XFILE.\0".utf8)
}
