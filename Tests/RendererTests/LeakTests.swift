// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import Renderers
import Testing

extension ProcessTests {
    @Suite("over a long time")
    struct LeakTests {
        /// Open descriptors of this process.
        private static func descriptors() -> Int {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? -1
        }

        /// Renders of every kind of end.
        private static let commands = [
            "pictures 3", "fail", "exit 1", "signal 11", "garbage", "order", "pictures 1", "done falsely", "cut frame",
            "flood",
        ]

        // In a process of its own, where nothing else opens anything.
        @Test("two hundred renders, good and bad, leave no descriptor and no zombie")
        func nothingIsLeft() async {
            await #expect(processExitsWith: .success) {
                try await withPool { pool in
                    // What is opened once and for all.
                    for command in Self.commands { _ = try await pool.render(command) }
                    let before = Self.descriptors()
                    for _ in 0..<20 {
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            for command in Self.commands {
                                group.addTask { _ = try await pool.render(command) }
                            }
                            try await group.waitForAll()
                        }
                    }
                    #expect(Self.descriptors() == before)
                    let zygotes = pool.processIDs().zygotes
                    #expect(zygotes.count == 1)
                    #expect(zygotes.flatMap(children) == [])
                    let started = children(of: getpid())
                    #expect(started.count == 1)
                    #expect(started == zygotes || started.flatMap(children) == zygotes)
                }
            }
        }

        @Test("zygotes that come and go leave no descriptor and no zombie")
        func noZygoteIsLeft() async {
            await #expect(processExitsWith: .success) {
                try await withPool { _ = try await $0.render("pictures 1") }
                let before = Self.descriptors()
                for _ in 0..<5 {
                    try await withPool { pool in
                        for zygote in pool.processIDs().zygotes { kill(zygote, SIGKILL) }
                        let next = try await pool.render("pictures 1")
                        #expect(next.summary != nil)
                    }
                    try await withPool(program: RendererLocation(path: "/nonexistent")) { pool in
                        try await eventually("the fault is known") { pool.fault() != nil }
                    }
                }
                #expect(Self.descriptors() == before)
                #expect(children(of: getpid()) == [])
            }
        }
    }
}
