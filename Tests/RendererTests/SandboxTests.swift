// SPDX-License-Identifier: Apache-2.0

import CMischief
import Foundation
import Glibc
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension ProcessTests {
    /// An engine that is in an attacker's hands.
    @Suite("whose decoder was taken over")
    struct SandboxTests {
        /// Whom the renderers run as.
        enum User: String, CaseIterable, Sendable {
            case root, ordinary
        }

        /// What this machine allows, by the word of another program.
        private static let expectedLevel: SandboxLevel = {
            let flags = ["--user", "--map-root-user", "--mount-proc", "--pid", "--fork", "--net", "--ipc"]
            return (try? Program.run(["unshare"] + flags + ["true"])) == nil ? .landlock : .full
        }()

        @Test("can do nothing of what it could do outside of the sandbox", arguments: User.allCases)
        func mischief(_ user: User) async throws {
            let place = try Place(of: user)
            let open = try await place.attempts(requiredSandbox: .none, arguments: ["--without-sandbox"])
            let locked = try await place.attempts(requiredSandbox: Self.expectedLevel, arguments: [])
            #expect(open.count >= 25)
            // Where the machine forbids namespaces to everybody, these two prove nothing.
            let forbidden = Self.expectedLevel == .full ? [] : ["makes a namespace", "mounts in a namespace"]
            for (name, outcome) in open where !forbidden.contains(name) {
                #expect(outcome == "succeeded", "without a sandbox: \(name)")
            }
            for (name, outcome) in locked { #expect(outcome == "refused", "\(name)") }
        }

        @Test("gets no job where the sandbox is weaker than what is required")
        func required() async throws {
            try await withPool(requiredSandbox: .full, arguments: ["--without-sandbox"]) { pool in
                let rendered = try await pool.render("pictures 1")
                #expect(rendered.failure?.code == .rendererUnavailable)
                try await eventually("the reason is told") { pool.fault()?.contains("sandbox.require") == true }
                #expect(!pool.isReady())
            }
        }

        @Test("costs each job at most a millisecond")
        func cost() async throws {
            try await withPool { pool in
                #expect(try await pool.render("pictures 1").summary?.pictures == 1)
                let report = try #require(pool.sandbox())
                print("SANDBOX \(report)")
                #expect(report.level == Self.expectedLevel && report.reason == nil)
                #expect((1...1000).contains(report.microseconds))
            }
        }

        @Test("ends where it makes a call that no decoder needs, when tests look for such")
        func unknownCall() async throws {
            try await withPool(arguments: ["--kill-unknown-calls"]) { pool in
                let watches = (0..<mischief_count()).first { String(cString: mischief_name($0)) == "watches files" }
                let rendered = try await pool.render("mischief \(try #require(watches)) 1 1 1 /tmp")
                #expect(rendered.failure?.code == .rendererCrashed)
                #expect(rendered.failure?.evidence?.contains("signal 31") == true)
            }
        }
    }
}

/// Things to be reached, and a renderer of a user who could.
private final class Place {
    private let user: ProcessTests.SandboxTests.User
    private let folder: String
    private let canary: Canary
    private let host: Int32
    private let segment: CInt
    private let segmentID: CInt

    init(of user: ProcessTests.SandboxTests.User) throws {
        self.user = user
        folder = "/tmp/mischief-\(UUID().uuidString.lowercased())"
        canary = try Canary()
        segment = CInt.random(in: 1...CInt.max)
        segmentID = shmget(segment, 4096, IPC_CREAT | 0o666)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("a neighbour's".utf8).write(to: URL(filePath: "\(folder)/secret"))
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "MisbehavingRenderer").path
        // An ordinary user may not reach the folder of the build.
        try FileManager.default.copyItem(atPath: program, toPath: "\(folder)/renderer")
        let change = user == .root ? "" : "setpriv --reuid 65534 --regid 65534 --clear-groups "
        // Nor the one that the host, which is root, makes for its zygote.
        try FileManager.default.createDirectory(atPath: "\(folder)/work", withIntermediateDirectories: false)
        let script = "#!/bin/sh\ncd \(folder)/work\nexec env -i \(change)\(folder)/renderer \"$@\"\n"
        try Data(script.utf8).write(to: URL(filePath: "\(folder)/start"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/start")
        if user == .ordinary { try Program.run(["chown", "-R", "65534:65534", folder]) }
        let sleeper = Process()
        sleeper.executableURL = URL(filePath: "/bin/sh")
        sleeper.arguments = ["-c", "exec \(change)sleep 120"]
        sleeper.environment = ["SECRET": "of the host"]
        try sleeper.run()
        host = sleeper.processIdentifier
    }

    deinit {
        kill(host, SIGKILL)
        shmctl(segmentID, IPC_RMID, nil)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What came of each deed, by its name; others are served meanwhile.
    func attempts(
        requiredSandbox: SandboxLevel,
        arguments: [String]
    ) async throws -> [(name: String, outcome: String)] {
        let program = RendererLocation(path: "\(folder)/start")
        let targets = "\(canary.port) \(host) \(segment) \(folder)"
        return try await withPool(
            program: program,
            requiredSandbox: requiredSandbox,
            arguments: arguments
        ) { pool in
            var outcomes: [(String, String)] = []
            for index in 0..<mischief_count() {
                let rendered = try await pool.render("mischief \(index) \(targets)")
                // A program that took the child's place ends with this status.
                let wasReplaced = rendered.failure?.evidence?.contains("exit status 42") == true
                let outcome = rendered.summary?.notes.first ?? "\(rendered.failure?.evidence ?? "nothing")"
                outcomes.append((String(cString: mischief_name(index)), wasReplaced ? "succeeded" : outcome))
                #expect(try await pool.render("pictures 1").summary?.pictures == 1)
            }
            return outcomes
        }
    }
}
