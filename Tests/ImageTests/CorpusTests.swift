// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Renderers
import TestSupport
import Testing

extension ImageSuite {
    @Suite("renders the corpus", .enabled(if: CorpusFile.isExpected))
    struct CorpusTests {
        static let images = CorpusFile.all.filter { $0.kind == "image" }

        @Test("as it is expected", arguments: images)
        func outcome(_ file: CorpusFile) async throws {
            let made = try await rendered(file.path)
            // What is libavcodec's to read is expected there.
            guard made.result != .elsewhere(.video) else { return }
            switch file.expectation {
            case .picture: #expect(made.pictures.count == 1, "\(String(describing: made.failure))")
            case .failure: #expect(made.failure != nil && made.pictures.isEmpty)
            case .either: #expect(made.failure != nil || made.pictures.count == 1)
            }
            #expect(made.failure?.code != .rendererCrashed)
            #expect(made.duration < .seconds(5))
        }

        @Test("and no more than these belong to another renderer")
        func elsewhere() async throws {
            var others: [String] = []
            for file in Self.images {
                guard case .elsewhere = try await rendered(file.path).result else { continue }
                others.append(String(file.name.split(separator: ".").last ?? ""))
            }
            #expect(Set(others).isSubset(of: ["psd", "ani", "tga", "icns", "jp2"]))
        }

        /// Where vipsthumbnail shows something else: it takes the planes of a FITS cube for colours, does not apply the
        /// profile of an XYB JPEG, which has no table for the intent that it asks for, and shows five sixths of a
        /// bright sky as plain white.
        private static let outliers = ["019-WFPC2u5780205r_c0fx.fits", "026-sample-xyb.jpg", "028-sample.hdr"]

        static let threshold = 0.9

        @Test(
            "like vipsthumbnail",
            arguments: images.filter { file in
                file.expectation == .picture && !outliers.contains { file.name.hasSuffix($0) }
                    && !["psd", "jp2"].contains { file.name.hasSuffix($0) }
            }
        )
        func similarity(_ file: CorpusFile) async throws {
            let workshop = try ArchiveMaker()
            let reference = "\(workshop.directory)/reference.png"
            try Program.run(["vipsthumbnail", file.path, "-s", "480>", "--export-profile", "srgb", "-o", reference])
            let made = try #require(try await rendered(file.path).pictures.first)
            let other = try Data(contentsOf: URL(filePath: reference))
            let similarity = try structuralSimilarity(of: made.bytes, and: other)
            #expect(similarity > Self.threshold, "\(file.name): \(similarity)")
        }

        @Test("and the pictures that attack", arguments: CorpusFile.attacks.filter { $0.name.hasSuffix(".svg") })
        func attacks(_ file: CorpusFile) async throws {
            let made = try await rendered(file.path)
            #expect(made.failure != nil || made.pictures.count == 1)
            #expect(made.failure?.code != .rendererCrashed)
            #expect(made.duration < .seconds(5))
        }

        @Test("and the picture that would fill the memory")
        func bomb() async throws {
            #expect(try await rendered("\(CorpusFile.folder)/attack/bomb.png").failure?.code == .limitExceeded)
        }
    }
}
