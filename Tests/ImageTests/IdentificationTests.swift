// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Renderers
import TestSupport
import Testing

extension ImageSuite {
    @Suite("tells by the bytes of a file whose it is")
    struct IdentificationTests {
        private static let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>"

        private func rendered(_ bytes: Data) async throws -> Rendered {
            let workshop = try ArchiveMaker()
            let path = "\(workshop.directory)/file"
            try bytes.write(to: URL(filePath: path))
            return try await ImageTests.rendered(path)
        }

        @Test(
            "a drawing, whatever stands before its root element",
            arguments: [
                svg, "\u{FEFF}\n\t" + svg, "<?xml version='1.0'?><!-- <html> -->\n" + svg,
                "<!DOCTYPE svg PUBLIC 'x' 'y' [<!ENTITY ns 'z'>]>" + svg,
                "<s:svg xmlns:s='http://www.w3.org/2000/svg' width='40' height='30'/>",
                "<!--\(String(repeating: " licence", count: 1000))-->" + svg,
            ]
        )
        func drawing(_ text: String) async throws {
            let made = try await rendered(Data(text.utf8))
            #expect(made.media?.container == "svg")
            #expect(made.media?.image == MediaInfo.Image(width: 40, height: 30))
        }

        @Test("a drawing in UTF-16", arguments: [true, false])
        func wideDrawing(isBigEndian: Bool) async throws {
            let units = Array("\u{FEFF}\(Self.svg)".utf16)
            let bytes = units.flatMap { unit in
                let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
                return isBigEndian ? pair : pair.reversed()
            }
            #expect(try await rendered(Data(bytes)).media?.container == "svg")
        }

        @Test(
            "text, which may speak of drawings and of PDF",
            arguments: [
                "# How to draw\nUse `\(svg)` as root.\n", "export const Icon = () => (\(svg))\n",
                "<!DOCTYPE html><html><body>\(svg)</body></html>", "<p/>\(svg)", "a < b\n\(svg)",
                "# About PDF\nIt begins with\n%PDF-1.4\n", "Grüße\n", "<", "<!-- \(svg)",
            ]
        )
        func text(_ text: String) async throws {
            #expect(try await rendered(Data(text.utf8)).result == .elsewhere(.office))
            let units = Array("\u{FEFF}\(text)".utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            #expect(try await rendered(Data(units)).result == .elsewhere(.office))
        }

        @Test("PDF, also with some rubbish before it", arguments: ["", "\n \r\n", "\u{1}\u{2}"])
        func pages(_ rubbish: String) async throws {
            let file = Data("\(rubbish)%PDF-1.4\n".utf8) + [1, 0, 0xE2, 0xE3]
            #expect(try await rendered(file).result == .elsewhere(.page))
        }

        @Test(
            "HEIF, by all its brands",
            arguments: ["mif1", "mif2", "msf1", "1pic", "heic", "heix", "heim", "heis", "hevc", "hevx"]
        )
        func brands(_ brand: String) async throws {
            let workshop = try ArchiveMaker()
            let (png, path) = ("\(workshop.directory)/source.png", "\(workshop.directory)/picture.heic")
            try Corners.write(to: png)
            try Program.run(["vips", "copy", png, path + "[Q=90,compression=hevc]"])
            var file = try Data(contentsOf: URL(filePath: path))
            file.replaceSubrange(8..<12, with: Data(brand.utf8))
            let made = try await rendered(file)
            #expect(made.media?.container == "heic")
            Corners.check(try made.raster(), tolerance: 24)
        }

        @Test("AVIF, by all its brands", arguments: ["avif", "avis", "avio", "mif1", "mif2"])
        func brandsOfAVIF(_ brand: String) async throws {
            let workshop = try ArchiveMaker()
            let (png, path) = ("\(workshop.directory)/source.png", "\(workshop.directory)/picture.avif")
            try Corners.write(to: png)
            try Program.run(["vips", "copy", png, path + "[Q=90]"])
            var file = try Data(contentsOf: URL(filePath: path))
            file.replaceSubrange(8..<12, with: Data(brand.utf8))
            let made = try await rendered(file)
            #expect(made.media?.container == "avif")
            Corners.check(try made.raster(), tolerance: 24)
        }
    }
}
