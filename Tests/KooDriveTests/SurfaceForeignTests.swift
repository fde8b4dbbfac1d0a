// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.3, rule 5: nobody learns whether a file is in a space that they cannot see.
    @Suite("does not tell the files of others from files that there are not")
    struct Foreign {
        /// Each way to name a file of one's own space, with what it answers.
        private func answers(_ user: KooDriveClient, _ file: String) async throws -> [String] {
            let inSpace = [("fileId", file), ("containerId", user.container)]
            var answers = [
                try await user.start(.video, file), try await user.start(.document, file),
                try await user.detail(file), try await user.rename(file, to: "b.bin"),
                try await user.send(.GET, "files/path", query: inSpace), try await user.list(file),
                try await user.download([file]), try await user.uploadURLs(file, KooDriveClient.parts(of: 9)),
                try await user.complete(file), try await user.makeFolder("x", in: file),
                try await user.create("x.bin", length: 9, in: file),
            ]
            for kind in [KooDriveClient.JobKind.copy, .delete, .move, .restore] {
                answers.append(try await user.run(kind, [file], to: "root"))
            }
            answers.append(try await user.order(.copy, [try await user.folder("y")], to: file))
            let own = /"(taskId|userId|createTime|startTime|endTime)":"[0-9a-f]+"/
            return answers.map {
                String(decoding: $0.body, as: UTF8.self).replacing(file, with: "F").replacing(own, with: "")
            }
        }

        @Test("whatever is asked of them")
        func secrecy() async throws {
            let site = try DriveSite.current
            let user = try await site.newUser()
            let unknown = try await answers(user, "F" + String(repeating: "0", count: 32))
            for other in [site.bob, site.carol] {
                for file in [
                    try await other.store(SurfaceMedia.noise(9), name: "a.bin"), try await other.folder("\(UUID())"),
                ] {
                    let told = try await answers(try await site.newUser(), file)
                    for (told, unknown) in zip(told, unknown) { #expect(told == unknown) }
                    try await user.start(.video, file).expectCode(13000309)
                }
            }
        }

        /// The drive gives a user one space; this one got a second past it.
        @Test("a file of another space of the same user is 13000302")
        func elsewhere() async throws {
            try await DriveSite.with {
                let site = try DriveSite.current
                let file = try await site.bob.store(SurfaceMedia.noise(9), name: "a.bin")
                let folder = try DataFolder(site.server)
                try folder.execute("DROP INDEX spaceOfUser")
                try folder.execute(
                    "UPDATE space SET owner = (SELECT owner FROM space WHERE id = ?) WHERE id = ?",
                    [site.alice.container, site.bob.container]
                )
                for endpoint in KooDriveClient.Endpoint.allCases {
                    try await site.alice.start(endpoint, file).expectCode(13000302)
                }
                try await site.alice.detail(file).expectCode(13000302)
                try await site.alice.detail(file, in: site.bob.container).expectCode(0)
            }
        }
    }
}
