// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import TestSupport

extension ImageCase {
    private static let p3 = Patches.ordinary.expressed(in: .displayP3)
    private static let adobe = Patches.ordinary.expressed(in: .adobeRGB)
    private static let adobeCurve = Patches.Transfer.curve(.gamma(563.0 / 256))
    private static let bt2020 = Patches.ordinary.expressed(in: .bt2020)
    private static let bright = Patches.bright(peak: 1000)
    private static let p3Profile = ProfileMaker.display(.displayP3, gamma: nil)
    private static let adobeProfile = ProfileMaker.display(.adobeRGB, gamma: 563.0 / 256)

    /// Pictures whose colours are told by a colour profile, by nature, or not at all.
    static let profiles: [ImageCase] = [
        .png("untagged", depth: 8),
        .png("untagged"),
        .png("with alpha", depth: 8, alpha: true),
        .png("Display P3 profile", p3, chunks: [("iCCP", profileChunk(p3Profile))]),
        .written("JPEG 4:4:4, untagged", "jpg", options: ["-quality", "100", "-sampling-factor", "1x1"]),
        .written("JPEG 4:2:0, untagged", "jpg", options: ["-quality", "95", "-sampling-factor", "2x2"]),
        .written("JPEG, progressive", "jpg", options: ["-quality", "98", "-interlace", "JPEG"]),
        .written("JPEG, Display P3 profile", "jpg", p3, profile: p3Profile, options: ["-quality", "100"]),
        .written(
            "JPEG, Adobe RGB profile",
            "jpg",
            adobe,
            stored: adobeCurve,
            profile: adobeProfile,
            options: ["-quality", "100"]
        ),
        .inks("JPEG, CMYK with a profile", "jpg", options: ["-quality", "100"]),
        .inks("TIFF, CMYK with a profile", "tif"),
        .written("JPEG, grey", "jpg", .ordinary.grey, options: ["-colorspace", "Gray", "-quality", "100"]),
        .written("PNG, palette", "png", options: ["-define", "png:color-type=3"]),
        .written("PNG, grey", "png", .ordinary.grey, options: ["-colorspace", "Gray", "-define", "png:color-type=0"]),
        .written("GIF", "gif"),
        .written("WebP, lossless", "webp", options: ["-define", "webp:lossless=true"]),
        .written(
            "WebP, Display P3 profile",
            "webp",
            p3,
            profile: p3Profile,
            options: ["-define", "webp:lossless=true"]
        ),
        .written("TIFF 8 bit", "tif"),
        .written("TIFF 16 bit", "tif", depth: 16),
        .written("TIFF 16 bit, Display P3 profile", "tif", p3, depth: 16, profile: p3Profile),
        .written("TIFF 16 bit, Adobe RGB profile", "tif", adobe, stored: adobeCurve, depth: 16, profile: adobeProfile),
        .written(
            "TIFF, grey with a profile of gamma 1.8",
            "tif",
            .ordinary.grey,
            stored: .curve(.gamma(1.8)),
            depth: 16,
            profile: ProfileMaker.grey(gamma: 1.8),
            options: ["-set", "colorspace", "Gray", "-type", "Grayscale"]
        ),
        ultraHDR,
    ]

    /// Pictures whose colours are told by code points or numbers.
    static let codePoints = chunks + heif(.hevc) + heif(.av1)

    /// PNG with chunks other than a profile.
    private static let chunks: [ImageCase] =
        [
            .png("sRGB chunk", chunks: [("sRGB", [0]), ("gAMA", numbers(45455))]),
            .png("gAMA and cHRM of sRGB", chunks: [("gAMA", numbers(45455)), ("cHRM", chromaticities(.bt709))]),
            .png("gAMA of linear light", stored: .curve(.gamma(1)), chunks: [("gAMA", numbers(100_000))]),
            .png("gAMA of 1.8", stored: .curve(.gamma(1.8)), chunks: [("gAMA", numbers(55556))]),
            .png(
                "gAMA and cHRM of Adobe RGB",
                adobe,
                stored: adobeCurve,
                chunks: [
                    ("gAMA", numbers(45470)),
                    ("cHRM", chromaticities(.adobeRGB)),
                ]
            ),
            .png("cHRM of Display P3", p3, chunks: [("cHRM", chromaticities(.displayP3))]),
            .png("cICP of Display P3", p3, depth: 8, alpha: true, chunks: [("cICP", [12, 13, 0, 1])]),
            .png("cICP of BT.2020", bt2020, chunks: [("cICP", [9, 14, 0, 1])]),
            .png("cICP of PQ", bright, stored: .pq, chunks: [("cICP", [9, 16, 0, 1])]),
            .png(
                "cICP of PQ, cLLI of 2000 cd/m²",
                .bright(peak: 2000),
                stored: .pq,
                chunks: [
                    ("cICP", [9, 16, 0, 1]),
                    ("cLLI", numbers(20_000_000, 1_000_000)),
                ]
            ),
            .png("cICP of hybrid log-gamma", bright, stored: .hlg, chunks: [("cICP", [9, 18, 0, 1])]),
        ]

    /// HEIC or AVIF with and without code points.
    private static func heif(_ codec: VideoCase.Codec) -> [ImageCase] {
        [
            .heif(codec, "nclx", .of(.bt601).full, HEIFMaker.Colors(codePoints: [1, 13, 6])),
            .heif(codec, "nclx", .of(.bt709), HEIFMaker.Colors(codePoints: [1, 1, 1])),
            .heif(codec, "nclx", .of(.bt709, 10).full, HEIFMaker.Colors(codePoints: [1, 13, 1])),
            .heif(codec, "Display P3 by nclx", .of(.bt601).full, HEIFMaker.Colors(codePoints: [12, 13, 6]), p3),
            .heif(codec, "Display P3 by nclx", .of(.bt709, 10), HEIFMaker.Colors(codePoints: [12, 13, 1]), p3),
            .heif(
                codec,
                "Display P3 by a profile",
                .of(.bt601).full,
                HEIFMaker.Colors(codePoints: [12, 13, 6], profile: p3Profile),
                p3
            ),
            .heif(codec, "BT.2020 by nclx", .of(.bt2020, 10), HEIFMaker.Colors(codePoints: [9, 14, 9]), bt2020),
            .heif(codec, "PQ", .of(.bt2020, 10), HEIFMaker.Colors(codePoints: [9, 16, 9]), bright, stored: .pq),
            .heif(
                codec,
                "PQ",
                .of(.bt2020, 10).full,
                HEIFMaker.Colors(codePoints: [9, 16, 9]),
                bright,
                stored: .pq
            ),
            .heif(
                codec,
                "PQ of 2000 cd/m²",
                .of(.bt2020, 10),
                HEIFMaker.Colors(codePoints: [9, 16, 9], content: 2000, display: 4000),
                .bright(peak: 2000),
                stored: .pq
            ),
            .heif(
                codec,
                "PQ beside a profile",
                .of(.bt2020, 10),
                HEIFMaker.Colors(codePoints: [9, 16, 9], profile: p3Profile),
                bright,
                stored: .pq
            ),
            .heif(
                codec,
                "hybrid log-gamma",
                .of(.bt2020, 10),
                HEIFMaker.Colors(codePoints: [9, 18, 9]),
                bright,
                stored: .hlg
            ),
            .heif(
                codec,
                "with a gain map",
                .of(.bt601).full,
                HEIFMaker.Colors(codePoints: [1, 13, 6]),
                gainMap: true
            ),
        ]
    }

    private static func numbers(_ values: UInt32...) -> [UInt8] { values.flatMap { $0.bigEndianBytes } }

    /// White, red, green and blue, in parts of 100,000.
    private static func chromaticities(_ primaries: StandardPrimaries) -> [UInt8] {
        let points = [(0.3127, 0.3290)] + primaries.chromaticities.map { ($0.x, $0.y) }
        return points.flatMap { [$0.0, $0.1] }.flatMap { UInt32(($0 * 100_000).rounded()).bigEndianBytes }
    }

    private static func profileChunk(_ profile: [UInt8]) -> [UInt8] {
        Array("P3\0".utf8) + [0] + PNGMaker.stored(profile)
    }

    /// A JPEG file with a second one behind it, the gain map of the first (ISO 21496-1's predecessor, "Ultra HDR").
    private static var ultraHDR: ImageCase {
        ImageCase(name: "JPEG with a gain map", patches: .ordinary) { maker in
            let base = ImageCase.written("", "jpg", options: ["-quality", "100"])
            let map = ImageCase.written("", "jpg", .ordinary.grey, options: ["-negate", "-quality", "90"])
            let second = try [UInt8](Data(contentsOf: URL(filePath: map.make(maker))))
            let first = try [UInt8](Data(contentsOf: URL(filePath: base.make(maker))))
            let name = "http://ns.adobe.com/xap/1.0/\0"
            let description = """
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
                <rdf:Description xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"/>\
                </rdf:RDF></x:xmpmeta>
                """
            let text = Array((name + description).utf8)
            let segment = [0xFF, 0xE1] + UInt16(text.count + 2).bigEndianBytes + text
            return try maker.file("ultra.jpg", Data(first[..<2] + segment + first[2...] + second))
        }
    }
}
