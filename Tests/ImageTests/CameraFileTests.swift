// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport
import Testing

extension ImageSuite {
    @Suite("shows the preview of camera files")
    struct CameraFileTests {
        /// Writers of the containers, around `preview.jpg` and `small.jpg`.
        private static let containers = """
            preview, small = open('preview.jpg', 'rb').read(), open('small.jpg', 'rb').read()
            def directory(at, fields, next=0):
                fields = sorted(fields)
                body = struct.pack('<H', len(fields))
                for tag, type, count, value in fields:
                    body += struct.pack('<HHI', tag, type, count)
                    body += struct.pack('<HH', value, 0) if type == 3 else struct.pack('<I', value)
                return body + struct.pack('<I', next)
            def camera(magic, sub, extra=[], orientation=6):
                # Three directories, then the small and the large JPEG, then what would be the sensor's values.
                first, second, third = 0x40, 0x100, 0x180
                at_small = 0x200
                at_large = at_small + len(small)
                at_sensor = at_large + len(preview)
                head = directory(first, [(0x112, 3, 1, orientation), (0x14A, 4, 1, third)] + extra(at_large), second)
                large = directory(second, [(0x201, 4, 1, at_small), (0x202, 4, 1, len(small))])
                data = magic.ljust(first, b'\\0') + head
                data = data.ljust(second, b'\\0') + large
                data = data.ljust(third, b'\\0') + directory(third, sub(at_large, at_sensor))
                return data.ljust(at_small, b'\\0') + small + preview + bytes(range(256)) * 8
            tiff = b'II*\\0' + struct.pack('<I', 0x40)
            none = lambda at: []
            strips = lambda at, sensor: [(0x103, 3, 1, 7), (0x111, 4, 1, at), (0x117, 4, 1, len(preview))]
            pointer = lambda at, sensor: [(0x201, 4, 1, at), (0x202, 4, 1, len(preview)), (0x103, 3, 1, 34713)]
            values = lambda at, sensor: [(0x106, 3, 1, 32803), (0x111, 4, 1, sensor), (0x117, 4, 1, 2048)]
            def box(name, body): return struct.pack('>I', len(body) + 8) + name + body

            """

        struct Kind: Sendable, CustomTestStringConvertible {
            var name: String
            var script: String
            /// Whether the container says how the camera was held.
            var isTurned = true
            var testDescription: String { name }
        }

        static let kinds = [
            Kind(name: "dng", script: "out = camera(tiff, strips, lambda at: [(0xC612, 1, 4, 0x00000401)])"),
            Kind(name: "raw", script: "out = camera(tiff, pointer, none)"),
            Kind(name: "cr2", script: "out = camera(tiff + b'CR\\2\\0', strips, none)"),
            Kind(name: "orf", script: "out = camera(b'IIRO' + struct.pack('<I', 0x40), pointer, none)"),
            Kind(
                name: "rw2",
                script: """
                    out = camera(b'IIU\\0' + struct.pack('<I', 0x40), values,
                                 lambda at: [(0x2E, 7, len(preview), at)])
                    """
            ),
            // Only a note of its maker's own says where its preview lies.
            Kind(name: "raw", script: "out = camera(tiff, values, none)"),
            Kind(
                name: "raf",
                script: """
                    out = b'FUJIFILMCCD-RAW '.ljust(84, b'\\0') + struct.pack('>II', 120, len(preview))
                    out = out.ljust(120, b'\\0') + preview
                    """,
                isTurned: false
            ),
            Kind(
                name: "cr3",
                script: """
                    note = tiff.ljust(0x40, b'\\0') + directory(0x40, [(0x112, 3, 1, 6)])
                    canon = bytes.fromhex('85c0b687820f11e08111f4ce462b6a48')
                    inner = box(b'CMT1', note) + box(b'THMB', bytes(16) + small)
                    thumb = bytes.fromhex('eaf42b5e1c984b88b9fbb7dc406e4d16') + bytes(8)
                    out = box(b'ftyp', b'crx \\0\\0\\0\\1crx isom') + box(b'moov', box(b'uuid', canon + inner))
                    out += box(b'uuid', thumb + box(b'PRVW', bytes(16) + preview)) + box(b'mdat', bytes(2048))
                    """
            ),
        ]

        @Test("the largest one, turned as the camera was held", arguments: kinds)
        func preview(_ kind: Kind) async throws {
            let workshop = try ArchiveMaker()
            let turn = kind.isTurned ? OrientationTests.turns[5] : []
            try Corners.write(to: "\(workshop.directory)/preview.jpg", options: turn + ["-strip", "-quality", "95"])
            try Corners.write(to: "\(workshop.directory)/small.jpg", options: turn + ["-resize", "25%", "-strip"])
            let path = try workshop.make(Self.containers + kind.script + "\nopen(path, 'wb').write(out)", "camera.raw")
            let made = try await rendered(path)
            #expect(made.media?.container == kind.name)
            #expect(made.media?.image == MediaInfo.Image(width: 96, height: 64))
            Corners.check(try made.raster())
        }

        /// What a camera's values are like: zeros, light at its brightest, or what begins like a JPEG everywhere.
        @Test(
            "a small one too, and soon, where much else is in the file",
            arguments: [
                "bytes(64 << 20)", "b'\\xff' * (64 << 20)", "b'\\0' * (32 << 20) + b'\\xff\\xd8' * (16 << 20)",
            ]
        )
        func smallPreview(_ sensor: String) async throws {
            let workshop = try ArchiveMaker()
            try Corners.write(to: "\(workshop.directory)/preview.jpg", options: ["-strip", "-quality", "95"])
            try Corners.write(to: "\(workshop.directory)/small.jpg", options: ["-resize", "25%", "-strip"])
            let script = """
                sensor = \(sensor)
                dng = [(0xC612, 1, 4, 0x00000401)]
                out = [camera(tiff, strips, lambda at: dng, orientation=1), tiff.ljust(64, b'\\0') + directory(64, dng)]
                for file, name in zip(out, ('shown', 'none')): open(name, 'wb').write(file + sensor)
                """
            let folder = URL(filePath: try workshop.make(Self.containers + script)).deletingLastPathComponent().path
            let shown = try await rendered("\(folder)/shown")
            Corners.check(try shown.raster())
            #expect(shown.duration < .seconds(4))
            let none = try await rendered("\(folder)/none")
            #expect(none.failure?.code == .noPictures)
            #expect(none.duration < .seconds(4))
        }

        @Test("the next one, where the largest is damaged")
        func damagedPreview() async throws {
            let workshop = try ArchiveMaker()
            try Corners.write(to: "\(workshop.directory)/preview.jpg", options: ["-strip", "-quality", "95"])
            try Corners.write(to: "\(workshop.directory)/small.jpg", options: ["-resize", "25%", "-strip"])
            let script = """
                # A frame of 4096 by 4096 pixels, without tables or a scan.
                frame = bytes.fromhex('ffd8ffc0001108100010000301110002110003110affd9')
                out = camera(tiff, pointer, none, orientation=1) + frame
                open(path, 'wb').write(out)
                """
            let made = try await rendered(try workshop.make(Self.containers + script, "camera.raw"))
            Corners.check(try made.raster())
        }

        @Test("and says that there is none, without end or crash, in what is damaged")
        func damaged() async throws {
            let workshop = try ArchiveMaker()
            try Corners.write(to: "\(workshop.directory)/preview.jpg", options: ["-strip"])
            try Corners.write(to: "\(workshop.directory)/small.jpg", options: ["-resize", "25%", "-strip"])
            let loop = "out = tiff.ljust(64, b'\\0') + directory(64, [(0x14A, 4, 1, 64), (0x106, 3, 1, 32803)], 64)"
            let far = "out = tiff + bytes(2) + b'CR' + bytes(90)\nout = out[:4] + b'\\xff\\xff\\xff\\x7f' + out[8:]"
            for script in [loop, far, loop + "\nout = out[:70]"] {
                let path = try workshop.make(Self.containers + script + "\nopen(path, 'wb').write(out)", "camera.raw")
                let made = try await rendered(path)
                #expect(made.failure.map { [.noPictures, .damagedMedia].contains($0.code) } == true, "\(made)")
            }
        }
    }
}
