// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.2 and 6.3.
    @Suite("answers in one envelope")
    struct Envelopes {
        /// The operations that read a body.
        static let posts = [
            "video/thumbnail", "document/thumbnail", "files/create", "files/multipart/uploadUrl", "files/complete",
            "files/Fnothing/detail", "files/0", "files/1", "files/search", "files/download", "directory",
            "files/rename/Fnothing", "jobs",
        ]

        @Test("also to bodies that are no JSON or not the one that was asked for", arguments: posts)
        func badBodies(_ path: String) async throws {
            let alice = try DriveSite.current.alice
            let bodies = [
                "", "{", "nonsense", "[]", "\"x\"", "17", "null", "{}", "{\"containerId\": 5}",
                "{\"containerId\": null}",
                "\u{FEFF}{}", "{\"a\":\u{0}}", String(repeating: "[", count: 100_000),
                String(repeating: "{\"a\":", count: 50_000),
            ]
            for body in bodies {
                let answer = try await alice.send(.POST, path, body: Data(body.utf8))
                // A search without a type has a code of its own.
                let isSearch = path == "files/search" && body.hasPrefix("{") && body.hasSuffix("}")
                answer.expectCode(isSearch && answer.code == 13000414 ? 13000414 : 13000102, "\(body.prefix(40))")
            }
            let latin = Data("{\"containerId\": \"".utf8) + [0xFF, 0xFE] + Data("\"}".utf8)
            try await alice.send(.POST, path, body: latin).expectCode(13000102)
        }

        @Test("also to bodies that are too large", arguments: posts)
        func hugeBody(_ path: String) async throws {
            let alice = try DriveSite.current.alice
            let body = Data("{\"a\": \"".utf8) + Data(repeating: 0x61, count: 13 << 20) + Data("\"}".utf8)
            // The server may end the connection before it has read everything.
            guard let answer = try? await alice.send(.POST, path, body: body) else { return }
            #expect([400, 413].contains(answer.status), "\(answer)")
            #expect(answer.tree.code.int.map { $0 != 0 } == true, "\(answer)")
            #expect(answer.tree.msg.text?.isEmpty == false)
        }

        @Test("also to callers it does not know", arguments: posts)
        func strangers(_ path: String) async throws {
            let alice = try DriveSite.current.alice
            try await alice.with(.none).send(.POST, path, body: Data("{".utf8)).expectUnauthorized()
        }

        @Test("also where there is no operation")
        func unknown() async throws {
            let alice = try DriveSite.current.alice
            for (method, path) in [
                (HTTPMethod.GET, "nothing/there"), (.POST, "nothing"), (.GET, "video/thumbnail"), (.DELETE, "jobs"),
                (.POST, "/koodrive/"), (.GET, "/koodrive/ose/v9/x"), (.PUT, "files/create"), (.POST, "files/0/1/2/3/4"),
            ] {
                let answer = try await alice.send(method, path)
                #expect((400..<500).contains(answer.status), "\(method) \(path): \(answer)")
                #expect(answer.tree.code.int.map { $0 != 0 } == true, "\(method) \(path): \(answer)")
                #expect(answer.tree.msg.text?.isEmpty == false, "\(method) \(path): \(answer)")
                let type = answer.headers.first(name: "content-type") ?? ""
                #expect(type.hasPrefix("application/json"))
            }
        }

        @Test("takes members that it does not know, and bodies in pieces")
        func tolerance() async throws {
            let alice = try DriveSite.current.alice
            let members: [String: Any] = ["unknown": ["a": 1], "x": NSNull()]
            try await alice.list("root", members).expectCode(0)
            let body = try JSONSerialization.data(withJSONObject: [
                "containerId": alice.container, "parentFileId": "root",
            ])
            let head = Self.head(of: alice)
            let text = try await blocking {
                let connection = try RawConnection(to: alice.base)
                connection.send(head)
                for byte in body { connection.send(Data("1\r\n".utf8) + [byte] + Data("\r\n".utf8)) }
                connection.send("0\r\n\r\n")
                return connection.readToEnd() ?? ""
            }
            #expect(text.hasPrefix("HTTP/1.1 200"), "\(text.prefix(300))")
        }

        @Test("does not take a body that breaks off or is no body for a fault of its own")
        func brokenTransfer() async throws {
            let alice = try DriveSite.current.alice
            let head = Self.head(of: alice)
            for body in ["nonsense\r\n", "\n5\r\nabcde\r\n0\r\n\r\n", "5\r\nabcdefgh\r\n0\r\n\r\n"] {
                let text = try await blocking {
                    let connection = try RawConnection(to: alice.base)
                    connection.send(head + body)
                    return connection.readToEnd() ?? ""
                }
                #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 4"), "\(body): \(text.prefix(300))")
            }
        }

        /// The head of a request whose body comes in pieces.
        private static func head(of client: KooDriveClient) -> String {
            [
                "POST \(KooDriveClient.prefix)files/0 HTTP/1.1", "Host: test", "Connection: close",
                "Authorization: Bearer \(client.token)", "Content-Type: application/json",
                "Transfer-Encoding: chunked", "", "",
            ].joined(separator: "\r\n")
        }

        @Test("writes the code as text where that is configured")
        func codeAsText() async throws {
            try await DriveSite.with(["koodrive.codeAsString": "true"]) {
                let alice = try DriveSite.current.alice
                let good = try await alice.list()
                #expect(good.tree.code.text == "0" && good.status == 200)
                #expect(good.code == 0)
                let bad = try await alice.start(.video, "Fnothing")
                #expect(bad.tree.code.text == "13000309" && bad.status == 400)
                let stranger = try await alice.with(.none).list()
                #expect(stranger.tree.code.text != nil && stranger.status == 401, "\(stranger)")
                let nowhere = try await alice.send(.GET, "nothing/there")
                #expect(nowhere.tree.code.text != nil && nowhere.status >= 400, "\(nowhere)")
                // The client of the tests works all the same.
                let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
                #expect(try await alice.thumbnail(file, .video).count == 5)
            }
        }
    }
}
