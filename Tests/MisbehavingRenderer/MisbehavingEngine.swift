// SPDX-License-Identifier: Apache-2.0

import CMischief
import CSandbox
import FoundationEssentials
import Glibc
import Model
import RenderKit
import RenderProtocol

/// An engine that does what its file says, good or bad: the first word names the deed, the others are its numbers.
enum MisbehavingEngine: RenderEngine {
    static func describe() -> [String] { ["misbehaving engine, for tests"] }

    static func warm() {
        // The program is copied under these names where a test wants a zygote with a thread too many, or one that never
        // becomes ready.
        if CommandLine.arguments.first?.hasSuffix("-threaded") == true { startThread() }
        while CommandLine.arguments.first?.hasSuffix("-sleeping") == true { sleep(60) }
    }

    static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        let words = command(in: source).split(separator: " ").map(String.init)
        let numbers = words.dropFirst().compactMap { Int($0) }
        let number = numbers.first ?? 0
        switch words.first {
        case "pictures": return .done(try pictures(number, size: numbers.dropFirst().first ?? 4096, to: sink))
        case "elsewhere": return .elsewhere(.page)
        case "fail": throw Failure(.permanent, .damagedMedia, "The file is damaged.", evidence: "told to fail")
        case "exit": exit(CInt(number))
        case "signal": die(CInt(number))
        case "trap": trap(number)
        case "hang": try hang(after: number, to: sink)
        case "spin": spin()
        case "allocate": allocate()
        case "doze": return .done(try doze(number, holding: numbers.dropFirst().first ?? 0, to: sink))
        case "mischief": return .done(try mischief(words, to: sink))
        case "ask": ask(numbers)
        case "report": return .done(try report(to: sink))
        default: Lies.tell(words.joined(separator: " "), job: job)
        }
    }

    /// The file's text.
    private static func command(in source: borrowing ByteSource) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe source.read(into: $0, at: 0) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private static func pictures(_ count: Int, size: Int, to sink: any RenderSink) throws(Failure) -> RenderSummary {
        try sink.media(.sample, owed: count)
        for index in 0..<count {
            try sink.picture(.sample(index), .sampleJPEG(size: size))
        }
        return RenderSummary(pictures: count, notes: ["made \(count)"])
    }

    /// Tries what a process without a sandbox can do, and tells whether it could.
    ///
    /// The words: the number of the deed, then a port, a process, the key of a segment and a folder to try it on.
    private static func mischief(_ words: [String], to sink: any RenderSink) throws(Failure) -> RenderSummary {
        try sink.media(.sample, owed: 0)
        let numbers = words.dropFirst().compactMap { CInt($0) }
        guard words.count == 6, numbers.count >= 4 else { _exit(98) }
        let succeeded = unsafe words[5].withCString { folder in
            var targets = unsafe mischief_targets(
                port: numbers[1],
                host: numbers[2],
                folder: folder,
                segment: numbers[3]
            )
            return unsafe mischief_try(numbers[0], &targets) != 0
        }
        return RenderSummary(pictures: 0, notes: [succeeded ? "succeeded" : "refused"])
    }

    /// Asks for its source in its own way, at once for as many pairs of offset and count as there are, and waits.
    private static func ask(_ numbers: [Int]) -> Never {
        let bytes = numbers.flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        _ = unsafe write(VIGNETTE_CHILD_INPUT, bytes, bytes.count)
        while true { pause() }
    }

    private static func die(_ signal: CInt) -> Never {
        raise(signal)
        _exit(99)
    }

    private static func trap(_ number: Int) -> Never {
        // Not a constant, so that the compiler cannot see the end of it.
        precondition(number < 0, "told to trap")
        _exit(99)
    }

    /// Sends `count` of one picture more than that, then nothing, deaf to all signals that can be ignored.
    private static func hang(after count: Int, to sink: any RenderSink) throws(Failure) -> Never {
        for number in 1..<CInt(32) {
            signal(number, SIG_IGN)
        }
        try sink.media(.sample, owed: count + 1)
        for index in 0..<count {
            try sink.picture(.sample(index), .sampleJPEG(size: 4096))
        }
        while true { pause() }
    }

    private static func spin() -> Never {
        var number: UInt64 = 1
        while number != 0 { number = number &* 3 | 1 }
        _exit(99)
    }

    /// Fills memory until there is none, then ends as a library does that cannot go on.
    private static func allocate() -> Never {
        let size = 8 << 20
        while let block = unsafe malloc(size) { unsafe memset(block, 1, size) }
        abort()
    }

    /// Fills so many megabytes, sleeps for so many milliseconds, then sends one picture.
    private static func doze(
        _ milliseconds: Int,
        holding megabytes: Int,
        to sink: any RenderSink
    ) throws(Failure) -> RenderSummary {
        if megabytes > 0, let block = unsafe malloc(megabytes << 20) { unsafe memset(block, 1, megabytes << 20) }
        usleep(CUnsignedInt(milliseconds) * 1000)
        return try pictures(1, size: 4096, to: sink)
    }

    /// Tells in its notes what the process has: environment, descriptors, and privileges.
    private static func report(to sink: any RenderSink) throws(Failure) -> RenderSummary {
        try sink.media(.sample, owed: 0)
        let descriptors = (0..<CInt(1024)).filter { fcntl($0, F_GETFD) >= 0 }
        var core = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return RenderSummary(
            pictures: 0,
            notes: [
                "environment \(ProcessInfo.processInfo.environment.count)",
                "descriptors \(descriptors.map(String.init).joined(separator: ","))",
                "no-new-privileges \(status.contains("NoNewPrivs:\t1"))",
                "capabilities \(status.split(separator: "\n").filter { $0.hasPrefix("Cap") && !$0.hasSuffix("\t0000000000000000") })",
                "core \(core.rlim_max)",
                "threads \(status.contains("Threads:\t1\n"))",
            ]
        )
    }
}
