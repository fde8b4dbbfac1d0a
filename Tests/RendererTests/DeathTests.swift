// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import ServiceLifecycle
import Testing

extension ProcessTests {
    @Suite("that die, and pools that end")
    struct DeathTests {
        /// Renders a file that hangs, and does `deed` to the processes while it runs.
        private func interrupting(
            _ pool: RendererPool,
            _ deed: (_ zygote: Int32, _ child: Int32) -> Void
        ) async throws -> Rendered {
            var rendered = Rendered()
            do {
                let job = RenderJob(job: .sample, limits: .test)
                rendered.result = try await pool.render(job, input: try file("hang 1")) { reply in
                    rendered.replies.append(reply)
                    guard case .picture = reply else { return }
                    try await eventually("the child is known") { pool.processIDs().children.count == 1 }
                    let processes = pool.processIDs()
                    deed(try #require(processes.zygotes.first), try #require(processes.children.first))
                }
            } catch {
                rendered.error = error
            }
            return rendered
        }

        @Test("a zygote that is killed takes its children along, and a new one serves at once")
        func zygoteKilled() async throws {
            try await withPool { pool in
                var victims: [Int32] = []
                let rendered = try await interrupting(pool) { zygote, child in
                    victims = [zygote, child]
                    kill(zygote, SIGKILL)
                }
                #expect(rendered.failure?.class == .transient)
                #expect(rendered.failure?.code == .rendererUnavailable)
                #expect(victims.count == 2)
                let next = try await pool.render("pictures 2")
                #expect(next.summary?.pictures == 2)
                #expect(next.duration < .seconds(3))
                for victim in victims {
                    try await eventually("\(victim) is gone") { kill(victim, 0) != 0 }
                }
            }
        }

        @Test("a child that is killed fails its own job alone")
        func childKilled() async throws {
            try await withPool { pool in
                let rendered = try await interrupting(pool) { _, child in kill(child, SIGKILL) }
                #expect(rendered.failure?.code == .rendererCrashed)
                #expect(rendered.failure?.evidence?.contains("signal 9") == true)
                #expect(try await pool.render("pictures 2").summary?.pictures == 2)
            }
        }

        @Test("a child that holds more memory than it may is killed, and the failure names the setting")
        func memory() async throws {
            try await withPool { pool in
                var limits = RenderLimits.test
                limits.memory = 128 << 20
                let small = try await pool.render("doze 300 64", limits: limits)
                #expect(small.summary?.pictures == 1, "\(small)")
                // Its address space has room for it.
                let large = try await pool.render("doze 20000 256", limits: limits)
                #expect(large.failure?.class == .resource && large.failure?.code == .limitExceeded, "\(large)")
                #expect(
                    large.failure?.message
                        == "The file takes more memory to render than the 128 MiB that are allowed"
                        + " (limits.memoryMegabytes)."
                )
                #expect(large.failure?.evidence?.hasPrefix("memory; cpu ") == true, "\(large)")
                #expect(large.duration < .seconds(3))
                #expect(pool.processIDs().children.isEmpty)
            }
        }

        @Test("a deadline is named by the setting of the renderer's kind", arguments: RendererKind.allCases)
        func deadline(_ kind: RendererKind) async throws {
            try await withPool { pool in
                var limits = RenderLimits.within(100)
                limits.kind = kind
                let rendered = try await pool.render("hang 0", limits: limits)
                #expect(rendered.failure?.message.hasSuffix("(limits.\(kind)Seconds).") == true, "\(rendered)")
            }
        }

        @Test("a child that is stopped is killed on time")
        func childStopped() async throws {
            try await withPool { pool in
                let job = RenderJob(job: .sample, limits: .within(400))
                let start = ContinuousClock.now
                await #expect(throws: Failure.self) {
                    _ = try await pool.render(job, input: try file("hang 1")) { reply in
                        guard case .picture = reply else { return }
                        try await eventually("the child is known") { pool.processIDs().children.count == 1 }
                        for child in pool.processIDs().children { kill(child, SIGSTOP) }
                    }
                }
                #expect(start.duration(to: .now) < .milliseconds(1400))
                #expect(pool.processIDs().children.isEmpty)
            }
        }

        @Test("a zygote that is stopped is replaced")
        func zygoteStopped() async throws {
            try await withPool { pool in
                #expect(try await pool.render("pictures 1").summary != nil)
                let zygote = try #require(pool.processIDs().zygotes.first)
                kill(zygote, SIGSTOP)
                let rendered = try await pool.render("pictures 1", limits: .within(200))
                #expect(rendered.failure?.code == .deadlineExceeded)
                #expect(try await pool.render("pictures 1").summary?.pictures == 1)
                #expect(pool.processIDs().zygotes != [zygote])
                try await eventually("the stopped one is gone") { kill(zygote, 0) != 0 }
            }
        }

        @Test("a job that is cancelled ends with its process")
        func cancellation() async throws {
            try await withPool { pool in
                let (started, startedContinuation) = AsyncStream<Void>.makeStream()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        let job = RenderJob(job: .sample, limits: .test)
                        await #expect(throws: CancellationError.self) {
                            _ = try await pool.render(job, input: try file("hang 1")) { _ in startedContinuation.yield()
                            }
                        }
                    }
                    for await _ in started { break }
                    group.cancelAll()
                    try await group.waitForAll()
                }
                #expect(pool.processIDs().children.isEmpty)
                #expect(try await pool.render("pictures 2").summary?.pictures == 2)
            }
        }

        @Test("a job that is cancelled before its turn leaves the queue")
        func cancellationInQueue() async throws {
            try await withPool(capacity: 1, queueLimit: 1) { pool in
                let job = RenderJob(job: .sample, limits: .test)
                var waited: [Rendered] = []
                _ = try? await pool.render(job, input: try file("hang 1")) { reply in
                    guard case .picture = reply else { return }
                    // The only place is taken, so each of these can only wait; a place in the queue is free each time.
                    for _ in 0..<5 {
                        waited += try await withThrowingTaskGroup(of: Rendered.self) { group in
                            group.addTask { try await pool.render("pictures 1") }
                            group.cancelAll()
                            return try await group.reduce(into: []) { $0.append($1) }
                        }
                    }
                    throw CancellationError()
                }
                #expect(waited.count == 5)
                #expect(waited.allSatisfy { $0.error is CancellationError })
                let next = try await pool.render("pictures 2")
                #expect(next.summary?.pictures == 2)
            }
        }

        @Test("a queue that is full refuses, and says that trying again helps")
        func fullQueue() async throws {
            try await withPool(capacity: 1, queueLimit: 1) { pool in
                var refused: Rendered?
                let job = RenderJob(job: .sample, limits: .test)
                try await withThrowingTaskGroup(of: Rendered.self) { group in
                    _ = try? await pool.render(job, input: try file("hang 1")) { reply in
                        guard case .picture = reply else { return }
                        group.addTask { try await pool.render("pictures 1") }
                        group.addTask { try await pool.render("pictures 1") }
                        refused = try await group.next()
                        throw CancellationError()
                    }
                    #expect(refused?.failure?.class == .transient)
                    #expect(refused?.failure?.code == .rendererUnavailable)
                    #expect(refused?.failure?.evidence?.contains("queue") == true)
                    let waiting = try await group.next()
                    #expect(waiting?.summary?.pictures == 1)
                }
            }
        }

        @Test("a program that is not there is told, not waited for")
        func missingProgram() async throws {
            try await withPool(program: RendererLocation(path: "/nonexistent/video-renderer")) { pool in
                try await eventually("the fault is known") { pool.fault() != nil }
                #expect(!pool.isReady())
                #expect(pool.fault()?.contains("/nonexistent/video-renderer") == true)
                let failure = try await pool.render("pictures 1").failure
                #expect(failure?.class == .transient)
                #expect(failure?.code == .rendererUnavailable)
            }
        }

        @Test("a program that is no renderer is told")
        func foreignProgram() async throws {
            try await withPool(program: RendererLocation(path: "/bin/true")) { pool in
                try await eventually("the fault is known") { pool.fault() != nil }
                #expect(pool.fault()?.contains("before it was ready") == true)
                #expect(!pool.isReady())
            }
        }

        @Test("a zygote with a thread too many refuses to serve")
        func threadedZygote() async throws {
            let directory = FileManager.default.temporaryDirectory.path + "/vignette-\(UInt64.random(in: 0 ... .max))"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let copy = RendererLocation("MisbehavingRenderer-threaded", in: directory)
            try FileManager.default.copyItem(atPath: RendererLocation("MisbehavingRenderer").path, toPath: copy.path)
            try await withPool(program: copy) { pool in
                try await eventually("the fault is known") { pool.fault() != nil }
                #expect(pool.fault() == "2 threads after warming, where 1 was expected")
                #expect(!pool.isReady())
            }
        }

        @Test("a zygote that hangs while it warms up does not outlive its host")
        func hangingZygote() throws {
            let directory = FileManager.default.temporaryDirectory.path + "/vignette-\(UInt64.random(in: 0 ... .max))"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let copy = "\(directory)/MisbehavingRenderer-sleeping"
            try FileManager.default.copyItem(atPath: RendererLocation("MisbehavingRenderer").path, toPath: copy)
            let host = """
                import socket, subprocess, time
                mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                zygote = subprocess.Popen(["\(copy)"], stdin=its, env={})
                its.close()
                time.sleep(0.5)
                print("alive" if zygote.poll() is None else "gone")
                mine.close()
                print(zygote.wait(20))
                """
            let result = try #require(shell("python3 -c '\(host)'"))
            // By a kill, in the shell's words.
            #expect(result.output == "alive\n137\n" && result.status == 0, "\(result.output)")
        }

        @Test("a renderer that is started by hand says who starts it")
        func startedByHand() async throws {
            // Its standard input is not the end of a connection.
            let result = try #require(shell("\(RendererLocation("MisbehavingRenderer").path) </dev/null 2>&1"))
            #expect(result.status == 64)
            #expect(result.output.contains("is started by vignette"))
        }

        @Test("a graceful shutdown lets the job that runs end, and refuses the next")
        func gracefulShutdown() async throws {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let pool = RendererPool(PoolOptions(program: RendererLocation("MisbehavingRenderer")), logger: logger)
            let services = ServiceGroup(services: [pool], logger: logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await services.run() }
                var pictures = 0
                let job = RenderJob(job: .sample, limits: .test)
                let summary = try await pool.render(job, input: try file("pictures 5")) { reply in
                    guard case .picture = reply else { return }
                    pictures += 1
                    guard pictures == 1 else { return }
                    await services.triggerGracefulShutdown()
                    try await eventually("the pool takes no more") { !pool.isReady() }
                    let refused = try await pool.render("pictures 1")
                    #expect(refused.failure?.class == .transient)
                }
                #expect(summary.summary?.pictures == 5)
                #expect(pictures == 5)
                try await group.waitForAll()
            }
            #expect(pool.processIDs().zygotes.isEmpty)
        }
    }
}

/// Runs a command line and collects what it writes.
private func shell(_ command: String) -> (status: CInt, output: String)? {
    guard let pipe = popen(command, "r") else { return nil }
    var output = ""
    while case let character = fgetc(pipe), character != EOF {
        output.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: character)))
    }
    return (status: pclose(pipe) >> 8, output: output)
}
