// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// What one job, or one body, may ask for.
    @Suite("holds jobs and bodies to their limits")
    struct JobLimits {
        /// Puts that many empty folders into a folder, past the server.
        private func fill(_ folder: String, of user: KooDriveClient, with count: Int, recycled: Bool = false) throws {
            try DataFolder(DriveSite.current.server).execute(
                """
                WITH RECURSIVE number (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM number WHERE value < \(count))
                INSERT INTO driveFile (id, space, parent, name, foldedName, suffix, type, mimeType, description, state,
                    size, created, edited, recycled)
                SELECT 'F' || lower(hex(randomblob(16))), ?, id, 'f' || value, 'f' || value, '', '10', '', '', 'STORED',
                    0, 1, 1, \(recycled ? "1" : "NULL")
                FROM number, driveFile WHERE id = ?
                """,
                [user.container, folder]
            )
        }

        private func codes(_ job: Answer) -> [Int?] { job.payload.taskInfos.list.map(\.resultCode.int) }

        @Test("a job names each file once")
        func repeated() async throws {
            let user = try await DriveSite.current.newUser()
            let file = try await user.store(SurfaceMedia.noise(5), name: "a.bin")
            let other = try await user.store(SurfaceMedia.noise(5), name: "b.bin")
            for kind in [KooDriveClient.JobKind.copy, .delete, .move, .restore] {
                let answer = try await user.order(kind, [file, other, file], to: "root")
                answer.expectCode(13000102, "\(kind)")
                #expect(answer.tree.msg.text?.contains("taskInfo.fileInfo") == true, "\(answer)")
            }
            let names = try await user.list().tree.files.list.compactMap(\.fileName.text)
            #expect(Set(names) == ["a.bin", "b.bin"] && names.count == 2, "\(names)")
        }

        @Test("gives many files of one name a name each")
        func sameName() async throws {
            let user = try await DriveSite.current.newUser()
            let bytes = SurfaceMedia.noise(20)
            var files = [try await user.store(bytes, name: "a.bin")]
            for number in 0..<30 {
                let folder = try await user.folder("\(number)")
                files.append(try await user.store(bytes, name: "a.bin", in: folder, ["sha256": bytes.sha256]))
            }
            let target = try await user.folder("target")
            let job = try await user.run(.copy, files, to: target)
            #expect(codes(job).allSatisfy { $0 == 0 }, "\(job)")
            let names = try await user.list(target).tree.files.list.compactMap(\.fileName.text)
            #expect(
                names.count == files.count && Set(names).count == names.count && names.contains("a.bin"),
                "\(names)"
            )
            #expect(names.allSatisfy { $0.hasPrefix("a") && $0.hasSuffix(".bin") }, "\(names)")
        }

        @Test("a job changes at most 10,000 files and folders, and says so")
        func entries() async throws {
            let user = try await DriveSite.current.newUser()
            let large = try await user.folder("large")
            try fill(large, of: user, with: 10_000)
            let small = try await user.folder("small")
            let target = try await user.folder("target")
            for (kind, action) in [(KooDriveClient.JobKind.copy, 101), (.move, 301), (.delete, 202)] {
                let job = try await user.run(kind, [large], to: target, action: action)
                #expect(codes(job) == [13000102], "\(kind) \(job)")
                let message = job.payload.taskInfos.list.first?.resultMsg.text
                #expect(message?.contains("10000 files and folders") == true, "\(message ?? "")")
            }
            // What fits is done all the same.
            let job = try await user.run(.delete, [large, small], action: 202)
            #expect(codes(job) == [13000102, 0], "\(job)")
            try await user.detail(large).expectCode(0)
            try await user.detail(small).expectCode(13000309)
        }

        @Test("clears a bin that holds more than one job may change in several")
        func clearing() async throws {
            let user = try await DriveSite.current.newUser()
            let folder = try await user.folder("folder")
            try fill(folder, of: user, with: 10_003, recycled: true)
            let first = try await user.run(.clearBin)
            #expect(first.payload.jobInfo.taskResultCode.int == 2)
            #expect(codes(first).count == 10_001 && codes(first).count { $0 == 13000102 } == 1)
            #expect(codes(try await user.run(.clearBin)) == [0, 0, 0])
        }

        @Test("an id that is too long is of no file, and is not kept")
        func longIDs() async throws {
            let user = try await DriveSite.current.newUser()
            let long = "F" + String(repeating: "0", count: 64)
            let job = try await user.run(.delete, [long])
            #expect(codes(job) == [13000309] && !"\(job)".contains(long), "\(job)")
        }

        @Test("lists the jobs of one type, page by page")
        func listing() async throws {
            let user = try await DriveSite.current.newUser()
            var ids: [KooDriveClient.JobKind: [String]] = [:]
            for kind in [KooDriveClient.JobKind.clearBin, .delete, .clearBin, .clearBin, .delete] {
                let job = try #require(KooDriveClient.job(try await user.order(kind, ["Fnothing"])))
                ids[kind, default: []].append(job)
            }
            func list(_ query: [(String, String)]) async throws -> [String] {
                let answer = try await user.send(.GET, "jobs", query: query)
                answer.expectCode(0)
                return answer.tree.data.list.compactMap(\.taskId.text)
            }
            #expect(try await Set(list([("type", "2")])) == Set(ids[.delete] ?? []))
            let pages = [
                try await list([("type", "7"), ("limit", "2")]),
                try await list([("type", "7"), ("limit", "2"), ("offset", "2")]),
            ]
            #expect(pages.map(\.count) == [2, 1] && Set(pages.joined()) == Set(ids[.clearBin] ?? []))
            #expect(try await list([("status", "2"), ("limit", "4")]).count == 4)
            for query in [("status", "0"), ("status", "1"), ("status", "3"), ("type", "5"), ("type", "1")] {
                #expect(try await list([query]) == [], "\(query)")
            }
        }

        @Test("takes bodies of up to 12 MB")
        func bodies() async throws {
            let alice = try DriveSite.current.alice
            for (megabytes, fits) in [(11, true), (13, false)] {
                let body = Data("{\"fileId\": \"\(String(repeating: "x", count: megabytes << 20))\"}".utf8)
                let answer = try await alice.send(.POST, "files/complete", body: body)
                answer.expectCode(fits ? 13000401 : 413, status: fits ? 400 : 413)
            }
        }

        @Test("says how long a file may be")
        func length() async throws {
            let alice = try DriveSite.current.alice
            let answer = try await alice.create("a.bin", length: 300 << 30, ["multiParts": NSNull()])
            answer.expectCode(13000102)
            let message = answer.tree.msg.text ?? ""
            #expect(message.contains("length") && message.contains("\(200 << 30) bytes"), "\(message)")
        }
    }
}
