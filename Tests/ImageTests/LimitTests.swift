// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import TestSupport
import Testing

extension ImageSuite {
    @Suite("keeps its limits, and names the setting of each")
    struct LimitTests {
        /// Renders with the limits of a server that `change` makes other ones.
        private func refusal(_ path: String, _ change: (inout RenderLimits) -> Void = { _ in }) async throws -> String?
        {
            var limits = RenderLimits(kind: .image)
            change(&limits)
            let spec = ThumbnailSpec(shapes: [.longSide(48)])
            let rendered = try await withRenderer { try await $0.render(path, spec, limits: limits) }
            #expect(rendered.failure != nil || rendered.pictures.count == 1)
            guard let failure = rendered.failure else { return nil }
            #expect(failure.code == .limitExceeded, "\(failure)")
            return failure.message.firstRange(of: "(").map { String(failure.message[$0.upperBound...].dropLast(2)) }
        }

        @Test("for frames of an animation and pages of a TIFF", arguments: ["gif", "webp", "tiff"])
        func pages(_ suffix: String) async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/many.\(suffix)"
            try ImageMagick.convert(["-size", "20x10", "xc:red", "xc:blue", "xc:green", path])
            #expect(try await refusal(path) == nil)
            #expect(try await refusal(path) { $0.pages = 3 } == nil)
            #expect(try await refusal(path) { $0.pages = 2 } == "limits.pages")
        }

        @Test("for pixels")
        func pixels() async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/a.png"
            try ImageMagick.convert(["-size", "20x10", "xc:red", path])
            #expect(try await refusal(path) { $0.pixels = 200 } == nil)
            #expect(try await refusal(path) { $0.pixels = 199 } == "limits.pixels")
        }

        @Test("for archives: entries, bytes, and how much a part grows")
        func archives() async throws {
            let workshop = try ArchiveMaker()
            try ImageMagick.convert(["-size", "20x10", "xc:red", "\(workshop.directory)/1.png"])
            func comic(_ more: String) throws -> String {
                try workshop.make("with zipfile.ZipFile(path, 'w', DEFLATED) as z:\n    z.write('1.png')\n    \(more)")
            }
            let plain = try comic("z.writestr('2.txt', os.urandom(2000000))")
            #expect(try await refusal(plain) == nil)
            #expect(try await refusal(plain) { $0.archiveEntries = 1 } == "limits.archiveEntries")
            let dense = try comic("z.writestr('2.txt', bytes(4000000))")
            #expect(try await refusal(dense) == "limits.archiveRatio")
            #expect(try await refusal(dense) { $0.archiveRatio = 2000 } == nil)
            #expect(
                try await refusal(dense) {
                    $0.archiveRatio = 2000
                    $0.archiveBytes = 3_000_000
                } == "limits.archiveMegabytes"
            )
        }

        @Test("for compressed drawings")
        func compressed() async throws {
            let workshop = try ArchiveMaker()
            let svg = "import gzip\nsvg = b'<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>'\n"
            let small = try workshop.make(svg + "open(path, 'wb').write(gzip.compress(svg + b' ' * 1_000_000))")
            #expect(try await refusal(small) == nil, "less than a mebibyte")
            let dense = try workshop.make(svg + "open(path, 'wb').write(gzip.compress(svg + b' ' * 4_000_000))")
            #expect(try await refusal(dense) == "limits.archiveRatio")
            #expect(try await refusal(dense) { $0.archiveRatio = 2000 } == nil)
        }
    }
}
