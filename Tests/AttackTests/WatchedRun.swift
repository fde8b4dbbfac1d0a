// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport

/// Another program, run until it ends, takes too much memory or takes too long.
struct WatchedRun: Sendable {
    enum End: Equatable {
        case status(CInt)
        case memory
        case time
    }

    let end: End
    /// What it wrote.
    let output: Data

    /// Runs a program of the search path, with its arguments behind its name, in the folder `folder`.
    ///
    /// Blocks: use it within ``blocking(_:)``.
    ///
    /// - Parameters:
    ///   - seconds: How long it may take.
    ///   - megabytes: How much may be resident of it and of what it starts.
    init(_ words: [String], in folder: String, seconds: Int = 60, megabytes: Int = .max) throws {
        let log = "\(folder)/output-\(UUID().uuidString)"
        defer { unlink(log) }
        let script = "cd \"$0\" && exec \"$@\" >\"$OUTPUT\" 2>&1 </dev/null"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script, folder] + words
        let additions = ["OUTPUT": log, "VIPS_DISC_THRESHOLD": "20g", "VIGNETTE_CANARY": CanaryFiles.environment]
        process.environment = ProcessInfo.processInfo.environment.merging(additions) { $1 }
        try process.run()
        let deadline = ContinuousClock.now + .seconds(seconds)
        var excess: End?
        while process.isRunning, excess == nil {
            Thread.sleep(forTimeInterval: 0.02)
            if Self.memory(of: process.processIdentifier) > megabytes { excess = .memory }
            if ContinuousClock.now > deadline { excess = .time }
        }
        if excess != nil { for pid in Self.all(of: process.processIdentifier) { kill(pid, SIGKILL) } }
        process.waitUntilExit()
        end = excess ?? .status(process.terminationStatus)
        output = FileManager.default.contents(atPath: log) ?? Data()
    }

    /// MiB that are resident of a process and its descendants.
    private static func memory(of process: Int32) -> Int {
        all(of: process).reduce(0) { $0 + ((try? Processes.residentMemory(of: $1)) ?? 0) } / 1024
    }

    private static func all(of process: Int32) -> [Int32] { [process] + Processes.descendants(of: process) }
}
