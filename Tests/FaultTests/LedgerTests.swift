// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("The ledger of files that renderers cannot do")
    struct LedgerTests {
        private let poison = Data("signal 11".utf8)

        @Test("costs two renderers for ten equal files that kill them, in twenty tasks")
        func quarantine() async throws {
            try await MisbehavingServer.with(settings: ["renderers.concurrency": "4"]) { site in
                let client = try site.server.client()
                let good = try await client.upload(Data("pictures 1".utf8))
                try await client.idle()
                let before = try site.starts
                // Until all are there, so that four runners would begin at once.
                let zygote = try #require(site.server.zygote)
                kill(zygote, SIGSTOP)
                // Each starts with a look at it, which is a task of its own.
                var files: [String] = []
                for _ in 0..<10 { files.append(try await client.upload(poison)) }
                var tasks: [String] = []
                for file in files { tasks.append(try await client.dots(file, [0])) }
                kill(zygote, SIGCONT)
                for task in tasks {
                    let failed = try await client.finished(task)
                    let failure = try #require(try failed.json["failure"] as? [String: Any], "\(failed)")
                    #expect(failure["code"] as? String == "quarantined")
                    #expect(failure["class"] as? String == "permanent")
                    let ledger = try #require(failure["ledger"] as? [String: Any], "\(failed)")
                    #expect(ledger["crashes"] as? Int == 2)
                    #expect(ledger["out_of_memory"] as? Int == 0 && ledger["deadlines"] as? Int == 0)
                }
                try await client.idle()
                #expect(try site.starts == before + 2)

                let other = try await client.finished(try await client.dots(good, [0]))
                #expect(try other.text("state") == "SUCCEED")
                let details = try await client.send(
                    .GET,
                    "/v1.0/{project}/asset/details",
                    query: [("asset_id", files[9]), ("categories", "thumbnail_info")]
                )
                let info = try #require(try details.json["thumbnail_info"] as? [String: Any], "\(details)")
                #expect(info["thumbnail_status"] as? String == "THUMBNAIL_FAILED")
            }
        }

        @Test("tells the operator what it holds, and tries again what they release")
        func release() async throws {
            try await MisbehavingServer.with { site in
                let client = try site.server.client()
                let file = try await client.upload(poison)
                try await client.idle()
                let listed = try #require(try site.failures().first)
                #expect(try site.failures().count == 1)
                #expect(listed["quarantine"] as? String == "file" && listed["crashes"] as? Int == 2)
                #expect((listed["evidence"] as? String)?.hasPrefix("signal 11; cpu ") == true, "\(listed)")
                #expect((listed["engine"] as? String)?.hasPrefix("video-renderer ") == true)
                #expect(listed["sha256"] as? String == poison.sha256)
                let id = try #require(listed["id"] as? String)
                let line = try site.server.command("failures", "list")
                #expect(line.hasPrefix("\(id)\t\(client.project)\t") && line.contains("\tcrashes 2\t"))
                let told = try site.server.command("failures", "explain", id)
                #expect(told.split(separator: "\n").count { $0.hasPrefix("evidence    signal 11") } == 2, "\(told)")

                let refused = try await client.finished(try await client.dots(file, [0]))
                let failure = try #require(try refused.json["failure"] as? [String: Any])
                let named = try #require((failure["ledger"] as? [String: Any])?["id"] as? String)
                #expect(try site.server.command("failures", "explain", named) == told, "any of its ids names it")
                #expect(try site.starts == 2)

                #expect(try site.server.command("failures", "release", id) == "")
                #expect(try site.failures().isEmpty)
                let tried = try await client.finished(try await client.dots(file, [0]))
                #expect((try tried.json["failure"] as? [String: Any])?["code"] as? String == "renderer_crashed")
                #expect(try tried.json["attempts"] as? Int == 2)
                #expect(try site.starts == 4)

                #expect(try site.server.command("failures", "release", "--all") == "")
                _ = try await client.finished(try await client.dots(file, [0]))
                #expect(try site.starts == 6)
            }
        }

        @Test("tries other bytes, another project's, and with another engine")
        func changes() async throws {
            try await MisbehavingServer.with { site in
                let client = try site.server.client()
                let file = try await client.upload(poison)
                try await client.idle()
                #expect(try site.starts == 2)
                _ = try await client.upload(poison + Data(" ".utf8))
                try await client.idle()
                #expect(try site.starts == 4, "other bytes are another content")
                _ = try await site.server.client(of: "other").upload(poison)
                try await client.idle()
                #expect(try site.starts == 6, "no project learns from the ledger of another")

                try site.replaceEngine()
                let tried = try await client.finished(try await client.dots(file, [0]))
                #expect((try tried.json["failure"] as? [String: Any])?["code"] as? String == "renderer_crashed")
                #expect(try site.starts == 8)
                let refused = try await client.finished(try await client.dots(file, [0]))
                #expect((try refused.json["failure"] as? [String: Any])?["code"] as? String == "quarantined")
                #expect(try site.starts == 8)
                let engines = try site.failures().compactMap { $0["engine"] as? String }
                #expect(engines.count { $0.hasSuffix("another version") } == 1)
                #expect(try site.failures().count == 3, "what the former engine did is forgotten")
            }
        }

        @Test(
            "counts crashes, memory and deadlines apart, and blames the order for what the file may not be to blame for"
        )
        func causes() async throws {
            let settings = [
                "limits.videoSeconds": "1", "limits.addressSpaceMegabytes": "256", "renderers.concurrency": "4",
            ]
            try await MisbehavingServer.with(settings: settings) { site in
                let client = try site.server.client()
                var files: [String: String] = [:]
                for deed in ["signal 11", "exit 3", "allocate", "spin", "hang 0"] {
                    files[deed] = try await client.upload(Data(deed.utf8))
                }
                try await client.idle(within: .seconds(60))
                let failures = try site.failures()
                func expect(_ deed: String, _ counts: [Int], _ quarantine: String, _ evidence: String) throws {
                    let failure = failures.first { $0["sha256"] as? String == Data(deed.utf8).sha256 }
                    let told = try #require(failure, "\(deed)")
                    #expect(["crashes", "out_of_memory", "deadlines"].map { told[$0] as? Int } == counts, "\(told)")
                    #expect(told["quarantine"] as? String == quarantine, "\(told)")
                    #expect((told["evidence"] as? String)?.hasPrefix(evidence) == true, "\(told)")
                }
                try expect("signal 11", [2, 0, 0], "file", "signal 11; cpu ")
                try expect("exit 3", [2, 0, 0], "file", "exit status 3")
                try expect("allocate", [0, 2, 0], "file", "signal 6; cpu ")
                try expect("spin", [0, 0, 2], "file", "wall clock; cpu ")
                try expect("hang 0", [0, 0, 2], "order", "wall clock; cpu ")
                let before = try site.starts

                let spin = try #require(files["spin"])
                let refused = try await client.finished(try await client.dots(spin, [0]), within: .seconds(3))
                #expect((try refused.json["failure"] as? [String: Any])?["code"] as? String == "quarantined")
                #expect(try site.starts == before)
                // This one said what it is before it hung: less may do.
                let hang = try #require(files["hang 0"])
                let tried = try await client.finished(try await client.dots(hang, [0]))
                #expect((try tried.json["failure"] as? [String: Any])?["code"] as? String == "deadline_exceeded")
                #expect(try site.starts == before + 2)
                let again = try await client.finished(try await client.dots(hang, [0]), within: .seconds(3))
                #expect((try again.json["failure"] as? [String: Any])?["code"] as? String == "quarantined")
            }
        }

        @Test("answers at once what a renderer refused for good")
        func refusals() async throws {
            try await MisbehavingServer.with { site in
                let client = try site.server.client()
                let damaged = Data("fail".utf8)
                let first = try await client.upload(damaged)
                try await client.idle()
                let cause = try await client.finished(try await client.dots(first, [0]))
                let original = try #require(try cause.json["failure"] as? [String: Any])
                #expect(original["code"] as? String == "damaged_media" && original["ledger"] == nil)
                #expect(try site.starts == 2, "two orders")

                let second = try await client.upload(damaged)
                let answered = try await client.finished(try await client.dots(second, [0]), within: .seconds(3))
                var failure = try #require(try answered.json["failure"] as? [String: Any])
                let ledger = try #require(failure.removeValue(forKey: "ledger") as? [String: Any])
                #expect(failure as? [String: String] == original as? [String: String])
                #expect(try ledger["task_id"] as? String == cause.text("id"))
                #expect(ledger["crashes"] as? Int == 0)
                let other = try await client.finished(try await client.dots(second, [1]))
                #expect((try other.json["failure"] as? [String: Any])?["ledger"] == nil, "another order is tried")
                try await client.idle()
                #expect(try site.starts == 3)

                let picture = {
                    try await client.send(.POST, "/api/v1/thumbnails", query: [("wait", "9")], body: damaged)
                }
                for _ in 0..<3 {
                    let answer = try await picture()
                    #expect(try answer.status == 422 && answer.text("code") == "damaged_media", "\(answer)")
                }
                #expect(try site.starts == 4)
                #expect(try site.failures().isEmpty, "nothing is quarantined")
                #expect(
                    try site.failures("--all").compactMap { $0["refusals"] as? Int } == [3, 1],
                    "one for each order"
                )
                _ = try site.server.command("failures", "release", "--all")
                _ = try await picture()
                #expect(try site.starts == 5)
            }
        }

        @Test("shows the words of a renderer without letting them into the terminal")
        func words() async throws {
            try await MisbehavingServer.with { site in
                let client = try site.server.client()
                _ = try await client.upload(poison)
                try await client.idle()
                let data = try DataFolder(site.server)
                try data.execute("UPDATE ledger SET failure = json_set(failure, '$.evidence', ?)", ["a\u{1B}[2J\tb\nc"])
                let line = try site.server.command("failures", "list")
                #expect(line.hasSuffix("\ta\u{FFFD}[2J\u{FFFD}b\u{FFFD}c\n"), "\(line.debugDescription)")
                let id = try #require(line.split(separator: "\t").first.map(String.init))
                #expect(!(try site.server.command("failures", "explain", id).contains("\u{1B}")))
            }
        }

        @Test("holds nothing against a file whose renderer went for another reason")
        func transient() async throws {
            try await MisbehavingServer.with { site in
                let client = try site.server.client()
                let data = try DataFolder(site.server)
                _ = try await client.upload(Data("hang 0".utf8))
                _ = try await site.server.render()
                let zygote = try #require(site.server.zygote)
                kill(zygote, SIGKILL)
                try await eventually("the task waits for another try") {
                    try data.number("SELECT sum(retries) FROM task") == 1
                }
                #expect(try data.number("SELECT sum(strikes) FROM task") == 0)
                #expect(try data.number("SELECT count(*) FROM ledger") == 0)
            }
        }

        @Test("finds files that were stored before their digests were kept, from their first failure on")
        func withoutDigest() async throws {
            try await MisbehavingServer.with { site in
                let client = try site.server.client()
                let data = try DataFolder(site.server)
                let file = try await client.upload(poison)
                try await client.idle()
                _ = try site.server.command("failures", "release", "--all")
                try data.execute("UPDATE file SET sha256 = NULL")
                let tried = try await client.finished(try await client.dots(file, [0]))
                #expect((try tried.json["failure"] as? [String: Any])?["code"] as? String == "renderer_crashed")
                #expect(try data.texts("SELECT DISTINCT sha256 FROM file") == [poison.sha256])
                let starts = try site.starts
                let refused = try await client.finished(try await client.dots(file, [0]))
                #expect((try refused.json["failure"] as? [String: Any])?["code"] as? String == "quarantined")
                #expect(try site.starts == starts)
            }
        }
    }
}
