// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import Synchronization
import Testing
import UseCases

/// What the suites of this folder share.
protocol FetchSuite {}

extension FetchSuite {
    func fetcher(allowing servers: [TestServer]) throws -> SourceFetcher {
        let exceptions = try servers.map { try #require(AddressGuard.Exception("\($0.host):\($0.port)")) }
        return SourceFetcher(addressGuard: AddressGuard(allow: exceptions))
    }

    func fetch(_ url: String, allowing servers: [TestServer]) async throws -> (FetchedSource, [UInt8]) {
        try await fetch(url, fetcher(allowing: servers))
    }

    func fetch(_ url: String, _ fetcher: SourceFetcher) async throws -> (FetchedSource, [UInt8]) {
        let collected = Collected()
        let source = try await fetcher.fetch(url) { collected.append($0) }
        return (source, collected.bytes)
    }

    func failure(
        _ url: String,
        _ fetcher: SourceFetcher,
        _ limits: FetchLimits = FetchLimits(),
        onBytes: @escaping @Sendable (ByteBuffer) async throws -> Void = { _ in }
    ) async -> Failure? {
        do throws(Failure) {
            _ = try await fetcher.fetch(url, limits: limits, onBytes: onBytes)
            return nil
        } catch {
            return error
        }
    }
}

/// Bytes in the order of their arrival.
private final class Collected: Sendable {
    private let state = Mutex<[UInt8]>([])
    var bytes: [UInt8] { state.withLock { $0 } }
    func append(_ buffer: ByteBuffer) { state.withLock { $0 += buffer.readableBytesView } }
}

/// Answers each question with the next of its answers.
final class ScriptedResolver: Sendable {
    private let state: Mutex<(answers: [[String]], asked: [String])>
    var asked: [String] { state.withLock { $0.asked } }

    init(_ answers: [[String]]) { state = Mutex((answers.reversed(), [])) }

    func next(_ host: String) -> [IPAddress] {
        state.withLock { state in
            state.asked.append(host)
            return (state.answers.popLast() ?? []).compactMap { IPAddress($0) }
        }
    }
}
