// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PixelImage
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension ImageSuite {
    @Suite("is not hurt by files")
    struct HostileFileTests {
        /// A file that does not know its size.
        private static func contents(_ path: String) -> String {
            let file = open(path, O_RDONLY)
            defer { close(file) }
            var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65536))
            while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
            return String(decoding: bytes, as: UTF8.self)
        }

        @Test("since libvips has no other loaders than ours in the process")
        func modules() async throws {
            try await withRenderer { pool in
                let workshop = try ArchiveMaker()
                try Corners.write(to: "\(workshop.directory)/a.png")
                #expect(try await pool.render("\(workshop.directory)/a.png").failure == nil)
                let zygote = try #require(pool.processIDs().zygotes.first)
                let text = Self.contents("/proc/\(zygote)/maps")
                #expect(text.contains("libvips.so"))
                for library in ["Magick", "poppler", "openslide"] {
                    #expect(!text.contains(library), "\(library) is loaded")
                }
                for module in ["vips-heif.so", "vips-jxl.so"] {
                    #expect(text.contains(module), "\(module) is not loaded")
                }
            }
        }

        /// Documents that name a picture of bright red, beside them or on a port where nobody should knock.
        @Test("that name others: an SVG loads nothing from anywhere")
        func references() async throws {
            let workshop = try ArchiveMaker()
            let canary = try Canary()
            try ImageMagick.convert(["-size", "50x50", "xc:red", "\(workshop.directory)/red.png"])
            let port = "http://127.0.0.1:\(canary.port)"
            let addresses = [
                "red.png", "./red.png", "\(workshop.directory)/red.png", "file://\(workshop.directory)/red.png",
                "\(port)/red.png",
            ]
            for address in addresses {
                let path = "\(workshop.directory)/attack.svg"
                let svg = """
                    <?xml version="1.0"?><?xml-stylesheet href="\(port)/a.css" type="text/css"?>
                    <!DOCTYPE svg [<!ENTITY x SYSTEM "\(address)">]>
                    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
                    xmlns:xi="http://www.w3.org/2001/XInclude" width="100" height="100">
                    <style>@import url("\(port)/b.css"); rect { fill: url(\(address)#a) }</style>
                    <rect width="100" height="100" fill="white"/><xi:include href="\(address)" parse="text"/>
                    <image xlink:href="\(address)" width="100" height="100"/><use xlink:href="\(address)#a"/>
                    </svg>
                    """
                try Data(svg.utf8).write(to: URL(filePath: path))
                let made = try await rendered(path)
                if made.failure == nil {
                    let raster = try made.raster()
                    let isRed = raster.bytes.indices.contains { index in
                        index & 3 == 0 && raster.bytes[index] > 150 && raster.bytes[index + 1] < 90
                    }
                    #expect(!isRed, "\(address)")
                }
            }
            #expect(!canary.wasCalled)
        }

        @Test("that claim more pixels than are allowed, before they are decoded")
        func pixels() async throws {
            let workshop = try ArchiveMaker()
            for suffix in ["png", "jpg", "gif", "webp", "tif", "avif", "jxl"] {
                let path = "\(workshop.directory)/large.\(suffix)"
                let png = "\(workshop.directory)/large.png"
                try ImageMagick.convert(["-size", "300x200", "xc:red", png])
                if suffix != "png" { try Program.run(["vips", "copy", png, path]) }
                let spec = ThumbnailSpec(shapes: [.longSide(100)])
                let made = try await withRenderer {
                    try await $0.render(path, spec, limits: .init(pixels: 59_999))
                }
                #expect(made.failure?.code == .limitExceeded, "\(suffix)")
                let allowed = try await withRenderer {
                    try await $0.render(path, spec, limits: .init(pixels: 60_000))
                }
                #expect(allowed.failure == nil, "\(suffix)")
            }
        }

        @Test("that are cut off: what is there is shown, and told", arguments: ["jpg", "png", "gif"])
        func truncated(_ suffix: String) async throws {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/whole.\(suffix)"
            try ImageMagick.write(try TestPictures.noise(200, 150, seed: 7, isOpaque: true), to: path)
            let file = try Data(contentsOf: URL(filePath: path))
            try file.prefix(file.count * 2 / 3).write(to: URL(filePath: path))
            let made = try await rendered(path)
            #expect(made.pictures.count == 1)
            #expect(made.notes.count == 1)
        }

        @Test("that are compressed SVGs of any size, or cut off")
        func compressedDrawings() async throws {
            let workshop = try ArchiveMaker()
            let svg = "import gzip\nsvg = b'<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>'\n"
            let whole = try workshop.make(svg + "open(path, 'wb').write(gzip.compress(svg))")
            #expect(try await rendered(whole).media?.container == "svgz")
            let bomb = "open(path, 'wb').write(gzip.compress(svg + b' ' * 100_000_000))"
            #expect(try await rendered(try workshop.make(svg + bomb)).failure?.code == .limitExceeded)
            let cut = try workshop.make(svg + "open(path, 'wb').write(gzip.compress(svg)[:30])")
            #expect(try await rendered(cut).failure != nil)
        }

        @Test("of other renderers: it says whose they are")
        func elsewhere() async throws {
            let workshop = try ArchiveMaker()
            let files: [(String, RendererKind)] = [
                ("b'%PDF-1.7' + bytes(99)", .page), ("b'BM' + bytes(99)", .video),
                ("b'8BPS' + bytes(99)", .video), ("b'\\0\\0\\1\\0\\1\\0' + bytes(99)", .video),
                ("b'\\0\\0\\0\\x0cjP  \\r\\n\\x87\\n' + bytes(99)", .video),
                ("b'\\0\\0\\0\\x18ftypisom' + bytes(99)", .video), ("b'Dear all, ' * 9", .office),
                ("bytes.fromhex('d0cf11e0a1b11ae1') + bytes(99)", .office),
            ]
            for (bytes, kind) in files {
                let path = try workshop.make("open(path, 'wb').write(\(bytes))")
                #expect(try await rendered(path).result == .elsewhere(kind), "\(bytes)")
            }
        }
    }
}
