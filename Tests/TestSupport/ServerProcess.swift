// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
package import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// A real `vignette serve`, with a data folder and a port of its own.
package final class ServerProcess: Sendable {
    /// The folder of the executables under test: `VIGNETTE_BIN`, or that of the test bundle.
    package static var programs: URL {
        if let folder = ProcessInfo.processInfo.environment["VIGNETTE_BIN"] { return URL(filePath: folder) }
        return products
    }

    /// The folder of the test bundle, and of what was built with it.
    package static var products: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    }

    package let data: URL
    package let port: Int
    package let base: String
    private let settings: [String: String]
    private let environment: [String: String]
    private let process = Locked<Process?>(nil)

    /// Makes a server that is not running yet.
    ///
    /// - Parameters:
    ///   - data: Its data folder; a new one by default, removed by ``remove()``.
    ///   - settings: By name, as for `--set`.
    ///   - environment: Variables beside those that every server has.
    package init(
        data: URL? = nil,
        settings: [String: String] = [:],
        environment: [String: String] = [:]
    ) throws {
        self.data =
            data ?? FileManager.default.temporaryDirectory.appending(path: "vignette-\(UUID().uuidString.lowercased())")
        self.environment = environment
        port = try Self.freePort()
        base = "http://127.0.0.1:\(port)"
        // Most tests need no more than videos, and each server that warms LibreOffice takes its time. Many tests show
        // bad credentials, all from one address: only those about the waiting have to wait.
        let defaults = ["renderers.warm": "video", "limits.refusalSeconds": "0"]
        self.settings = defaults.merging(settings) { $1 }
    }

    package var pid: Int32? { process.value?.processIdentifier }
    package var log: URL { data.appending(path: "server.log") }

    /// Starts the server and waits until it is ready.
    package func start() async throws {
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        let process = try launch()
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let answer = try? await HTTPClient.shared.get(url: base + "/readyz").get(), answer.status == .ok {
                return
            }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServerTrouble(description: "the server did not become ready:\n\(tail())")
    }

    /// Starts the server without waiting for it.
    @discardableResult
    package func launch() throws -> Process {
        if !FileManager.default.fileExists(atPath: log.path) {
            _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        }
        let output = try FileHandle(forWritingTo: log)
        try output.seekToEnd()
        let process = Process()
        process.executableURL = Self.programs.appending(path: "vignette")
        process.arguments =
            ["serve", "--data", data.path, "--listen", "127.0.0.1:\(port)"]
            + settings.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": data.path].merging(environment) { $1 }
        process.standardError = output
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process.value = process
        return process
    }

    /// Ends the server at once, as a power failure would.
    package func kill() {
        guard let process = process.value else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Asks the server to stop, and waits until it has.
    ///
    /// Returns its exit status.
    @discardableResult
    package func stop() -> Int32 {
        guard let process = process.value else { return 0 }
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Ends the server and removes its data.
    package func remove() {
        kill()
        try? FileManager.default.removeItem(at: data)
    }

    /// The end of the server's log, for the message of a failed test.
    package func tail(_ lines: Int = 20) -> String {
        let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").suffix(lines).joined(separator: "\n")
    }

    /// Runs another command of `vignette` on the same data folder.
    ///
    /// Returns its standard output.
    package func command(_ arguments: String..., input: String? = nil) throws -> String {
        let result = try CommandRun(arguments + ["--data", data.path], input: input)
        guard result.status == 0 else { throw ServerTrouble(description: result.error) }
        return result.output
    }

    /// A client of a project, with an access key of its own.
    package func client(of project: String = "0123456789abcdef0123456789abcdef") throws -> VODClient {
        struct Key: Decodable {
            var access_key: String
            var secret_key: String
        }
        let text = try command("keys", "create", "--project", project, "--json")
        let key = try JSONDecoder().decode(Key.self, from: Data(text.utf8))
        return VODClient(base: base, project: project, accessKey: key.access_key, secretKey: key.secret_key)
    }

    /// Runs `body` with a running server that is removed afterwards.
    package static func with<Result: Sendable>(
        settings: [String: String] = [:],
        environment: [String: String] = [:],
        _ body: (ServerProcess) async throws -> Result
    ) async throws -> Result {
        let server = try ServerProcess(settings: settings, environment: environment)
        defer { server.remove() }
        try await server.start()
        return try await body(server)
    }

    private static func freePort() throws -> Int {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw ServerTrouble(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}

/// What went wrong around a server.
package struct ServerTrouble: Error, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}

/// A finished run of `vignette`.
package struct CommandRun: Sendable {
    package let status: Int32
    package let output: String
    package let error: String

    package init(_ arguments: [String], input: String? = nil, environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = ServerProcess.programs.appending(path: "vignette")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files rather than pipes: a pipe that nobody drains would stop a command that says much.
        let streams = ["in", "out", "err"].map { folder.appending(path: $0) }
        for stream in streams { try Data().write(to: stream) }
        try Data((input ?? "").utf8).write(to: streams[0])
        process.standardInput = try FileHandle(forReadingFrom: streams[0])
        process.standardOutput = try FileHandle(forWritingTo: streams[1])
        process.standardError = try FileHandle(forWritingTo: streams[2])
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        output = try String(contentsOf: streams[1], encoding: .utf8)
        error = try String(contentsOf: streams[2], encoding: .utf8)
    }
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {
    // Every access of `stored` holds `lock`.
    private let lock = NSLock()
    private var stored: Value

    init(_ value: Value) { stored = value }

    var value: Value {
        get { lock.withLock { stored } }
        set { lock.withLock { stored = newValue } }
    }
}
