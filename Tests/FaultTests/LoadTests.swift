// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Load")
    struct LoadTests {
        @Test("many tasks at once all succeed, lists stay quick meanwhile, and memory does not grow")
        func manyTasks() async throws {
            let count = Proof.count(sample: 100, full: 1000)
            let clip = try Clips.short()
            try await ServerProcess.with { server in
                let client = try server.client()
                let asset = try await client.upload(try clip.bytes)
                try await client.idle()
                let folder = try DataFolder(server)
                let pid = try #require(server.pid)
                let start = ContinuousClock.now

                var figures = Figures()
                try await withThrowingTaskGroup { group in
                    group.addTask { try await order(count, of: asset, of: clip, with: client) }
                    while figures.done < count {
                        try await figures.measureList(of: asset, with: client)
                        figures.done = try folder.number(Self.succeeded)
                        if figures.first == nil, figures.done >= count / 10 {
                            figures.first = try Processes.residentMemory(of: pid)
                        }
                        try #require(try folder.number(Self.failed) == 0)
                        try #require(start.duration(to: .now) < .seconds(60 + count), "\(figures.done) of \(count)")
                    }
                    try await group.waitForAll()
                }

                let seconds = start.duration(to: .now) / .seconds(1)
                let last = try Processes.residentMemory(of: pid)
                let first = try #require(figures.first)
                let (p95, text) = (figures.p95, String(format: "%.1f", seconds))
                print("LOAD tasks=\(count) seconds=\(text) p95_ms=\(p95) rss_first=\(first) rss_last=\(last)")
                #expect(try folder.number(Self.snapshots) == count * Self.pictures)
                #expect(p95 < 1000)
                #expect(last <= first + (32 << 10))
            }
        }

        private static let succeeded = "SELECT count(*) FROM task WHERE kind = 'snapshots' AND state = 'SUCCEED'"
        private static let failed = "SELECT count(*) FROM task WHERE state = 'FAILED'"

        /// The pictures that were ordered; the automatic cover of the upload is one more.
        private static let snapshots = """
            SELECT count(*) FROM picture JOIN task ON task.id = picture.task WHERE task.kind = 'snapshots'
            """

        private static let pictures = 3

        /// Orders `count` tasks of three pictures, the first thousand of them all different, four at a time.
        private func order(_ count: Int, of asset: String, of clip: Clip, with client: VODClient) async throws {
            let seconds = clip.seconds
            let orders = seconds.flatMap { first in
                seconds.filter { $0 > first }.flatMap { second in
                    seconds.filter { $0 > second }.map { [first, second, $0] }
                }
            }
            try await withThrowingTaskGroup { group in
                for offset in 0..<4 {
                    group.addTask {
                        for number in stride(from: offset, to: count, by: 4) {
                            _ = try await client.dots(asset, orders[number % orders.count])
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

/// What is measured while the server works.
private struct Figures {
    var done = 0
    /// Resident memory when a tenth of the tasks was done, in KiB.
    var first: Int?
    private var latencies: [Double] = []

    /// In milliseconds.
    var p95: Int {
        let sorted = latencies.sorted()
        return sorted.isEmpty ? 0 : Int(sorted[min(sorted.count - 1, sorted.count * 95 / 100)])
    }

    mutating func measureList(of asset: String, with client: VODClient) async throws {
        let start = ContinuousClock.now
        let list = try await client.send(
            .GET,
            "/v1/{project}/asset/thumbnails",
            query: [("asset_id", asset), ("limit", "100")]
        )
        latencies.append(start.duration(to: .now) / .milliseconds(1))
        #expect(list.status == 200, "\(list)")
    }
}
