// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    @Suite("gives links")
    struct Links {
        /// The links of a file with thumbnails.
        private func links() async throws -> [String: String] {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
            _ = try await alice.start(.video, file)
            return try await alice.finishedLinks(of: file)
        }

        @Test("that need no login, and say what they are")
        func plain() async throws {
            let bytes = try SurfaceMedia.clip()
            let alice = try DriveSite.current.alice
            let file = try await alice.store(bytes, name: "clip.mp4")
            _ = try await alice.thumbnail(file, .video)
            for (usage, link) in try await alice.links(of: file) {
                let answer = try await Answer.of(.GET, link)
                #expect(answer.status == 200, "\(usage)")
                #expect(link.hasPrefix(alice.base + "/"))
                #expect(answer.headers.first(name: "x-content-type-options") == "nosniff", "\(usage)")
                if usage == "content" {
                    #expect(answer.body == bytes)
                } else {
                    #expect(answer.headers.first(name: "content-type") == "image/jpeg", "\(usage)")
                }
                let range = try await Answer.of(.GET, link, headers: [("Range", "bytes=3-9")])
                #expect(range.status == 206)
                #expect(range.body == answer.body.subdata(in: 3..<10))
            }
        }

        @Test("of which nothing can be altered")
        func sealed() async throws {
            let links = try await links()
            #expect(Set(links.keys) == KooDriveClient.usages.union(["content"]))
            for (usage, link) in links {
                #expect(try await Answer.of(.GET, link).status == 200)
                let (path, items) = try Self.parts(of: link)
                for index in items.indices {
                    let (name, value) = items[index]
                    var changed = items
                    for other in [value + "0", String(value.dropLast()), "1" + value, ""] where other != value {
                        changed[index].1 = other
                        let answer = try await Answer.of(.GET, Self.link(path, changed))
                        #expect(answer.status == 403, "\(usage) \(name)=\(other)")
                        #expect(answer.body.count < 2000)
                    }
                    changed.remove(at: index)
                    #expect(try await Answer.of(.GET, Self.link(path, changed)).status == 403, "\(usage) no \(name)")
                }
                #expect(try await Answer.of(.GET, path).status == 403, "\(usage)")
            }
        }

        /// A link before its query, and the names and values of that, as they are encoded.
        private static func parts(of link: String) throws -> (path: String, items: [(String, String)]) {
            let parts = link.split(separator: "?", maxSplits: 1)
            try #require(parts.count == 2, "\(link) has no signature")
            let items = parts[1].split(separator: "&").map { item in
                let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(pair[0]), pair.count > 1 ? String(pair[1]) : "")
            }
            return (String(parts[0]), items)
        }

        private static func link(_ path: String, _ items: [(String, String)]) -> String {
            "\(path)?" + items.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        }

        @Test("whose signature opens no other file")
        func swapped() async throws {
            let one = try await links()
            let other = try await links()
            for (usage, link) in one {
                let target = try Self.parts(of: try #require(other[usage])).path
                let answer = try await Answer.of(.GET, Self.link(target, try Self.parts(of: link).items))
                #expect(answer.status == 403, "\(usage)")
            }
            // Nor one usage another.
            let content = try Self.parts(of: try #require(one["content"])).path
            let items = try Self.parts(of: try #require(one["minThumbnail"])).items
            #expect(try await Answer.of(.GET, Self.link(content, items)).status == 403)
        }

        @Test("that end with their time")
        func expiry() async throws {
            try await DriveSite.with(["addresses.driveSeconds": "1"]) {
                let alice = try DriveSite.current.alice
                let file = try await alice.store(SurfaceMedia.noise(), name: "a.bin")
                let link = try #require(try await alice.links(of: file)["content"])
                try await eventually("the link has ended") { try await Answer.of(.GET, link).status == 403 }
                // A fresh one opens.
                try await eventually("a fresh link opens") {
                    let fresh = try await alice.links(of: file)["content"]
                    return try await Answer.of(.GET, fresh ?? "").status == 200
                }
            }
        }

        /// Names that try to leave their place in the answer's head; what a client may call a file and nothing else.
        static let oddNames = [
            "it's.bin", "a;filename=b.bin", "a%0d%0aX-Injected%3A 1.bin", "a, b=c.bin",
            "смета 図面 😀.bin", "é\u{301}.bin", "a\u{85}b.bin", "a\u{2028}X-Injected.bin", "%22.bin", "  a  b.bin",
            "\u{202E}nib.exe.bin",
        ]

        @Test("to a file's bytes, under its name and without a hole in the head", arguments: oddNames)
        func disposition(_ name: String) async throws {
            let site = try DriveSite.current
            let bytes = SurfaceMedia.noise(200)
            let created = try await site.alice.create(name, length: bytes.count)
            guard created.code == 0 else {
                // Control characters and separators of lines may be refused, the others may not.
                created.expectCode(13000102)
                #expect(name.unicodeScalars.contains { $0.properties.generalCategory == .control || $0 == "\u{2028}" })
                return
            }
            let put = try await site.alice.put(bytes, to: try await site.alice.address(of: 1, size: 200, created))
            #expect(put.status == 200)
            let file = try created.text("fileId")
            try await site.alice.complete(file).expectCode(0)
            #expect(try await site.alice.detail(file).tree.fileName.text == name)
            let link = try #require(try await site.alice.links(of: file)["content"])
            let head = try await Self.head(of: link, at: site.alice.base)
            #expect(head.first?.contains(" 200 ") == true)
            for line in head.dropFirst() {
                #expect(line.contains(/^[A-Za-z0-9-]+: [\x20-\x7E]*$/), "\(line)")
                #expect(!line.lowercased().hasPrefix("x-injected"))
            }
            let dispositions = head.filter { $0.lowercased().hasPrefix("content-disposition:") }
            #expect(dispositions.count == 1)
            #expect(dispositions.first?.lowercased().hasPrefix("content-disposition: attachment") == true)
            // RFC 8187: the name as the client gave it.
            let encoded = dispositions.first?.firstMatch(of: /filename\*=UTF-8''([^;]*)/)?.1
            #expect(encoded.flatMap { String($0).removingPercentEncoding } == name, "\(dispositions)")
        }

        /// The lines of an answer's head, as they came.
        private static func head(of link: String, at base: String) async throws -> [String] {
            let target = link.replacing(base, with: "")
            let text = try await blocking {
                let connection = try RawConnection(to: base)
                connection.send("GET \(target) HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
                return connection.readToEnd() ?? ""
            }
            // As bytes: a body may begin with what combines with the line break before it to one character.
            let end = text.utf8.firstRange(of: "\r\n\r\n".utf8)?.lowerBound ?? text.endIndex
            return text[..<end].components(separatedBy: "\r\n")
        }
    }
}
