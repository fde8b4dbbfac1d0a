// SPDX-License-Identifier: Apache-2.0

import Model
import Testing

@Suite("What is removed from a cover's file")
struct PictureMetadataTests {
    private static func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
        [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 0xFF)] + body
    }

    private static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    private static let profile = segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 7, 7, 7])
    private static let adobe = segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
    private static let table = segment(0xDB, [UInt8](repeating: 9, count: 65))
    private static let frame = segment(0xC2, [8, 0, 4, 0, 4, 1, 1, 0x11, 0])
    /// With a stuffed byte and a restart inside.
    private static let scan = segment(0xDA, [1, 1, 0, 0, 63, 0]) + [1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4]
    private static let end: [UInt8] = [0xFF, 0xD9]
    private static let comment = segment(0xFE, Array("secret".utf8))

    private static let plain = [0xFF, 0xD8] + jfif + profile + adobe + table + frame + scan + table + scan + end

    @Test("nothing that the picture needs")
    func keeps() {
        #expect(PictureMetadata.removed(from: Self.plain, of: .jpeg) == Self.plain)
    }

    @Test("comments and data of programs wherever they stand, previews, and what follows the end")
    func removes() {
        let preview = Self.segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 1, 1, 5, 5, 5])
        let extension_ = Self.segment(0xE0, Array("JFXX\0".utf8) + [0x10, 1, 2, 3])
        let camera = Self.segment(0xE2, Array("MPF\0".utf8) + [1, 2, 3])
        let longAdobe = Self.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1] + Array("secret".utf8))
        let full =
            [0xFF, 0xD8] + preview + extension_ + Self.comment + Self.profile + camera + longAdobe + Self.table
            + Self.frame + Self.scan + Self.comment + Self.table + [0xFF, 0xFF] + Self.scan + Self.end + Self.plain
        #expect(PictureMetadata.removed(from: full, of: .jpeg) == Self.plain)
    }

    @Test("no end that is missing: it is put there")
    func withoutEnd() {
        #expect(PictureMetadata.removed(from: Self.plain.dropLast(2), of: .jpeg) == Self.plain)
    }

    @Test("what is no such file is told", arguments: [PictureFormat.jpeg, .png])
    func refuses(_ format: PictureFormat) {
        let starts: [[UInt8]] = [[], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF], [0xFF, 0xD8] + Self.jfif + Self.end]
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        for bytes in starts + [png, png + [0, 0, 0, 0] + Array("IEND".utf8) + [0, 0, 0, 0], Array("GIF89a".utf8)] {
            #expect(PictureMetadata.removed(from: bytes, of: format) == nil, "\(bytes)")
        }
    }

    @Test("bytes that lie end in a picture or in nothing")
    func mutations() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = Self.plain
            for _ in 0..<3 { bytes[Int.random(in: 2..<bytes.count, using: &random)] = UInt8.random(in: 0...255) }
            bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
            guard let cleaned = PictureMetadata.removed(from: bytes, of: .jpeg) else { continue }
            #expect(PictureFormat.jpeg.isWhole(cleaned))
            #expect(PictureMetadata.removed(from: cleaned, of: .jpeg) == cleaned, "\(bytes)")
        }
    }
}
