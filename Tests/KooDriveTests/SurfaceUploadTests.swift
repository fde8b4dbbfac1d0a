// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.5.
    @Suite("takes files in")
    struct Uploads {
        private func name(_ suffix: String = "bin") -> String { "\(UUID().uuidString).\(suffix)" }

        /// The bytes that a file's link gives.
        private func content(of file: String, _ client: KooDriveClient) async throws -> Data {
            let link = try #require(try await client.links(of: file)["content"])
            let answer = try await Answer.of(.GET, link)
            #expect(answer.status == 200)
            return answer.body
        }

        /// Whether any blob or any file that is being written has that many bytes.
        private func stores(_ count: Int) throws -> Bool {
            let folder = try DriveSite.current.server.data.appending(path: "storage")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
            return (files?.allObjects ?? []).contains { item in
                (item as? URL).flatMap { try? $0.resourceValues(forKeys: [.fileSizeKey]).fileSize } == count
            }
        }

        @Test("in one part, and tells what it has")
        func onePart() async throws {
            let alice = try DriveSite.current.alice
            let bytes = SurfaceMedia.noise(1000)
            let name = name()
            let created = try await alice.create(name, length: bytes.count, ["description": "d", "mimeType": "text/x"])
            created.expectCode(0)
            #expect(created.tree.containerId.text == alice.container)
            #expect(created.tree.fileName.text == name)
            #expect(created.tree.parentFolder.list.count == 1)
            #expect(created.tree.rapidUpload.flag == false)
            #expect(created.tree.exist.flag == false)
            #expect(created.tree.uploadId.text?.isEmpty == false)
            let file = try created.text("fileId")
            #expect(file.wholeMatch(of: /F[0-9A-Za-z_-]{32}/) != nil)
            let address = try await alice.address(of: 1, size: bytes.count, created)
            #expect(try await alice.put(bytes, to: address).status == 200)
            try await alice.complete(file, sha256: bytes.sha256).expectCode(0)
            let detail = try await alice.detail(file)
            detail.expectCode(0)
            #expect(detail.tree.id.text == file)
            #expect(detail.tree.fileName.text == name)
            #expect(detail.tree.sha256.text == bytes.sha256)
            #expect(detail.tree.size.int ?? detail.tree.size.text.flatMap { Int($0) } == bytes.count)
            #expect(detail.tree.recycled.flag == false)
            #expect(detail.tree.mimeType.text == "text/x")
            #expect(detail.tree.fileSuffix.text == "bin")
            #expect(try await content(of: file, alice) == bytes)
        }

        @Test("in several parts that come out of order, with addresses from either operation")
        func manyParts() async throws {
            let alice = try DriveSite.current.alice
            let bytes = SurfaceMedia.noise(2 * KooDriveClient.partSize + 777)
            let created = try await alice.create(name(), length: bytes.count)
            created.expectCode(0)
            let file = try created.text("fileId")
            let slices = KooDriveClient.slices(of: bytes)
            let fresh = try await alice.uploadURLs(file, KooDriveClient.parts(of: bytes.count))
            fresh.expectCode(0)
            #expect(fresh.tree.multiParts.list.count == 3)
            for number in [3, 1, 2] {
                let told = number == 2 ? created : fresh
                let address = try await alice.address(of: number, size: slices[number - 1].count, told)
                #expect(try await alice.put(slices[number - 1], to: address).status == 200)
            }
            try await alice.complete(file, sha256: bytes.sha256).expectCode(0)
            #expect(try await content(of: file, alice) == bytes)
            // There is nothing left to complete.
            try await alice.complete(file).expectCode(13000401)
        }

        @Test("empty as well")
        func empty() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(Data(), name: name())
            #expect(try await content(of: file, alice) == Data())
        }

        @Test("drops what is not what it was announced to be")
        func integrity() async throws {
            let alice = try DriveSite.current.alice
            // Announced at either end; a length that nothing else here has.
            for (length, early) in [(123_457, true), (123_459, false)] {
                let bytes = SurfaceMedia.noise(length)
                let wrong = SurfaceMedia.noise().sha256
                let created = try await alice.create(name(), length: length, early ? ["sha256": wrong] : [:])
                created.expectCode(0)
                let file = try created.text("fileId")
                let address = try await alice.address(of: 1, size: length, created)
                #expect(try await alice.put(bytes, to: address).status == 200)
                #expect(try stores(length))
                try await alice.complete(file, sha256: early ? nil : wrong).expectCode(13000402)
                try await eventually("the bytes are dropped") { try !stores(length) }
                #expect(try await alice.detail(file).tree.downloadLinks.list.isEmpty)
                #expect(try await alice.start(.video, file).code != 0)
            }
        }

        @Test("refuses digests that are none")
        func digests() async throws {
            let alice = try DriveSite.current.alice
            for digest in ["", "x", String(repeating: "g", count: 64), String(repeating: "a", count: 63)] {
                let answer = try await alice.create(name(), length: 10, ["sha256": digest])
                guard digest != "" else { continue }
                answer.expectCode(13000102, "\(digest)")
            }
            // Upper case is the same digest.
            let bytes = SurfaceMedia.noise(10)
            let created = try await alice.create(name(), length: 10, ["sha256": bytes.sha256.uppercased()])
            #expect(try await alice.put(bytes, to: try await alice.address(of: 1, size: 10, created)).status == 200)
            try await alice.complete(try created.text("fileId"), sha256: bytes.sha256.uppercased()).expectCode(0)
        }

        @Test("not with a part missing, until it has come")
        func missingPart() async throws {
            let alice = try DriveSite.current.alice
            let bytes = SurfaceMedia.noise(KooDriveClient.partSize + 10)
            let slices = KooDriveClient.slices(of: bytes)
            let created = try await alice.create(name(), length: bytes.count)
            let file = try created.text("fileId")
            #expect(try await alice.complete(file).code != 0)
            let second = try await alice.address(of: 2, size: 10, created)
            #expect(try await alice.put(slices[1], to: second).status == 200)
            let refused = try await alice.complete(file)
            #expect(refused.status == 400)
            #expect([13000402, 13000403, 13000409].contains(refused.code), "\(refused)")
            #expect(try await alice.links(of: file) == [:])
            try await alice.start(.video, file).expectCode(13000403)
        }

        @Test("with the last bytes of a part that came twice")
        func partTwice() async throws {
            let alice = try DriveSite.current.alice
            let bytes = SurfaceMedia.noise(500)
            let created = try await alice.create(name(), length: 500)
            let address = try await alice.address(of: 1, size: 500, created)
            #expect(try await alice.put(SurfaceMedia.noise(500), to: address).status == 200)
            #expect(try await alice.put(bytes, to: address).status == 200)
            let file = try created.text("fileId")
            try await alice.complete(file, sha256: bytes.sha256).expectCode(0)
            #expect(try await content(of: file, alice) == bytes)
            // Too late.
            let late = try await alice.put(SurfaceMedia.noise(500), to: address)
            #expect(late.status >= 400)
            #expect(try await content(of: file, alice) == bytes)
        }

        @Test("never of another length than announced")
        func wrongLength() async throws {
            let alice = try DriveSite.current.alice
            for (announced, sent) in [(1000, 999), (1000, 1001), (1000, 0), (0, 5)] {
                let created = try await alice.create(name(), length: announced)
                created.expectCode(0)
                let file = try created.text("fileId")
                let address = try await alice.address(of: 1, size: announced, created)
                let put = try await alice.put(SurfaceMedia.noise(sent), to: address)
                if put.status == 200 {
                    let completed = try await alice.complete(file)
                    #expect(completed.status == 400 && completed.code != 0, "\(announced) \(sent): \(completed)")
                }
                #expect(try await alice.links(of: file) == [:], "\(announced) \(sent)")
            }
        }

        @Test("at addresses that open nothing else")
        func addresses() async throws {
            let alice = try DriveSite.current.alice
            let bytes = SurfaceMedia.noise(100)
            let created = try await alice.create(name(), length: 100)
            let address = try await alice.address(of: 1, size: 100, created)
            for item in address.split(separator: "?").last?.split(separator: "&") ?? [] {
                let changed = address.replacing(item, with: "\(item)0")
                let answer = try await alice.put(bytes, to: changed)
                #expect([400, 403, 404].contains(answer.status), "\(item): \(answer)")
            }
            #expect(try await Answer.of(.GET, address).status >= 400)
            #expect(try await alice.put(bytes, to: address).status == 200)
        }

        @Test("at once, when the user has the bytes already, but never because somebody else has them")
        func rapidUpload() async throws {
            let site = try DriveSite.current
            let bytes = SurfaceMedia.noise(5000)
            let claim: [String: Any] = ["sha256": bytes.sha256, "preHash": bytes.prefix(1024).sha256]
            _ = try await site.alice.store(bytes, name: name())
            let again = try await site.alice.create(name(), length: bytes.count, claim)
            again.expectCode(0)
            #expect(again.tree.rapidUpload.flag == true)
            #expect(try await content(of: try again.text("fileId"), site.alice) == bytes)
            // A digest alone proves nothing about what one has.
            for other in [site.bob, site.carol] {
                let created = try await other.create(name(), length: bytes.count, claim)
                created.expectCode(0)
                #expect(created.tree.rapidUpload.flag == false)
                #expect(try await other.links(of: try created.text("fileId")) == [:])
            }
            let shorter = try await site.alice.create(name(), length: bytes.count - 1, claim)
            #expect(shorter.code != 0 || shorter.tree.rapidUpload.flag == false)
        }

        @Test("as far as the space reaches, also when several come at once")
        func quota() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            let used = try await user.store(SurfaceMedia.noise(9000), name: "a.bin")
            try DataFolder(site.server).execute("UPDATE space SET capacity = 10000 WHERE id = ?", [user.container])
            try await user.create(name(), length: 1001).expectCode(13000311)
            // What is in the bin still takes room, what was deleted for good does not.
            _ = try await user.run(.delete, [used])
            try await user.create(name(), length: 1001).expectCode(13000311)
            _ = try await user.run(.delete, [used], action: 202)
            try await user.create(name(), length: 10_001).expectCode(13000311)
            let name = name()
            let codes = try await withThrowingTaskGroup { group in
                for _ in 0..<8 { group.addTask { try await user.create(name, length: 3000).code } }
                return try await group.reduce(into: [Int?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == 0 } == 3 && codes.count { $0 == 13000311 } == 5, "\(codes)")
            try await user.create(name, length: 1000).expectCode(0)
            try await user.create(name, length: 1).expectCode(13000311)
            let space = try await user.send(.GET, "space/\(user.user)", query: [("type", "1")])
            #expect(space.tree.data.capacity.int ?? space.tree.data.capacity.text.flatMap { Int($0) } == 10_000)
        }
    }
}
