// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import Testing

/// All tests that start processes: one after the other, so that the clock of each means something.
@Suite("Renderers", .serialized)
struct ProcessTests {}

/// What a consumer was given, and how it ended.
struct Rendered {
    var replies: [RenderReply] = []
    var result: RenderResult?
    var error: (any Error)?
    var duration: Duration = .zero

    var failure: Failure? { error as? Failure }
    var summary: RenderSummary? { result?.summary }

    var pictures: Int {
        replies.count { reply in
            if case .picture = reply { true } else { false }
        }
    }
}

/// Runs `body` with a pool of renderers that do what their files say; the pool is gone afterwards.
func withPool<Result: Sendable>(
    program: RendererLocation = RendererLocation("MisbehavingRenderer"),
    capacity: Int = 4,
    queueLimit: Int = 256,
    rendersPerZygote: Int = 10_000,
    requiredSandbox: SandboxLevel = .landlock,
    arguments: [String] = [],
    _ body: (RendererPool) async throws -> Result
) async throws -> Result {
    var options = PoolOptions(program: program, capacity: capacity)
    options.queueLimit = queueLimit
    options.rendersPerZygote = rendersPerZygote
    options.requiredSandbox = requiredSandbox
    options.arguments = arguments
    let pool = RendererPool(options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await pool.run() }
        let result = try await body(pool)
        group.cancelAll()
        try await group.waitForAll()
        return result
    }
}

/// Runs `body` with a fleet of which all kinds are renderers that do what their files say; it is gone afterwards.
func withFleet(
    limits: RenderLimits = .test,
    workFolder: String = PoolOptions.temporaryFolder(),
    _ body: (RendererFleet) async throws -> Void
) async throws {
    var options = PoolOptions(program: RendererLocation("MisbehavingRenderer"), capacity: 2)
    options.startsLazily = true
    options.workFolder = workFolder
    let fleet = RendererFleet(
        Dictionary(uniqueKeysWithValues: RendererKind.allCases.map { ($0, options) }),
        limits: Dictionary(uniqueKeysWithValues: RendererKind.allCases.map { ($0, limits) }),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await fleet.run() }
        try await body(fleet)
        group.cancelAll()
        try await group.waitForAll()
    }
}

/// A descriptor of a file that holds `command`.
func file(_ command: String) throws -> CInt {
    try Descriptor(memoryFile: Data(command.utf8)).release()
}

extension RenderResult {
    /// What a job that made pictures told last.
    var summary: RenderSummary? {
        if case .done(let summary) = self { summary } else { nil }
    }
}

extension RendererPool {
    /// Renders a file that holds `command`.
    func render(_ command: String, limits: RenderLimits = .test) async throws -> Rendered {
        var rendered = Rendered()
        let start = ContinuousClock.now
        do {
            rendered.result = try await render(RenderJob(job: .sample, limits: limits), input: try file(command)) {
                rendered.replies.append($0)
            }
        } catch {
            rendered.error = error
        }
        rendered.duration = start.duration(to: .now)
        return rendered
    }
}

extension RenderLimits {
    /// Small enough for tests to reach.
    static let test = RenderLimits(
        addressSpace: 1 << 30,
        cpuSeconds: 20,
        pictureBytes: 1 << 20,
        deadline: 20_000,
        deadlinePerPicture: 0
    )

    /// The same with a wall clock of so many milliseconds.
    static func within(_ deadline: Int64, perPicture: Int64 = 0) -> RenderLimits {
        var limits = test
        limits.deadline = deadline
        limits.deadlinePerPicture = perPicture
        return limits
    }
}

/// Waits until `condition` holds, for at most ten seconds.
func eventually(_ what: Comment, _ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while !condition() {
        try #require(ContinuousClock.now < end, what)
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// The processes whose parent is `parent`, zombies included.
func children(of parent: Int32) -> [Int32] {
    let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    return numbers.filter { number in
        let status = (try? String(contentsOfFile: "/proc/\(number)/status", encoding: .utf8)) ?? ""
        return status.contains("PPid:\t\(parent)\n")
    }
}
