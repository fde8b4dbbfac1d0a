// SPDX-License-Identifier: Apache-2.0

@testable import ImageEngine
import Model
import PixelImage
import TestSupport

extension FuzzTarget {
    /// What is read of pictures beside libvips and libjpeg-turbo.
    static let pictures = [jpegHeader, cameraFiles, colors, profile, webP, pngRows]

    /// The segments of JPEG, with EXIF and colour profile.
    private static let jpegHeader = FuzzTarget("jpeg-header", rounds: 5000, readsFiles: true, seeds: [jpeg]) { bytes in
        guard let header = JPEGHeader(bytes[...]) else { return }
        promise(1...65_535 ~= header.size.width && 1...65_535 ~= header.size.height, "\(header.size)")
        promise(header.exif?.thumbnail?.count ?? 0 <= bytes.count, "a thumbnail larger than its file")
        _ = header.profile?.isSRGB
    }

    /// Directories of TIFF, and Canon's and Fujifilm's containers, with the previews in them.
    private static let cameraFiles = FuzzTarget(
        "camera-files",
        rounds: 5000,
        readsFiles: true,
        seeds: [tiff(isBigEndian: false), tiff(isBigEndian: true), canon, fujifilm]
    ) { bytes in
        let directories = TIFFDirectory.all(in: bytes[...])
        promise(directories.count <= 64, "\(directories.count) directories")
        for directory in directories {
            promise(directory.integers(.stripOffsets, atMost: 16).count <= 16, "numbers beyond their limit")
        }
        _ = CameraFile(tiff: bytes[...])
        _ = CameraFile(.raf, bytes[...])
        for preview in CanonBoxes(bytes[...]).previews {
            promise(preview.starts(with: [0xFF, 0xD8, 0xFF]) && preview.count <= bytes.count, "a preview that is none")
        }
    }

    /// What colours mean, in PNG and HEIF.
    private static let colors = FuzzTarget("colors", rounds: 5000, readsFiles: true, seeds: [png, heif]) { bytes in
        for source in [PNGColors(bytes.span).source, HEIFColors(bytes[...]).source].compactMap(\.self) {
            promise((100...10_000).contains(source.peak), "a peak of \(source.peak)")
        }
    }

    /// A colour profile.
    private static let profile = FuzzTarget("icc-profile", rounds: 15_000, seeds: [sRGB]) { bytes in
        let profile = ICCProfile(bytes)
        promise(!(profile.isSRGB && profile.isOfInks), "inks of light")
        _ = profile.has("A2B0")
    }

    /// WebP without its metadata.
    private static let webP = FuzzTarget("webp", rounds: 15_000, seeds: [webPFile]) { bytes in
        let stripped = WebPFile.withoutMetadata(bytes)
        promise(stripped.count <= bytes.count, "metadata out of nothing")
        promise(WebPFile.withoutMetadata(stripped) == stripped, "metadata that is left")
    }

    /// The rows of PNG files, of whatever checksums: those of what the fuzzer changed are wrong.
    private static let pngRows = FuzzTarget("png-rows", rounds: 5000, readsFiles: true, seeds: [pngFile]) { bytes in
        for size in [PixelSize(width: 1, height: 1), PixelSize(width: 2, height: 2)] {
            let raster = PNGDecoder.raster(of: withRightChecksums(bytes).span, scaledTo: size)
            promise(raster.map { $0.size == size } ?? true, "\(size) became \(String(describing: raster?.size))")
        }
    }

    /// The chunks in `bytes`, each with the checksum that it should have.
    private static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
        var (output, place) = (bytes, 8)
        while place + 12 <= bytes.count {
            let count = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard count <= bytes.count - place - 12 else { break }
            let end = place + 8 + count
            output.replaceSubrange(end..<end + 4, with: cyclicCheck(Array(bytes[place + 4..<end])).bigEndianBytes)
            place = end + 4
        }
        return output
    }

    private static let frame: [UInt8] = [0xFF, 0xC0, 0, 17, 8, 0, 48, 0, 64, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]
    private static let small: [UInt8] = [0xFF, 0xD8] + frame + [0xFF, 0xD9]

    private static let jpeg: [UInt8] = {
        func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
            [0xFF, marker] + UInt16(data.count + 2).bigEndianBytes + data
        }
        let exif = segment(0xE1, Array("Exif\0\0".utf8) + tiff(isBigEndian: true))
        let profile = segment(0xE2, Array("ICC_PROFILE\0\u{1}\u{1}".utf8) + sRGB)
        return [0xFF, 0xD8] + exif + profile + [0xFF] + frame + [0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0xD9]
    }()

    /// Two directories, the second with a preview, and one below the first.
    private static func tiff(isBigEndian: Bool) -> [UInt8] {
        func number<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
            isBigEndian ? number.bigEndianBytes : number.littleEndianBytes
        }
        func directory(_ fields: [(UInt16, UInt16, UInt32)], next: UInt32) -> [UInt8] {
            let entries = fields.flatMap { tag, type, value in
                let short = number(UInt16(truncatingIfNeeded: value)) + [0, 0]
                return number(tag) + number(type) + number(UInt32(1)) + (type == 3 ? short : number(value))
            }
            return number(UInt16(fields.count)) + entries + number(next)
        }
        let (first, second, third, end): (UInt32, UInt32, UInt32, UInt32) = (8, 62, 92, 134)
        let size = UInt32(small.count)
        return Array((isBigEndian ? "MM" : "II").utf8) + number(UInt16(42)) + number(first)
            + directory([(0x0112, 3, 6), (0x0106, 3, 32803), (0x014A, 4, third), (0xC612, 4, 0x104)], next: second)
            + directory([(0x0201, 4, end), (0x0202, 4, size)], next: 0)
            + directory([(0x0111, 4, end), (0x0117, 4, size), (0x0103, 3, 7)], next: first) + small
    }

    private static let canon: [UInt8] = {
        let metadata: [UInt8] = [
            0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0, 0x81, 0x11, 0xF4, 0xCE, 0x46, 0x2B, 0x6A, 0x48,
        ]
        let preview: [UInt8] = [
            0xEA, 0xF4, 0x2B, 0x5E, 0x1C, 0x98, 0x4B, 0x88, 0xB9, 0xFB, 0xB7, 0xDC, 0x40, 0x6E, 0x4D, 0x16,
        ]
        let inside =
            HEIFFile.box("CMT1", tiff(isBigEndian: false)) + HEIFFile.box("THMB", [0, 0, 0, 0, 0, 0, 0, 0] + small)
        let samples = HEIFFile.fullBox("co64", UInt32(1).bigEndianBytes + UInt64(24).bigEndianBytes)
        let track = HEIFFile.box("trak", HEIFFile.box("mdia", HEIFFile.box("minf", HEIFFile.box("stbl", samples))))
        let shown = HEIFFile.box("PRVW", [0, 0, 0, 0] + small)
        return HEIFFile.box("ftyp", Array("crx ".utf8)) + HEIFFile.box("free", [0, 0, 0, 0] + small)
            + HEIFFile.box("moov", HEIFFile.box("uuid", metadata + inside) + track)
            + HEIFFile.box("uuid", preview + [UInt8](repeating: 0, count: 8) + shown)
    }()

    private static let fujifilm: [UInt8] =
        Array("FUJIFILMCCD-RAW ".utf8) + [UInt8](repeating: 0, count: 68) + UInt32(92).bigEndianBytes
        + UInt32(small.count).bigEndianBytes + small

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        UInt32(data.count).bigEndianBytes + Array(name.utf8) + data
            + cyclicCheck(Array(name.utf8) + data).bigEndianBytes
    }

    /// Two rows of two pixels, one of them filtered, in a stored block.
    private static let pngFile: [UInt8] = {
        let rows: [UInt8] = [4, 10, 20, 30, 1, 2, 3, 3, 9, 8, 7, 6, 5, 4]
        let stored: [UInt8] = [0x78, 1, 1, 14, 0, 0xF1, 0xFF] + rows
        let (a, b) = rows.reduce((1, 0)) { (($0.0 + Int($1)) % 65521, ($0.1 + $0.0 + Int($1)) % 65521) }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", UInt32(2).bigEndianBytes + UInt32(2).bigEndianBytes + [8, 2, 0, 0, 0])
            + chunk("IDAT", stored + UInt32(b << 16 | a).bigEndianBytes) + chunk("IEND", [])
    }()

    private static let png: [UInt8] = {
        let numbers = [31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600].flatMap { UInt32($0).bigEndianBytes }
        let display = [UInt8](repeating: 1, count: 16) + UInt32(10_000_000).bigEndianBytes + UInt32(1).bigEndianBytes
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", UInt32(2).bigEndianBytes + UInt32(2).bigEndianBytes + [8, 2, 0, 0, 0])
            + chunk("cICP", [9, 16, 0, 1]) + chunk("mDCV", display) + chunk("cLLI", UInt64(1000).bigEndianBytes)
            + chunk("cHRM", numbers) + chunk("gAMA", UInt32(45455).bigEndianBytes) + chunk("IDAT", [0])
    }()

    private static let heif: [UInt8] = {
        let colors = HEIFFile.box("colr", Array("nclx".utf8) + [0, 9, 0, 16, 0, 9, 0x80])
        let light = HEIFFile.box("clli", [3, 0xE8, 1, 0x90])
        let ofItems: [UInt8] = [0, 0, 0, 2, 0, 1, 2, 0x81, 2, 0, 2, 1, 0x81]
        let properties = HEIFFile.box("iprp", HEIFFile.box("ipco", colors + light) + HEIFFile.fullBox("ipma", ofItems))
        let tiles = HEIFFile.fullBox("iref", HEIFFile.box("dimg", [0, 1, 0, 1, 0, 2]))
        let meta = HEIFFile.fullBox("meta", HEIFFile.fullBox("pitm", [0, 1]) + tiles + properties)
        return HEIFFile.box("ftyp", Array("heicmif1".utf8)) + meta
    }()

    /// Its primaries, and its name for itself.
    private static let sRGB: [UInt8] = {
        let primaries = [
            ("rXYZ", [28580, 14582, 911]), ("gXYZ", [25238, 46983, 6364]), ("bXYZ", [9378, 3971, 46799]),
        ]
        let tags =
            [("desc", Array("desc\0\0\0\0\0\0\0\u{5}sRGB\0".utf8) + [UInt8](repeating: 0, count: 79))]
            + primaries.map { ($0.0, Array("XYZ \0\0\0\0".utf8) + $0.1.flatMap { UInt32($0).bigEndianBytes }) }
        var (table, data): ([UInt8], [UInt8]) = (UInt32(tags.count).bigEndianBytes, [])
        for (name, value) in tags {
            let place = UInt32(132 + 12 * tags.count + data.count).bigEndianBytes
            table += Array(name.utf8) + place + UInt32(value.count).bigEndianBytes
            data += value
        }
        let head = [UInt8](repeating: 0, count: 12) + Array("mntrRGB XYZ ".utf8)
        return head + [UInt8](repeating: 0, count: 128 - head.count) + table + data
    }()

    private static let webPFile: [UInt8] = {
        func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
            Array(name.utf8) + UInt32(data.count).littleEndianBytes + data + (data.count % 2 == 0 ? [] : [0])
        }
        let chunks =
            chunk("VP8X", [0x0C, 0, 0, 0, 1, 0, 0, 1, 0, 0]) + chunk("VP8 ", [1, 2, 3])
            + chunk("EXIF", [1, 2, 3, 4, 5])
            + chunk("XMP ", [6, 7])
        return Array("RIFF".utf8) + UInt32(chunks.count + 4).littleEndianBytes + Array("WEBP".utf8) + chunks
    }()
}
