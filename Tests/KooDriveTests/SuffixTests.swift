// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension Surface {
    /// Contract 3.3: "Supported inputs".
    @Suite("takes files by their suffix")
    struct Suffixes {
        @Test("accepts each suffix at its operation and refuses it at the other")
        func acceptance() async throws {
            let alice = try DriveSite.current.alice
            #expect(Suffix.all.count == 25 + 33)
            #expect(Set(Suffix.all.map(\.name)).count == Suffix.all.count)
            let bytes = SurfaceMedia.noise()
            _ = try await alice.store(bytes, name: "\(UUID().uuidString).bin")
            let claim = ["sha256": bytes.sha256]
            for suffix in Suffix.all {
                for spelling in [suffix.name, suffix.name.uppercased(), suffix.name.capitalized] {
                    let name = "\(UUID().uuidString).\(spelling)"
                    let file = try await alice.store(bytes, name: name, claim)
                    for endpoint in KooDriveClient.Endpoint.allCases {
                        let answer = try await alice.start(endpoint, file)
                        answer.expectCode(endpoint == suffix.endpoint ? 0 : 13000102, "\(spelling) \(endpoint)")
                    }
                }
            }
        }

        @Test("gives a picture of each that can be made", arguments: Suffix.all.filter(\.canBeMade))
        func wholeLife(_ suffix: Suffix) async throws {
            let alice = try DriveSite.current.alice
            let bytes = try await blocking { try SuffixMedia.file(suffix) }
            let file = try await alice.store(bytes, name: "file \(UUID().uuidString).\(suffix.name)")
            let pictures = try await alice.thumbnail(file, suffix.endpoint)
            #expect(Set(pictures.keys) == KooDriveClient.usages)
            let picture = try await DecodedPicture(try #require(pictures["largeThumbnail"]))
            #expect(picture.longSide > 200)
            switch suffix.source {
            case .ffmpeg: #expect(picture.share(of: SuffixMedia.green) > 0.95)
            case .office, .renamed: #expect(picture.share(of: SuffixMedia.green) > 0.01)
            case .page: #expect(picture.share(of: [128, 128, 128]) > 0.5)
            case .corpus: #expect(picture.size == "362x512")
            case .none: Issue.record("\(suffix)")
            }
        }

        /// WPS Office writes its own kinds much as the kinds of Microsoft's; what a file is, is found out from its bytes.
        @Test(
            "shows a file of Microsoft's under the name of WPS Office's",
            arguments: [("wps", "doc"), ("wpt", "dot"), ("et", "xls"), ("dps", "ppt"), ("docx", "rtf"), ("pdf", "doc")]
        )
        func otherNames(_ name: String, _ kind: String) async throws {
            let alice = try DriveSite.current.alice
            let suffix = try #require(Suffix.all.first { $0.name == kind })
            let bytes = try await blocking { try SuffixMedia.file(suffix) }
            let file = try await alice.store(bytes, name: "file \(UUID().uuidString).\(name)")
            let pictures = try await alice.thumbnail(file, .document)
            let picture = try await DecodedPicture(try #require(pictures["largeThumbnail"]))
            #expect(picture.share(of: SuffixMedia.green) > 0.01)
        }
    }
}
