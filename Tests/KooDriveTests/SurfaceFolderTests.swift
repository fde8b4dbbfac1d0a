// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.6.
    @Suite("keeps folders")
    struct Folders {
        private func names(_ answer: Answer) -> [String?] { answer.tree.files.list.map(\.fileName.text) }

        @Test("makes, renames and lists them")
        func folders() async throws {
            let user = try await DriveSite.current.newUser()
            let made = try await user.makeFolder("one")
            made.expectCode(0)
            let one = try made.text("id")
            let two = try await user.folder("two", in: one)
            let file = try await user.store(Data("x".utf8), name: "a.txt", in: two)
            #expect(names(try await user.list()) == ["one"])
            #expect(names(try await user.list(one)) == ["two"])
            #expect(names(try await user.list(two)) == ["a.txt"])
            let object = try #require(try await user.list(one).tree.files.list.first)
            #expect(object.fileType.text == "10")
            #expect(object.id.text == two)
            #expect(object.parentFolder.list.map(\.text) == [one])

            try await user.rename(one, to: "eins").expectCode(0)
            try await user.rename(file, to: "b.pdf").expectCode(0)
            #expect(names(try await user.list()) == ["eins"])
            let detail = try await user.detail(file)
            #expect(detail.tree.fileName.text == "b.pdf")
            #expect(detail.tree.fileSuffix.text == "pdf")
            #expect(try await user.detail(two).tree.fileType.text == "10")

            _ = try await user.store(Data("y".utf8), name: "c.pdf", in: two)
            try await user.rename(file, to: "c.pdf").expectCode(13000405)
            try await user.rename("Fnothing", to: "x").expectCode(13000309)
            #expect(try await user.list("Fnothing").code != 0)
            #expect(try await user.list(file).code != 0)
        }

        @Test("does not nest them without end")
        func depth() async throws {
            let user = try await DriveSite.current.newUser()
            var folder = "root"
            for level in 0..<1000 {
                let answer = try await user.makeFolder("\(level)", in: folder)
                guard answer.code == 0 else {
                    answer.expectCode(13000310)
                    #expect(level >= 10)
                    return
                }
                folder = try answer.text("id")
            }
            Issue.record("a thousand levels")
        }

        @Test("sorts them by each key, both ways, folders first")
        func sorting() async throws {
            let user = try await DriveSite.current.newUser()
            let folder = try await user.folder("sorted")
            // Name, bytes; the order is that of their making.
            for (name, size) in [("b.zip", 30), ("C.avi", 10), ("a.pdf", 20)] {
                _ = try await user.store(SurfaceMedia.noise(size), name: name, in: folder)
            }
            _ = try await user.folder("z", in: folder)
            func order(_ type: Int, _ direction: Int) async throws -> [String?] {
                let answer = try await user.list(folder, sort: ["sortType": type, "sortDirection": direction])
                answer.expectCode(0)
                return names(answer)
            }
            #expect(try await order(1, 1) == ["z", "a.pdf", "b.zip", "C.avi"])
            #expect(try await order(1, 2) == ["z", "C.avi", "b.zip", "a.pdf"])
            #expect(try await order(2, 1) == ["z", "C.avi", "a.pdf", "b.zip"])
            #expect(try await order(2, 2) == ["z", "b.zip", "a.pdf", "C.avi"])
            #expect(try await order(6, 1) == ["z", "C.avi", "a.pdf", "b.zip"])
            // Times may be equal to the second; the set is the same whatever the order.
            for type in 3...5 {
                for direction in 1...2 {
                    #expect(try await Set(order(type, direction)) == ["z", "a.pdf", "b.zip", "C.avi"])
                }
            }
            for sort: [String: Any] in [
                ["sortType": 0], ["sortType": 7], ["sortType": "name"], ["sortType": 1, "sortDirection": 3],
            ] {
                try await user.list(folder, sort: sort).expectCode(13000102)
            }
        }

        @Test("pages through many files, each of which comes once")
        func paging() async throws {
            let user = try await DriveSite.current.newUser()
            let folder = try await user.folder("many")
            let bytes = SurfaceMedia.noise(20)
            _ = try await user.store(bytes, name: "f000.bin", in: folder)
            let claim: [String: Any] = ["sha256": bytes.sha256]
            for number in 1..<250 {
                _ = try await user.store(bytes, name: String(format: "f%03d.bin", number), in: folder, claim)
            }
            for size in [7, 100, nil] {
                var seen: [String] = []
                var cursor = ""
                repeat {
                    var page: [String: Any] = ["pageCursor": cursor]
                    page["pageSize"] = size
                    let sort = ["sortType": 1, "sortDirection": 1]
                    let answer = try await user.list(folder, page: page, sort: sort)
                    answer.expectCode(0)
                    let names = names(answer).compactMap(\.self)
                    #expect(names.count <= size ?? 100 && !names.isEmpty)
                    seen += names
                    cursor = answer.tree.nextCursor.text ?? ""
                } while !cursor.isEmpty && seen.count < 1000
                #expect(seen == (0..<250).map { String(format: "f%03d.bin", $0) })
            }
            for page: [String: Any] in [
                ["pageSize": 0], ["pageSize": -1], ["pageSize": "5"], ["pageCursor": "nonsense"], ["pageCursor": 5],
                ["pageSize": 100_000],
            ] {
                try await user.list(folder, page: page).expectCode(13000102, "\(page)")
            }
        }

        @Test("filters by type and name")
        func filtering() async throws {
            let user = try await DriveSite.current.newUser()
            _ = try await user.folder("Pdf")
            for name in ["Report.docx", "report.pdf", "other.PDF", "100%.pdf", "100x.pdf", "clip.mp4"] {
                _ = try await user.store(SurfaceMedia.noise(10), name: name)
            }
            func listed(_ more: [String: Any]) async throws -> Set<String?> {
                let answer = try await user.list("root", more)
                answer.expectCode(0)
                return Set(names(answer))
            }
            #expect(try await listed(["fileType": "20"]) == ["clip.mp4"])
            #expect(try await listed(["fileType": "10"]) == ["Pdf"])
            #expect(try await listed(["fileName": "REPORT"]) == ["Report.docx", "report.pdf"])
            #expect(try await listed(["fileName": "0%."]) == ["100%.pdf"])
            #expect(try await listed(["fileName": "_"]) == [])
            #expect(try await listed(["fileName": "' OR 1=1 --"]) == [])
        }

        @Test("searches the whole space and nothing else")
        func searching() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            let word = "needle\(UInt32.random(in: 0 ... .max))"
            let outer = try await user.folder("outer")
            let inner = try await user.folder("inner", in: outer)
            let file = try await user.store(SurfaceMedia.noise(10), name: "\(word).pdf", in: inner)
            _ = try await user.folder("\(word) folder")
            let binned = try await user.store(SurfaceMedia.noise(10), name: "\(word) old.pdf")
            _ = try await user.run(.delete, [binned])
            _ = try await site.alice.store(SurfaceMedia.noise(10), name: "\(word) of alice.pdf")

            let found = try await user.search(["keyWord": word.uppercased()])
            found.expectCode(0)
            #expect(Set(names(found)) == ["\(word).pdf", "\(word) folder"])
            #expect(found.tree.total.int == 2)
            let object = try #require(found.tree.files.list.first { $0.id.text == file })
            #expect(object.containerId.text == user.container)
            #expect(object.fileSuffix.text == "pdf")
            #expect(object.namePath.text?.contains("outer") == true && object.namePath.text?.contains("inner") == true)
            #expect(object.idPath.text?.contains(outer) == true && object.idPath.text?.contains(inner) == true)
            #expect(try KooDriveClient.links(object)["content"] != nil)

            #expect(names(try await user.search(["keyWord": word, "fileType": "10"])) == ["\(word) folder"])
            #expect(names(try await user.search(["keyWord": "nothing \(word)"])) == [])
            try await user.search(["keyWord": word], ["searchType": NSNull()]).expectCode(13000414)
            try await user.search(["keyWord": word], ["searchType": ""]).expectCode(13000414)
            try await user.search(["keyWord": word], ["searchType": "everything"]).expectCode(13000413)
            // Page by page.
            let first = try await user.search(["keyWord": word], page: ["pageSize": 1, "pageCursor": ""])
            #expect(first.tree.files.list.count == 1)
            let cursor = try #require(first.tree.nextPageCursor.text)
            let second = try await user.search(["keyWord": word], page: ["pageSize": 1, "pageCursor": cursor])
            #expect(second.tree.files.list.count == 1)
            #expect(Set(names(first) + names(second)).count == 2)
            #expect(second.tree.nextPageCursor.text ?? "" == "")
        }

        @Test("gives download addresses of many files at once")
        func downloads() async throws {
            let user = try await DriveSite.current.newUser()
            let bytes = SurfaceMedia.noise(100)
            let file = try await user.store(bytes, name: "a.bin")
            let begun = try await user.create("b.bin", length: 10).text("fileId")
            let folder = try await user.folder("folder")

            let all = try await user.download([file])
            all.expectCode(0)
            #expect(all.tree.batchCode.int == 1)
            let item = try #require(all.tree.downloads.list.first)
            #expect(item.fileId.text == file && item.fileName.text == "a.bin" && item.code.int == 0)
            #expect(try await Answer.of(.GET, try #require(item.url.text)).body == bytes)

            let some = try await user.download([file, "Fnothing", folder, begun])
            some.expectCode(0)
            #expect(some.tree.batchCode.int == 0)
            let codes = some.tree.downloads.list.reduce(into: [String: Int]()) { codes, item in
                codes[item.fileId.text ?? ""] = item.code.int
                #expect((item.url.text ?? "").isEmpty == (item.code.int != 0))
            }
            #expect(codes[file] == 0 && codes["Fnothing"] == 13000309 && codes[folder] == 13000406, "\(codes)")
            #expect([13000403, 13000407].contains(codes[begun]), "\(codes)")

            let none = try await user.download(["Fnothing", folder])
            #expect(none.tree.batchCode.int == 2)
            try await user.download([]).expectCode(13000102)
            try await user.download((0..<101).map { "F\($0)" }).expectCode(13000102)
            let hundred = try await user.download((0..<100).map { "F\($0)" })
            #expect(hundred.tree.batchCode.int == 2 && hundred.tree.downloads.list.count == 100)
        }
    }
}
