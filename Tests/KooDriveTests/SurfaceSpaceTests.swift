// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    @Suite("keeps spaces apart")
    struct Spaces {
        @Test("tells of one's own space, by owner and by id")
        func lookUp() async throws {
            let user = try await DriveSite.current.newUser()
            _ = try await user.store(SurfaceMedia.noise(321), name: "a.bin")
            let one = try await user.send(.GET, "space/\(user.user)", query: [("type", "1")])
            let both = try await user.send(
                .GET,
                "space/\(user.user)",
                query: [("type", "1"), ("containerId", user.container)]
            )
            let byID = try await user.send(.GET, "space/container/\(user.container)")
            let list = try await user.send(.GET, "/koodrive/ose/v2/space/\(user.user)", query: [("type", "1")])
            for answer in [one, both, byID, list] { answer.expectCode(0) }
            for space in [one.tree.data, both.tree.data, byID.payload, list.tree.data[0]] {
                #expect(space.containerId.text == user.container, "\(space)")
                #expect(space.ownerId.text == user.user, "\(space)")
                #expect(space.type.int ?? space.type.text.flatMap { Int($0) } == 1, "\(space)")
                let used = space.spaceUsed.int ?? space.spaceUsed.text.flatMap { Int($0) }
                #expect(used == 321, "\(space)")
                let capacity = space.capacity.int ?? space.capacity.text.flatMap { Int($0) }
                #expect(capacity ?? 0 > 1_000_000, "\(space)")
            }
        }

        @Test("tells nothing of the spaces of others")
        func lookUpOfOthers() async throws {
            let site = try DriveSite.current
            for other in [site.bob, site.carol] {
                for path in ["space/\(other.user)?type=1", "space/container/\(other.container)"] {
                    let parts = path.split(separator: "?")
                    let query = parts.count > 1 ? [("type", "1")] : []
                    let answer = try await site.alice.send(.GET, String(parts[0]), query: query)
                    #expect(answer.status == 400, "\(answer)")
                    #expect([13000410, 13000301].contains(answer.code), "\(answer)")
                }
                let list = try await site.alice.send(
                    .GET,
                    "/koodrive/ose/v2/space/\(other.user)",
                    query: [("type", "1")]
                )
                #expect(list.code != 0 || list.tree.data.list.isEmpty, "\(list)")
            }
            let unknown = try await site.alice.send(.GET, "space/container/nothing")
            unknown.expectCode(13000301)
        }

        /// Every operation, on another user's file: by naming their space, and by naming one's own.
        @Test("does nothing to the files of others, of the same project or not")
        func separation() async throws {
            let site = try DriveSite.current
            for thief in [site.bob, site.carol] {
                let bytes = SurfaceMedia.noise(400)
                let folder = try await site.alice.folder("folder \(UUID().uuidString)")
                let file = try await site.alice.store(bytes, name: "a.mp4", in: folder)
                let begun = try await site.alice.create("b.mp4", length: 10, in: folder)
                let upload = try begun.text("fileId")
                for container in [site.alice.container, thief.container] {
                    let posing = KooDriveClient(
                        base: thief.base,
                        user: thief.user,
                        container: container,
                        credential: thief.credential
                    )
                    let answers = [
                        try await posing.start(.video, file), try await posing.detail(file),
                        try await posing.list(folder), try await posing.rename(file, to: "stolen.mp4"),
                        try await posing.makeFolder("x", in: folder),
                        try await posing.create("x", length: 1, in: folder),
                        try await posing.uploadURLs(upload, KooDriveClient.parts(of: 10)),
                        try await posing.complete(upload),
                    ]
                    for (index, answer) in answers.enumerated() {
                        #expect(answer.status == 400 && answer.code != 0, "\(index): \(answer)")
                        #expect(!String(decoding: answer.body, as: UTF8.self).contains("a.mp4"), "\(answer)")
                    }
                    let download = try await posing.download([file])
                    #expect(download.code != 0 || download.tree.batchCode.int == 2, "\(download)")
                    let search = try await posing.search(["keyWord": "a.mp4"])
                    #expect(!search.tree.files.list.contains { $0.id.text == file })
                    for kind in [KooDriveClient.JobKind.delete, .move, .copy] {
                        _ = try await posing.order(kind, [file, folder], to: "root")
                    }
                    _ = try await posing.order(.clearBin)
                }
                // All is as it was.
                let detail = try await site.alice.detail(file)
                #expect(detail.tree.fileName.text == "a.mp4")
                #expect(detail.tree.recycled.flag == false)
                let listed = try await site.alice.list(folder).tree.files.list
                #expect(listed.map(\.id.text) == [file])
                let link = try #require(try await site.alice.links(of: file)["content"])
                #expect(try await Answer.of(.GET, link).body == bytes)
                let root = try await thief.list()
                #expect(!root.tree.files.list.contains { $0.sha256.text == bytes.sha256 })
            }
        }
    }
}
