// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    @Suite("makes thumbnails")
    struct Thumbnails {
        private func task(_ answer: Answer) throws -> String {
            answer.expectCode(0)
            return try #require(answer.headers.first(name: "X-Task-Id"), "\(answer.headers)")
        }

        @Test("of a video: one picture as asked, and four named sizes that are never enlarged")
        func video() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
            #expect(try await Set(alice.links(of: file).keys) == ["content"])
            let pictures = try await alice.thumbnail(file, .video)
            var sizes: [String: String] = [:]
            for (usage, picture) in pictures { sizes[usage] = try await DecodedPicture(picture).size }
            #expect(
                sizes == [
                    "thumbnail": "128x72", "minThumbnail": "128x72", "midThumbnail": "256x144",
                    "largeThumbnail": "512x288", "superLargeThumbnail": "640x360",
                ]
            )
        }

        /// A page has no pixels of its own that could be enlarged.
        @Test("of a document: the page fills each size")
        func document() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.page(), name: "page.pdf")
            let pictures = try await alice.thumbnail(file, .document)
            let expected = [
                "thumbnail": "128x85", "minThumbnail": "128x85", "midThumbnail": "256x171",
                "largeThumbnail": "512x341", "superLargeThumbnail": "1024x683",
            ]
            #expect(Set(pictures.keys) == Set(expected.keys))
            for (usage, picture) in pictures {
                let decoded = try await DecodedPicture(picture)
                #expect(decoded.size == expected[usage], "\(usage)")
                #expect(decoded.isColored(decoded.width / 2, decoded.height / 2, [128, 128, 128]), "\(usage)")
                #expect(decoded.isColored(2, 2, [255, 255, 255]), "\(usage)")
            }
        }

        @Test("tells the task in two headers, which leave the body as it is")
        func headers() async throws {
            let alice = try DriveSite.current.alice
            for (endpoint, bytes, name) in [
                (KooDriveClient.Endpoint.video, try SurfaceMedia.clip(), "clip.mp4"),
                (.document, SurfaceMedia.page(), "page.pdf"),
            ] {
                let file = try await alice.store(bytes, name: name)
                let answer = try await alice.start(endpoint, file)
                let task = try task(answer)
                #expect(answer.tree.names == ["code", "msg"])
                let location = try #require(answer.headers.first(name: "Location"))
                #expect(location.hasSuffix("/api/v1/tasks/\(task)"))
                let path = location.replacing(alice.base, with: "")
                try await eventually("the task is done") {
                    try await alice.send(.GET, path).tree.state.text == "SUCCEED"
                }
                let told = try await alice.send(.GET, path)
                #expect(told.tree.id.text == task)
                // Nobody else sees it.
                #expect(try await alice.with(.none).send(.GET, path).status == 401)
                #expect(try await DriveSite.current.carol.send(.GET, path).status == 404)
            }
        }

        @Test("of one file once, however often it is asked for")
        func idempotence() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
            let first = try task(try await alice.start(.video, file))
            #expect(try task(try await alice.start(.video, file)) == first)
            let links = try await alice.finishedLinks(of: file, task: first)
            #expect(try task(try await alice.start(.video, file)) == first)
            let again = try await alice.finishedLinks(of: file, task: first)
            #expect(Set(links.keys) == Set(again.keys))
        }

        @Test("of one content once, whoever of a project has it and by whatever name")
        func sameContent() async throws {
            let site = try DriveSite.current
            let bytes = try SurfaceMedia.clip()
            let files = [
                (site.alice, try await site.alice.store(bytes, name: "one.mp4")),
                (site.alice, try await site.alice.store(bytes, name: "two.mov")),
                (site.bob, try await site.bob.store(bytes, name: "three.mp4")),
            ]
            var tasks: Set<String> = []
            for (user, file) in files { tasks.insert(try task(try await user.start(.video, file))) }
            #expect(tasks.count == 1)
            for (user, file) in files {
                let picture = try await Answer.of(.GET, try #require(user.finishedLinks(of: file)["midThumbnail"]))
                #expect(try await DecodedPicture(picture.body).size == "256x144")
            }
            // Another project shares nothing.
            let foreign = try await site.carol.store(bytes, name: "one.mp4")
            #expect(try await Set(site.carol.links(of: foreign).keys) == ["content"])
            #expect(!tasks.contains(try task(try await site.carol.start(.video, foreign))))
        }

        @Test("at once for many requests, all of which get the same task")
        func together() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
            let tasks = try await withThrowingTaskGroup { group in
                for _ in 0..<16 {
                    group.addTask { try await alice.start(.video, file).headers.first(name: "X-Task-Id") }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(tasks.count == 1 && tasks.first != nil)
        }

        @Test("that stay with a file that was renamed, moved or copied")
        func changes() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
            _ = try await alice.thumbnail(file, .video)
            try await alice.rename(file, to: "other \(UUID().uuidString).mp4").expectCode(0)
            let folder = try await alice.folder("folder \(UUID().uuidString)")
            _ = try await alice.run(.copy, [file], to: folder)
            _ = try await alice.run(.move, [file], to: folder)
            let listed = try await alice.list(folder)
            #expect(listed.tree.files.list.count == 2)
            for object in listed.tree.files.list {
                #expect(try Set(KooDriveClient.links(object).keys) == KooDriveClient.usages.union(["content"]))
            }
        }

        @Test("shown in lists and in search results as well")
        func lists() async throws {
            let alice = try DriveSite.current.alice
            let folder = try await alice.folder("folder \(UUID().uuidString)")
            let name = "clip\(UUID().uuidString).mp4"
            let file = try await alice.store(SurfaceMedia.clip(), name: name, in: folder)
            _ = try await alice.thumbnail(file, .video)
            let process = ["imageProcess": "image/resize,w_80,h_80"]
            let answers = [
                try await alice.list(folder, process), try await alice.search(["keyWord": name], process),
            ]
            for answer in answers {
                answer.expectCode(0)
                let object = try #require(answer.tree.files.list.first, "\(answer)")
                // A shape that nobody asked for before may take its time.
                var link = try KooDriveClient.links(object)["thumbnail"]
                if link == nil {
                    link = try await alice.finishedLinks(of: file, imageProcess: process["imageProcess"])["thumbnail"]
                }
                let picture = try await Answer.of(.GET, try #require(link))
                #expect(try await DecodedPicture(picture.body).size == "80x45")
            }
        }
    }
}
