// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport
import Testing

extension ImageSuite {
    @Suite("uses the preview in a picture")
    struct PreviewTests {
        /// A JPEG file of 96 by 64 in which the EXIF thumbnail, `small`, shows something else.
        private static func file(thumbnail small: [String]) throws -> (ArchiveMaker, String) {
            let workshop = try ArchiveMaker()
            try Corners.write(to: "\(workshop.directory)/large.jpg", options: ["-strip"])
            try ImageMagick.convert(small + ["-strip", "\(workshop.directory)/small.jpg"])
            let script = """
                large, small = open('large.jpg', 'rb').read(), open('small.jpg', 'rb').read()
                def field(tag, value): return struct.pack('<HHII', tag, 4, 1, value)
                tiff = b'II*\\0' + struct.pack('<IH', 8, 1) + field(0x100, 96) + struct.pack('<I', 26)
                tiff += struct.pack('<H', 2) + field(0x201, 56) + field(0x202, len(small)) + bytes(4) + small
                segment = b'Exif\\0\\0' + tiff
                head = large[:2] + b'\\xff\\xe1' + struct.pack('>H', len(segment) + 2) + segment
                open(path, 'wb').write(head + large[2:])
                """
            return (workshop, try workshop.make(script, "tagged.jpg"))
        }

        @Test("where it is large enough and of the same shape, and nowhere else")
        func thumbnail() async throws {
            let (workshop, path) = try Self.file(thumbnail: ["-size", "48x32", "xc:gray50"])
            let small = try await rendered(path, side: 48)
            #expect(small.media?.image == MediaInfo.Image(width: 96, height: 64))
            #expect(try small.raster().shows([127, 127, 127], 10, 10))
            Corners.check(try await rendered(path, side: 49).raster())
            let (other, wrong) = try Self.file(thumbnail: ["-size", "48x36", "xc:gray50"])
            Corners.check(try await rendered(wrong, side: 30).raster())
            withExtendedLifetime((workshop, other)) {}
        }
    }
}
