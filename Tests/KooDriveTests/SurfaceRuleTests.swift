// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.3: each request here breaks one rule and all the later ones that it can, so that the answer tells
    /// which of them was looked at first.
    @Suite("applies the rules of the thumbnail operations in their order")
    struct Rules {
        /// Names that the one operation refuses, and the other too.
        private static let foreign: [KooDriveClient.Endpoint: String] = [.video: "page.pdf", .document: "clip.mp4"]

        private func path(_ endpoint: KooDriveClient.Endpoint) -> String { "\(endpoint.rawValue)/thumbnail" }

        @Test(
            "1: whoever is not known gets 401, whatever the request says",
            arguments: KooDriveClient.Endpoint.allCases
        )
        func authentication(_ endpoint: KooDriveClient.Endpoint) async throws {
            let site = try DriveSite.current
            let credentials: [KooDriveClient.Credential] = [.none, .header(""), .header("Bearer nothing")]
            for credential in credentials {
                let stranger = site.alice.with(credential)
                for body in ["{", "", "{}", "[]"] {
                    let answer = try await stranger.send(.POST, path(endpoint), body: Data(body.utf8))
                    answer.expectUnauthorized("\(credential) \(body)")
                }
            }
        }

        @Test("2: a body that is not as it has to be is 13000102", arguments: KooDriveClient.Endpoint.allCases)
        func body(_ endpoint: KooDriveClient.Endpoint) async throws {
            let alice = try DriveSite.current.alice
            for body in ["{", "", "[]", "null", "7", "\"text\"", "{\"fileId\": \"x\" \"userId\": \"y\"}", "\u{0}"] {
                let answer = try await alice.send(.POST, path(endpoint), body: Data(body.utf8))
                answer.expectCode(13000102, "\(body)")
            }
            // All else is wrong as well: the user, the space and the file.
            let whole = ["fileId": "Fnothing", "containerId": "nothing", "userId": "nobody"]
            let wrong: [Any?] = [nil, "", 7, true, NSNull(), ["x"], ["a": "b"]]
            for member in whole.keys.sorted() {
                for value in wrong {
                    var members: [String: Any] = whole
                    members[member] = value
                    try await alice.post(path(endpoint), members).expectCode(
                        13000102,
                        "\(member): \(value ?? "absent")"
                    )
                }
            }
        }

        @Test("3: another user than the caller is 13000410", arguments: KooDriveClient.Endpoint.allCases)
        func user(_ endpoint: KooDriveClient.Endpoint) async throws {
            let site = try DriveSite.current
            for other in ["nobody", site.bob.user, site.carol.user, site.alice.user + " "] {
                let members = ["fileId": "Fnothing", "containerId": "nothing", "userId": other]
                try await site.alice.post(path(endpoint), members).expectCode(13000410, "\(other)")
            }
        }

        @Test("4: a space that is unknown, not active or not the caller's", arguments: KooDriveClient.Endpoint.allCases)
        func space(_ endpoint: KooDriveClient.Endpoint) async throws {
            let site = try DriveSite.current
            func start(_ user: KooDriveClient, _ file: String, _ space: String) async throws -> Answer {
                try await user.start(endpoint, file, ["containerId": space])
            }
            try await start(site.alice, "Fnothing", "nothing").expectCode(13000301)
            let asleep = try await site.newUser()
            try DataFolder(site.server).execute("UPDATE space SET isActive = 0 WHERE id = ?", [asleep.container])
            try await start(asleep, "Fnothing", asleep.container).expectCode(13000412)
            // The same answer whether there is such a file or not.
            for other in [site.bob, site.carol] {
                let file = try await other.store(SurfaceMedia.noise(), name: "a.bin")
                for file in [file, "Fnothing"] {
                    try await start(site.alice, file, other.container).expectCode(13000410)
                }
            }
        }

        @Test("5: a file that no thumbnail can be made of", arguments: KooDriveClient.Endpoint.allCases)
        func file(_ endpoint: KooDriveClient.Endpoint) async throws {
            let site = try DriveSite.current
            let alice = site.alice
            try await alice.start(endpoint, "Fnothing").expectCode(13000309, "unknown")
            for id in ["../../etc/passwd", "F' OR '1'='1", String(repeating: "F", count: 10_000), "\u{0}", "😀"] {
                try await alice.start(endpoint, id).expectCode(13000309, "\(id.prefix(20))")
            }

            // The names are of no kind that the operation takes, so rule 6 would refuse them.
            let name = "\(UUID().uuidString).bin"
            let recycled = try await alice.store(SurfaceMedia.noise(), name: name)
            _ = try await alice.run(.delete, [recycled])
            try await alice.start(endpoint, recycled).expectCode(13000306, "recycled")

            let recycledFolder = try await alice.folder(name)
            let inside = try await alice.store(SurfaceMedia.noise(), name: name, in: recycledFolder)
            _ = try await alice.run(.delete, [recycledFolder])
            try await alice.start(endpoint, recycledFolder).expectCode(13000306, "a recycled folder")
            try await alice.start(endpoint, inside).expectCode(13000306, "in a recycled folder")

            try await alice.start(endpoint, try await alice.folder("a \(name)")).expectCode(13000406, "a folder")

            let begun = try await alice.create("b \(name)", length: 100)
            try await alice.start(endpoint, try begun.text("fileId")).expectCode(13000403, "not uploaded")
        }

        /// 13000302 is for another space of the same user, who has but one: see ``Foreign``.
        @Test("5: somebody else's file is as unknown as one that is not", arguments: KooDriveClient.Endpoint.allCases)
        func foreign(_ endpoint: KooDriveClient.Endpoint) async throws {
            let site = try DriveSite.current
            let file = try await site.bob.store(SurfaceMedia.noise(), name: "a.bin")
            try await site.alice.start(endpoint, file).expectCode(13000309)
        }

        @Test("6: a suffix that is not for this operation is 13000102", arguments: KooDriveClient.Endpoint.allCases)
        func suffix(_ endpoint: KooDriveClient.Endpoint) async throws {
            let alice = try DriveSite.current.alice
            let foreign = try #require(Self.foreign[endpoint])
            for name in [foreign, "a.bin", "mp4", ".mp4", "pdf", ".pdf", "a.mp4.", "a.pdf.", "a.mp4 ", "a.pdf.zip"] {
                let file = try await alice.store(SurfaceMedia.noise(64), name: name)
                let answer = try await alice.start(endpoint, file)
                answer.expectCode(13000102, "\(name)")
                // It is told from a request that is wrong in itself.
                let plain = try await alice.start(endpoint, "")
                #expect(answer.tree.msg.text != plain.tree.msg.text)
            }
        }

        @Test("7: the rest is accepted, whatever the file holds", arguments: KooDriveClient.Endpoint.allCases)
        func accepted(_ endpoint: KooDriveClient.Endpoint) async throws {
            let alice = try DriveSite.current.alice
            for name in endpoint == .video ? ["a.mp4", "A.MP4", "a.b.Mp4"] : ["a.pdf", "A.PDF", "a.b.Pdf"] {
                let file = try await alice.store(SurfaceMedia.noise(), name: name)
                let answer = try await alice.start(endpoint, file)
                answer.expectCode(0)
                #expect(answer.tree.names == ["code", "msg"])
                #expect(answer.tree.msg.text == "success")
                await #expect(throws: ThumbnailFailure.self) {
                    try await alice.finishedLinks(of: file, task: answer.headers.first(name: "X-Task-Id"))
                }
                #expect(try await Set(alice.links(of: file).keys) == ["content"])
                // Once more, after it failed.
                try await alice.start(endpoint, file).expectCode(0)
            }
        }

        @Test("a method or a path beside the operations is not found", arguments: KooDriveClient.Endpoint.allCases)
        func beside(_ endpoint: KooDriveClient.Endpoint) async throws {
            let alice = try DriveSite.current.alice
            for (method, path) in [
                (HTTPMethod.GET, path(endpoint)), (.POST, path(endpoint) + "s"), (.PUT, path(endpoint)),
            ] {
                let answer = try await alice.send(method, path)
                #expect([404, 405].contains(answer.status), "\(answer)")
                #expect(answer.tree.code.int.map { $0 != 0 } == true, "\(answer)")
                #expect(answer.tree.msg.text?.isEmpty == false, "\(answer)")
            }
        }
    }
}
