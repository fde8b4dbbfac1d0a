// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// What happens when requests about one file come together, or again.
    @Suite("keeps order when requests about a file meet")
    struct Races {
        private func name() -> String { "\(UUID().uuidString).txt" }

        /// The answers of requests that are sent together.
        private func together(
            _ count: Int,
            _ request: @escaping @Sendable (Int) async throws -> Answer
        ) async throws -> [Answer] {
            try await withThrowingTaskGroup { group in
                for number in 0..<count { group.addTask { try await request(number) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        @Test("takes no more bytes than were announced, however many parts come at once")
        func parts() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            let bytes = SurfaceMedia.noise(KooDriveClient.partSize + 4321)
            let created = try await user.create(name(), length: bytes.count, ["multiParts": NSNull()])
            created.expectCode(0)
            let file = try created.text("fileId")
            let parts = (1...6).map { ["partNumber": $0, "partSize": bytes.count] }
            let addresses = try await user.uploadURLs(file, parts).tree.multiParts.list.compactMap(\.uploadUrl.text)
            #expect(addresses.count == parts.count)
            let answers = try await together(parts.count) { try await user.put(bytes, to: addresses[$0]) }
            #expect(answers.count { $0.status == 200 } == 1, "\(answers.map(\.status))")
            #expect(answers.allSatisfy { $0.status < 500 }, "\(answers.map(\.status))")
            try await eventually("one of them is kept") {
                try DataFolder(site.server).blobs().values.count { $0 == bytes.count } == 1
            }
            try await user.complete(file, sha256: bytes.sha256).expectCode(0)
        }

        @Test("joins the parts of a file once, however many completions come at once")
        func completions() async throws {
            // Nobody else writes on a server of its own.
            try await DriveSite.with {
                let site = try DriveSite.current
                let alice = site.alice
                let bytes = Data(repeating: 7, count: 6 * KooDriveClient.partSize) + SurfaceMedia.noise(9)
                let created = try await alice.create(name(), length: bytes.count)
                let file = try created.text("fileId")
                for (number, part) in KooDriveClient.slices(of: bytes).enumerated() {
                    let address = try await alice.address(of: number + 1, size: part.count, created)
                    #expect(try await alice.put(part, to: address).status == 200)
                }
                let folder = try DataFolder(site.server)
                let watch = Task {
                    var most = 0
                    while !Task.isCancelled {
                        most = max(most, try folder.staging().count)
                        try? await Task.sleep(for: .milliseconds(2))
                    }
                    return most
                }
                let codes = try await together(8) { _ in try await alice.complete(file) }.map(\.code)
                watch.cancel()
                #expect(codes.count { $0 == 0 } == 1, "\(codes)")
                #expect(codes.allSatisfy { [0, 13000403, 13000401].contains($0) }, "\(codes)")
                #expect(try await watch.value == 1)
                #expect(try await alice.detail(file).tree.sha256.text == bytes.sha256)
            }
        }

        @Test("completes a file again for whoever says which bytes they mean", arguments: [1, 2])
        func again(_ parts: Int) async throws {
            let site = try DriveSite.current
            let alice = site.alice
            let bytes = SurfaceMedia.noise((parts - 1) * KooDriveClient.partSize + 100)
            let file = try await alice.store(bytes, name: name())
            for digest in [bytes.sha256, bytes.sha256.uppercased()] {
                try await alice.complete(file, sha256: digest).expectCode(0)
            }
            try await alice.complete(file).expectCode(13000401)
            try await alice.complete(file, sha256: SurfaceMedia.noise().sha256).expectCode(13000401)
            try await site.bob.complete(file, sha256: bytes.sha256).expectCode(13000401)
            let link = try #require(try await alice.links(of: file)["content"])
            #expect(try await Answer.of(.GET, link).body == bytes)
        }

        @Test("keeps the digest of a part as it came, and a single part where it is")
        func digests() async throws {
            let site = try DriveSite.current
            let alice = site.alice
            let bytes = SurfaceMedia.noise(2345)
            let created = try await alice.create(name(), length: bytes.count)
            let address = try await alice.address(of: 1, size: bytes.count, created)
            #expect(try await alice.put(bytes, to: address).status == 200)
            let file = try created.text("fileId")
            let folder = try DataFolder(site.server)
            let part = "FROM part JOIN upload ON upload.id = part.upload WHERE upload.file = ?"
            #expect(try folder.texts("SELECT sha256 \(part)", [file]) == [bytes.sha256])
            let blob = try #require(try folder.texts("SELECT blob \(part)", [file]).first)
            // The bytes need not be there to be counted again.
            let place = folder.storage.appending(path: "blobs/\(blob.prefix(2))/\(blob)")
            let aside = folder.storage.appending(path: "aside-\(blob)")
            try FileManager.default.moveItem(at: place, to: aside)
            try await alice.complete(file, sha256: bytes.sha256).expectCode(0)
            try FileManager.default.moveItem(at: aside, to: place)
            let query =
                "SELECT blob FROM content JOIN driveFile ON driveFile.content = content.id WHERE driveFile.id = ?"
            #expect(try folder.texts(query, [file]) == [blob])
            #expect(try await alice.detail(file).tree.sha256.text == bytes.sha256)
        }

        @Test("a part that is gone when its file is completed is no upload")
        func vanished() async throws {
            let alice = try DriveSite.current.alice
            let bytes = SurfaceMedia.noise(KooDriveClient.partSize + 100)
            let created = try await alice.create(name(), length: bytes.count)
            let file = try created.text("fileId")
            for (number, part) in KooDriveClient.slices(of: bytes).enumerated() {
                let address = try await alice.address(of: number + 1, size: part.count, created)
                #expect(try await alice.put(part, to: address).status == 200)
            }
            async let completed = alice.complete(file)
            async let deleted = alice.run(.delete, [file], action: 202)
            let (code, job) = (try await completed.code, try await deleted)
            #expect(code == 0 || code == 13000401, "\(code ?? -1)")
            #expect(job.payload.taskInfos.list.map(\.status.int) == [2], "\(job)")
            try await alice.detail(file).expectCode(13000309)
            try await alice.complete(file, sha256: bytes.sha256).expectCode(13000401)
        }

        @Test("a file without its bytes holds no name")
        func names() async throws {
            let user = try await DriveSite.current.newUser()
            let bytes = [SurfaceMedia.noise(50), SurfaceMedia.noise(60)]
            var files: [String] = []
            for bytes in bytes {
                // 3: a name that is taken is refused.
                let created = try await user.create("a.txt", length: bytes.count, ["autoRename": 3])
                created.expectCode(0)
                let file = try created.text("fileId")
                files.append(file)
                let address = try await user.address(of: 1, size: bytes.count, created)
                #expect(try await user.put(bytes, to: address).status == 200)
            }
            try await user.complete(files[1]).expectCode(0)
            try await user.complete(files[0]).expectCode(0)
            #expect(try await user.detail(files[1]).tree.fileName.text == "a.txt")
            let other = try #require(try await user.detail(files[0]).tree.fileName.text)
            #expect(other.wholeMatch(of: /a_[0-9]{14}\.txt/) != nil, "\(other)")
            try await user.create("a.txt", length: 1, ["autoRename": 3]).expectCode(13000405)
        }
    }
}
