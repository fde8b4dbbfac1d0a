// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import RenderProtocol
import Renderers
import Testing

extension ProcessTests {
    @Suite("that behave")
    struct RenderTests {
        @Test("hand over the facts, then every picture in order, then the end")
        func pictures() async throws {
            try await withPool { pool in
                let rendered = try await pool.render("pictures 50 30000")
                #expect(rendered.summary == RenderSummary(pictures: 50, notes: ["made 50"]))
                let indices = rendered.replies.dropFirst().map { reply in
                    if case .picture(let picture, let bytes) = reply, bytes.count == 30_000 {
                        picture.index
                    } else {
                        -1
                    }
                }
                #expect(indices == Array(0..<50))
                guard case .media(let media, owed: 50) = rendered.replies.first else {
                    Issue.record("no media facts")
                    return
                }
                #expect(media.container == "mov")
            }
        }

        @Test("hand over a failure as it is")
        func failure() async throws {
            try await withPool { pool in
                let failure = try await pool.render("fail").failure
                #expect(failure == Failure(.permanent, .damagedMedia, "The file is damaged.", evidence: "told to fail"))
            }
        }

        @Test("tell whose a file is that is not theirs")
        func elsewhere() async throws {
            try await withPool { pool in
                let rendered = try await pool.render("elsewhere")
                #expect(rendered.result == .elsewhere(.page))
                #expect(rendered.replies.isEmpty)
            }
        }

        @Test("have no environment, no descriptor but their own, one thread, and no way to more")
        func confinement() async throws {
            try await withPool { pool in
                let notes = try await pool.render("report").summary?.notes
                #expect(
                    notes == [
                        "environment 0", "descriptors 0,1,2,3,4", "no-new-privileges true",
                        "capabilities []", "core 0", "threads true",
                    ]
                )
            }
        }

        @Test("run side by side, as many as there are places, and no more")
        func concurrency() async throws {
            try await withPool(capacity: 4) { pool in
                try await withThrowingTaskGroup(of: Rendered.self) { group in
                    for _ in 0..<24 {
                        group.addTask { try await pool.render("pictures 40 20000") }
                    }
                    try await eventually("four at once") {
                        let running = pool.processIDs().children.count
                        #expect(running <= 4)
                        return running == 4
                    }
                    for try await rendered in group {
                        #expect(pool.processIDs().children.count <= 4)
                        #expect(rendered.summary?.pictures == 40)
                    }
                }
                #expect(pool.processIDs().children.isEmpty)
            }
        }

        @Test("wait while their consumer is busy, and are not held to that time")
        func backpressure() async throws {
            try await withPool { pool in
                var first = true
                var written: [Int] = []
                let job = RenderJob(job: .sample, limits: .within(1500))
                let summary = try await pool.render(job, input: try file("pictures 100 100000")) { reply in
                    guard case .picture(let picture, _) = reply else { return }
                    written.append(picture.index)
                    guard first else { return }
                    first = false
                    try await eventually("the child is known") { pool.processIDs().children.count == 1 }
                    let child = try #require(pool.processIDs().children.first)
                    // Asleep in a write: it got no further than what the sockets between them hold.
                    try await eventually("the child waits") {
                        let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
                        return status?.contains(") S ") == true
                    }
                    try await Task.sleep(for: .milliseconds(2000))
                    #expect(pool.processIDs().children == [child])
                }
                #expect(summary.summary?.pictures == 100)
                #expect(written == Array(0..<100))
            }
        }

        @Test("stop when their consumer fails, with its error")
        func consumerFailure() async throws {
            struct DiskFull: Error {}
            try await withPool { pool in
                await #expect(throws: DiskFull.self) {
                    _ = try await pool.render(RenderJob(job: .sample, limits: .test), input: try file("hang 5")) {
                        reply in
                        if case .picture = reply { throw DiskFull() }
                    }
                }
                #expect(pool.processIDs().children.isEmpty)
            }
        }

        @Test("are replaced after their share of jobs, without a job being lost")
        func recycling() async throws {
            try await withPool(capacity: 2, rendersPerZygote: 3) { pool in
                var seen: Set<Int32> = []
                for _ in 0..<20 {
                    let rendered = try await pool.render("pictures 1")
                    #expect(rendered.summary?.pictures == 1)
                    seen.formUnion(pool.processIDs().zygotes)
                }
                #expect(seen.count >= 2)
                let first = try #require(seen.min())
                try await eventually("one zygote is left, and it is another") {
                    let left = pool.processIDs().zygotes
                    return left.count == 1 && !left.contains(first)
                }
            }
        }
    }
}
