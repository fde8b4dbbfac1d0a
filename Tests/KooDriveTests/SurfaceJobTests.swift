// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.6: what is done to many files at once.
    @Suite("does jobs")
    struct Jobs {
        /// A tree: `outer/inner/leaf.txt` and `outer/top.txt`.
        private struct Tree {
            let user: KooDriveClient
            let outer: String
            let inner: String
            let leaf: String
            let top: String

            init() async throws {
                user = try await DriveSite.current.newUser()
                outer = try await user.folder("outer")
                inner = try await user.folder("inner", in: outer)
                leaf = try await user.store(Data("leaf".utf8), name: "leaf.txt", in: inner)
                top = try await user.store(Data("top".utf8), name: "top.txt", in: outer)
            }

            func names(_ folder: String = "root", type: String = "0") async throws -> Set<String> {
                let answer = try await user.list(folder, type: type)
                answer.expectCode(0)
                return Set(answer.tree.files.list.compactMap(\.fileName.text))
            }

            /// The code that the job tells for one file; 0 where it was done.
            func code(_ job: Answer, _ file: String) -> String? {
                let info = job.payload.taskInfos.list.first { $0.fileId.text == file }
                return info?.status.text ?? info?.status.int.map { "\($0)" }
            }
        }

        @Test("deletes into the bin and restores, with all that lies in a folder")
        func bin() async throws {
            let tree = try await Tree()
            let user = tree.user
            let job = try await user.run(.delete, [tree.outer])
            #expect(job.payload.jobInfo.status.int == 2, "\(job)")
            #expect(try await tree.names() == [])
            // What lies in the folder is in the bin with it, not beside it.
            #expect(try await tree.names(type: "1") == ["outer"])
            #expect(try await user.detail(tree.outer).tree.recycled.flag == true)
            try await user.start(.document, tree.leaf).expectCode(13000306)
            #expect(try await user.rename(tree.leaf, to: "x.txt").code == 13000306)

            _ = try await user.run(.restore, [tree.outer])
            #expect(try await tree.names() == ["outer"])
            #expect(try await tree.names(tree.inner) == ["leaf.txt"])
            #expect(try await tree.names(type: "1") == [])
            #expect(try await user.detail(tree.leaf).tree.recycled.flag == false)
        }

        @Test("restores what was deleted before its folder, and what has lost its name")
        func restoring() async throws {
            let tree = try await Tree()
            let user = tree.user
            _ = try await user.run(.delete, [tree.top])
            _ = try await user.store(Data("new".utf8), name: "top.txt", in: tree.outer)
            _ = try await user.run(.restore, [tree.top])
            let names = try await tree.names(tree.outer)
            #expect(names.count == 3 && names.isSuperset(of: ["inner", "top.txt"]), "\(names)")

            _ = try await user.run(.delete, [tree.leaf])
            _ = try await user.run(.delete, [tree.outer])
            #expect(try await tree.names(type: "1") == ["leaf.txt", "outer"])
            _ = try await user.run(.restore, [tree.outer])
            #expect(try await tree.names(tree.inner) == [])
            #expect(try await tree.names(type: "1") == ["leaf.txt"])
        }

        @Test("deletes for good, and clears the bin")
        func forGood() async throws {
            let tree = try await Tree()
            let user = tree.user
            _ = try await user.run(.delete, [tree.leaf])
            _ = try await user.run(.delete, [tree.leaf], action: 202)
            try await user.detail(tree.leaf).expectCode(13000309)
            _ = try await user.run(.delete, [tree.outer])
            _ = try await user.run(.clearBin)
            #expect(try await tree.names(type: "1") == [])
            for file in [tree.outer, tree.inner, tree.top] { try await user.detail(file).expectCode(13000309) }
            let space = try await user.send(.GET, "space/\(user.user)", query: [("type", "1")])
            #expect(space.tree.data.spaceUsed.int ?? space.tree.data.spaceUsed.text.flatMap { Int($0) } == 0)
        }

        @Test("removes bytes that no file has any more, and their thumbnails")
        func bytes() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            let clip = try SurfaceMedia.clip(padding: 4321)
            let file = try await user.store(clip, name: "a.mp4")
            let pictures = try await user.thumbnail(file, .video)
            #expect(pictures.count == 5)
            let blobs = try DataFolder(site.server).texts(
                "SELECT blob FROM picture WHERE task IN (SELECT id FROM task WHERE content = "
                    + "(SELECT content FROM driveFile WHERE id = ?))",
                [file]
            )
            #expect(blobs.count >= 4, "\(blobs)")
            let links = try await user.links(of: file)
            _ = try await user.run(.delete, [file])
            _ = try await user.run(.delete, [file], action: 202)
            try await eventually("the blobs are gone") {
                let left = try DataFolder(site.server).blobs()
                return !left.values.contains(clip.count) && blobs.allSatisfy { left[$0] == nil }
            }
            for (usage, link) in links {
                #expect([403, 404, 410].contains(try await Answer.of(.GET, link).status), "\(usage)")
            }
        }

        @Test("moves")
        func moving() async throws {
            let tree = try await Tree()
            let user = tree.user
            let target = try await user.folder("target")
            _ = try await user.run(.move, [tree.inner, tree.top], to: target)
            #expect(try await tree.names(tree.outer) == [])
            #expect(try await tree.names(target) == ["inner", "top.txt"])
            #expect(try await tree.names(tree.inner) == ["leaf.txt"])
            _ = try await user.run(.move, [tree.leaf], to: "root")
            #expect(try await tree.names() == ["outer", "target", "leaf.txt"])
            // A name that is taken there.
            _ = try await user.store(Data("x".utf8), name: "leaf.txt", in: target)
            _ = try await user.run(.move, [tree.leaf], to: target)
            #expect(try await tree.names(target).count + tree.names().count == 6)
        }

        @Test("copies folders with all that lies in them")
        func copying() async throws {
            let tree = try await Tree()
            let user = tree.user
            let target = try await user.folder("target")
            _ = try await user.run(.copy, [tree.outer], to: target)
            #expect(try await tree.names(target) == ["outer"])
            let copy = try #require(try await user.list(target).tree.files.list.first?.id.text)
            #expect(copy != tree.outer)
            #expect(try await tree.names(copy) == ["inner", "top.txt"])
            let top = try #require(
                try await user.list(copy).tree.files.list.first { $0.fileName.text == "top.txt" }?.id.text
            )
            let link = try #require(try await user.links(of: top)["content"])
            #expect(try await Answer.of(.GET, link).body == Data("top".utf8))
            // The copy stays when the original goes.
            _ = try await user.run(.delete, [tree.outer], action: 202)
            let again = try #require(try await user.links(of: top)["content"])
            #expect(try await Answer.of(.GET, again).body == Data("top".utf8))
            _ = try await user.run(.copy, [top], to: copy)
            #expect(try await tree.names(copy).count == 3)
        }

        @Test("does not put a folder into itself, and does what else it can")
        func refusals() async throws {
            let tree = try await Tree()
            let user = tree.user
            for kind in [KooDriveClient.JobKind.move, .copy] {
                for target in [tree.outer, tree.inner] {
                    let ordered = try await user.order(kind, [tree.outer], to: target)
                    if ordered.code == 0, let job = KooDriveClient.job(ordered) {
                        try await eventually("the job has failed") {
                            try await user.send(.GET, job).payload.jobInfo.taskResultCode.int.map { $0 != 1 } == true
                        }
                    } else {
                        ordered.expectCode(13000307)
                    }
                }
            }
            #expect(try await tree.names() == ["outer"])
            #expect(try await tree.names(tree.outer) == ["inner", "top.txt"])
            // One of two.
            let other = try await user.folder("other")
            let ordered = try await user.order(.move, ["Fnothing", tree.top], to: other)
            if ordered.code == 0 {
                try await eventually("the other file is there") { try await tree.names(other) == ["top.txt"] }
            }
        }

        @Test("and tells of them, to their owner alone")
        func looking() async throws {
            let site = try DriveSite.current
            let tree = try await Tree()
            let user = tree.user
            let ordered = try await user.order(.delete, [tree.top])
            ordered.expectCode(0)
            let job = try #require(KooDriveClient.job(ordered), "\(ordered)")
            let told = try await user.send(.GET, job)
            told.expectCode(0)
            #expect(told.payload.jobInfo.taskId.text == job)
            #expect(told.payload.jobInfo.taskType.int == 2)
            #expect(told.payload.jobInfo.actionType.int == 201)
            #expect(told.payload.taskInfos.list.map(\.fileId.text) == [tree.top])
            let list = try await user.send(.GET, "jobs")
            list.expectCode(0)
            #expect(list.tree.data.list.contains { $0.taskId.text == job }, "\(list)")
            let result = try await user.send(.GET, "task/result", query: [("taskId", job)])
            result.expectCode(0)
            #expect(result.payload.successCount.int == 1 && result.payload.failCount.int == 0, "\(result)")
            for other in [site.bob, site.carol] {
                #expect(try await other.send(.GET, job).code != 0)
                #expect(try await other.send(.GET, "task/result", query: [("taskId", job)]).code != 0)
                let list = try await other.send(.GET, "jobs")
                #expect(!list.tree.data.list.contains { $0.taskId.text == job })
            }
            try await user.send(.GET, "task/result").expectCode(13000102)
        }

        @Test("refuses orders that are not as the contract has them")
        func badOrders() async throws {
            let tree = try await Tree()
            let user = tree.user
            for type: Any in [0, 8, -1, "2", 2.5, NSNull()] {
                try await user.order(.delete, [tree.top], ["taskType": type]).expectCode(13000102, "\(type)")
            }
            for action in [101, 203, 0] {
                try await user.order(.delete, [tree.top], action: action).expectCode(13000102, "\(action)")
            }
            try await user.order(.delete, []).expectCode(13000102)
            try await user.order(.delete, [tree.top], ["taskInfo": "x"]).expectCode(13000102)
            for action in [501, 502, 503] {
                let answer = try await user.order(.delete, [tree.top], action: action, ["taskType": 5])
                #expect(answer.status == 400 && answer.code != 0, "\(answer)")
            }
            #expect(try await tree.names(tree.outer) == ["inner", "top.txt"])
        }
    }
}
