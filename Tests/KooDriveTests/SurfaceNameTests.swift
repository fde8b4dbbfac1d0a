// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension Surface {
    /// Contract 3.5: what a new file may be called, and what else is said of it.
    @Suite("looks at what files are announced with")
    struct Announcements {
        private func name(_ suffix: String = "bin") -> String { "\(UUID().uuidString).\(suffix)" }

        @Test("deals with names that are taken as it is told")
        func takenNames() async throws {
            let alice = try DriveSite.current.alice
            let folder = try await alice.folder(name("folder"))
            let bytes = SurfaceMedia.noise(50)
            let first = try await alice.store(bytes, name: "a.b.txt", in: folder)

            let renamed = try await alice.create("a.b.txt", length: 50, in: folder, ["autoRename": 2])
            renamed.expectCode(0)
            let other = try renamed.text("fileName")
            #expect(other != "a.b.txt" && other.hasPrefix("a.b") && other.hasSuffix(".txt"), "\(other)")

            try await alice.create("a.b.txt", length: 50, in: folder, ["autoRename": 3]).expectCode(13000405)

            let same = try await alice.create(
                "a.b.txt",
                length: 50,
                in: folder,
                ["autoRename": 4, "sha256": bytes.sha256]
            )
            same.expectCode(0)
            #expect(same.tree.exist.flag == true)
            #expect(same.tree.fileId.text == first)
            let different = try await alice.create(
                "a.b.txt",
                length: 50,
                in: folder,
                ["autoRename": 4, "sha256": SurfaceMedia.noise().sha256]
            )
            different.expectCode(0)
            #expect(different.tree.exist.flag == false)
            #expect(different.tree.fileName.text != "a.b.txt")
            // In another folder the name is free.
            let elsewhere = try await alice.folder(name("folder"))
            try await alice.create("a.b.txt", length: 50, in: elsewhere, ["autoRename": 3]).expectCode(0)
        }

        @Test("takes names of many kinds")
        func goodNames() async throws {
            let alice = try DriveSite.current.alice
            let folder = try await alice.folder(name("folder"))
            let names = [
                "a", "a.b.c", ".hidden", "...", "it's", "a;b", "😀👩‍👩‍👧‍👦.pdf", "图面.docx", "مستند.pdf", "%2e%2e%2f", "a b",
                "-rf",
                "$(id)", "`id`", "#", "a&b=c", "nul", "é", "e\u{301}",
                String(repeating: "x", count: 250), String(repeating: "图", count: 250),
            ]
            for name in names {
                let created = try await alice.create(name, length: 1, in: folder, ["autoRename": 3])
                created.expectCode(0, "\(name)")
                #expect(created.tree.fileName.text == name)
            }
        }

        static let badNames =
            "<>|:\"*?/\\".map { "a\($0)b" } + [".", "..", "'", "", "../a", "a/../b"]
            + ["\r\n", "\n", "\u{0}", "\u{1B}"].map { "a\($0)b" }
            + [String(repeating: "x", count: 251)]

        @Test("refuses others, for folders too", arguments: badNames)
        func badName(_ name: String) async throws {
            let alice = try DriveSite.current.alice
            try await alice.create(name, length: 1).expectCode(13000102)
            try await alice.makeFolder(name).expectCode(13000102)
            let file = try await alice.store(Data("x".utf8), name: self.name())
            try await alice.rename(file, to: name).expectCode(13000102)
        }

        @Test("refuses orders that are not as the contract has them")
        func badOrders() async throws {
            let alice = try DriveSite.current.alice
            let mandatory = [
                "fileName", "fileType", "parentFolder", "length", "uploadMode", "uploadType", "autoRename",
            ]
            for member in mandatory + ["containerId"] {
                try await alice.create(name(), length: 1, [member: NSNull()]).expectCode(13000102, "no \(member)")
            }
            let wrong: [(String, Any)] = [
                ("length", -1), ("length", "1"), ("length", 1.5), ("length", 300 << 30), ("uploadMode", "post"),
                ("uploadType", 0), ("uploadType", 2), ("uploadType", "1"), ("autoRename", 1), ("autoRename", 5),
                ("autoRename", "2"), ("fileType", 45), ("parentFolder", "root"), ("parentFolder", [7]),
                ("description", String(repeating: "d", count: 513)), ("createdTime", "yesterday"),
                ("multiParts", [["partNumber": 0, "partSize": 1]]),
                ("multiParts", [["partNumber": 10_001, "partSize": 1]]),
                ("multiParts", "1"),
            ]
            for (member, value) in wrong {
                try await alice.create(name(), length: 1, [member: value]).expectCode(13000102, "\(member) \(value)")
            }
            for time in ["2026-01-02T03:04:05Z", "2026-01-02 03:04:05"] {
                try await alice.create(name(), length: 1, ["createdTime": time]).expectCode(0)
            }
            try await alice.create(name(), length: 1, in: "Fnothing").expectCode(13000304)
            try await alice.create(name(), length: 1, ["containerId": "nothing"]).expectCode(13000301)
            let file = try await alice.store(Data("x".utf8), name: name())
            try await alice.create(name(), length: 1, in: file).expectCode(13000304)
            let folder = try await alice.folder(name("folder"))
            _ = try await alice.run(.delete, [folder])
            let binned = try await alice.create(name(), length: 1, in: folder)
            #expect([13000305, 13000404].contains(binned.code), "\(binned)")
            try await alice.complete("Fnothing").expectCode(13000401)
            let parts = KooDriveClient.parts(of: 1)
            #expect([13000401, 13000309].contains(try await alice.uploadURLs("Fnothing", parts).code))
        }
    }
}
