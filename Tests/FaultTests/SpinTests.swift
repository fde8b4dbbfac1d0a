// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Files that keep a decoder busy for ever")
    struct SpinTests {
        /// How many copies of a file there are, no two alike.
        private let count = Proof.count(sample: 10, full: 100)
        /// What looks like text is for the office renderer, and in videos' place for theirs.
        private let settings = [
            "limits.videoSeconds": "1", "limits.officeSeconds": "1", "limits.rate": "off",
            "renderers.concurrency": "4", "renderers.warm": "video,office",
        ]

        @Test("are each stopped in time, and nothing is left of them")
        func distinct() async throws {
            try await MisbehavingServer.with(settings: settings) { site in
                let client = try site.server.client()
                _ = try await thumbnails(client, (0..<8).map { Data("pictures 1 \($0)".utf8) })
                let before = try Footprint(site.server)
                let starts = try site.starts
                let answers = try await thumbnails(client, (0..<count).map { Data("spin \($0)".utf8) })
                for answer in answers { #expect(try answer.text("code") == "deadline_exceeded", "\(answer)") }
                // Each was tried again once.
                #expect(try site.starts == starts + 2 * count)
                let walls = try site.walls.suffix(2 * count)
                #expect(walls.allSatisfy { 1000...3000 ~= $0 }, "\(walls)")
                print("SPUN", walls.count, "from", walls.min() ?? 0, "to", walls.max() ?? 0, "ms")
                try await before.expectAgain(site.server)
                #expect(try await client.send(.GET, "/readyz").status == 200)
            }
        }

        @Test("cost two renderers where they are the same a hundred times")
        func identical() async throws {
            try await MisbehavingServer.with(settings: settings) { site in
                let client = try site.server.client()
                let before = try site.starts
                for _ in 0..<100 { _ = try await client.upload(Data("spin".utf8)) }
                try await client.idle(within: .seconds(60))
                #expect(try site.starts <= before + 2)
                let footprint = try Footprint(site.server)
                let answers = try await thumbnails(client, (0..<100).map { _ in Data("spin again".utf8) })
                #expect(
                    answers.allSatisfy {
                        $0.tree.code.text == "quarantined" || $0.tree.code.text == "deadline_exceeded"
                    }
                )
                #expect(try site.starts <= before + 4)
                try await footprint.expectAgain(site.server)
            }
        }

        @Test(
            "and are real end as well, whether libvips spins or refuses",
            .enabled("the corpus is there") { CorpusFile.isExpected },
            arguments: ["truncated.svgz", "bug793470-crasher.png"]
        )
        func real(_ name: String) async throws {
            let file = try #require(CorpusFile.all.first { $0.name.hasSuffix(name) }).read()
            let settings = ["renderers.warm": "image", "limits.rate": "off", "log.level": "debug"]
            try await ServerProcess.with(settings: settings) { server in
                let client = try server.client()
                let site = MisbehavingServer(server: server, programs: ServerProcess.programs)
                let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"
                _ = try await thumbnails(client, (0..<8).map { Data("\(drawing)<!--\($0)-->".utf8) })
                let before = try Footprint(server)
                let starts = try site.starts
                let answers = try await thumbnails(client, (0..<count).map { file + [UInt8($0)] })
                let codes = Set(answers.map { $0.tree.code.text ?? "a picture" })
                let walls = try site.walls.dropFirst(starts)
                print("REAL", name, codes, walls.count, "renders, at most", walls.max() ?? 0, "ms")
                let expected: Set = ["damaged_media", "unsupported_media", "limit_exceeded", "deadline_exceeded"]
                #expect(codes.isSubset(of: expected))
                // The limit, and what stopping takes.
                #expect(walls.allSatisfy { $0 <= 5000 + 2000 })
                try await before.expectAgain(server)

                let tries = try site.starts
                _ = try await thumbnails(client, (0..<100).map { _ in file })
                #expect(try site.starts <= tries + 2)
                try await before.expectAgain(server)
            }
        }

        private func thumbnails(_ client: VODClient, _ files: [Data]) async throws -> [Answer] {
            try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
                for (index, file) in files.enumerated() {
                    group.addTask {
                        let query = [("wait", "30")]
                        var answer = try await client.send(.POST, "/api/v1/thumbnails", query: query, body: file)
                        // Still at work: ask again, which finds the same task.
                        while answer.status == 202 {
                            answer = try await client.send(.POST, "/api/v1/thumbnails", query: query, body: file)
                        }
                        return (index, answer)
                    }
                }
                var answers: [Int: Answer] = [:]
                for try await (index, answer) in group { answers[index] = answer }
                return answers.sorted { $0.key < $1.key }.map(\.value)
            }
        }
    }
}

/// What a server holds while it does nothing: processes, descriptors, mounts and folders.
private struct Footprint: Equatable, CustomStringConvertible {
    private var zygotes: [Int32]
    private var zombies: Int
    private var renders: Int
    /// Of each zygote and the process above it.
    private var descriptors: [Int32: Int] = [:]
    private var mounts: [Int32: Int] = [:]
    private var folders: [String]
    /// Apart from connections, which clients keep open as they like, and those of the catalogue, which are made when
    /// they are first needed.
    private var files: [String]

    init(_ server: ServerProcess) throws {
        let pid = try #require(server.pid)
        zygotes = Processes.zygotes(of: pid)
        let all = Processes.descendants(of: pid)
        zombies = all.count { Processes.state(of: $0) == "Z" }
        renders = zygotes.flatMap { Processes.children(of: $0) }.count
        for process in [pid] + Processes.children(of: pid) + zygotes {
            let links = Self.links(of: process)
            if process != pid { descriptors[process] = links.count }
            let table = (try? String(contentsOfFile: "/proc/\(process)/mountinfo", encoding: .utf8)) ?? ""
            mounts[process] = table.split(separator: "\n").count
        }
        files = Self.links(of: pid).filter { !$0.hasPrefix("socket:") && !$0.contains("/catalogue.sqlite") }.sorted()
        let work = server.data.appending(path: "work").path
        folders = ((try? FileManager.default.contentsOfDirectory(atPath: work)) ?? []).sorted()
        folders += try DataFolder(server).staging()
    }

    /// What the descriptors of a process are of, without the numbers of pipes and such.
    private static func links(of process: Int32) -> [String] {
        let folder = "/proc/\(process)/fd"
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return numbers.compactMap { number in
            let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(number)")
            return link.map { $0.hasPrefix("pipe:") ? "pipe" : $0 }
        }
    }

    /// Checks that the server holds the same now, as soon as what it was doing is over.
    func expectAgain(_ server: ServerProcess) async throws {
        var now = try Footprint(server)
        for _ in 0..<200 where now != self {
            try await Task.sleep(for: .milliseconds(50))
            now = try Footprint(server)
        }
        #expect(now == self)
        #expect(now.zombies == 0 && now.renders == 0)
    }

    var description: String {
        "zygotes \(zygotes), zombies \(zombies), renders \(renders), descriptors \(descriptors), mounts \(mounts), "
            + "folders \(folders), files \(files)"
    }
}

extension MisbehavingServer {
    /// How long each render took that has ended, in milliseconds.
    fileprivate var walls: [Int] {
        get throws {
            try String(contentsOf: server.log, encoding: .utf8).split(separator: "\n")
                .filter { $0.contains("A renderer's child ended.") }
                .compactMap { line in
                    let tree = JSON(value: try? JSONSerialization.jsonObject(with: Data(line.utf8)))
                    return tree.wall.text?.split(separator: " ").first.flatMap { Int($0) }
                }
        }
    }
}
