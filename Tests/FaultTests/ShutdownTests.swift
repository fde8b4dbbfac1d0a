// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Shutdown")
    struct ShutdownTests {
        @Test("a task in the middle is finished or handed back within the grace period", arguments: [0, 1, 20])
        func task(grace: Int) async throws {
            let clip = try Clips.long()
            try await ServerProcess.with(settings: ["shutdown.graceSeconds": "\(grace)"]) { server in
                let client = try server.client()
                let asset = try await client.upload(try clip.bytes)
                try await client.idle()
                let instants = Array(clip.seconds.suffix(100))
                // One more than run at once, so that one waits.
                var tasks: [String] = []
                for _ in 0...ProcessInfo.processInfo.activeProcessorCount {
                    tasks.append(try await client.dots(asset, instants))
                }
                _ = try await server.render()

                let start = ContinuousClock.now
                #expect(server.stop() == 0, "\(server.tail())")
                #expect(start.duration(to: .now) < .seconds(grace + 5))
                let folder = try DataFolder(server)
                let states = try folder.texts("SELECT state FROM task WHERE kind = 'snapshots'")
                #expect(states.count == tasks.count)
                #expect(states.allSatisfy { $0 == "WAITING" || $0 == "SUCCEED" }, "\(states)")
                #expect(states.contains("WAITING"))
                #expect(try folder.number("SELECT count(*) FROM task WHERE leaseEnd IS NOT NULL") == 0)
                #expect(try folder.staging() == [])
                #expect(try folder.blobs() == folder.referenced())

                try await server.start()
                for task in tasks {
                    let ended = try await client.finished(task)
                    try await checkPictures(of: ended, at: instants, of: clip, with: client)
                }
            }
        }

        @Test("a request in the middle is answered, and the server ends with status 0")
        func request() async throws {
            try await ServerProcess.with { server in
                let client = try server.client()
                let created = try await client.send(.POST, "/v1.0/{project}/asset", json: Customer.asset)
                let half = ByteBuffer(repeating: 7, count: 1 << 20)
                let (body, pieces) = AsyncStream.makeStream(of: ByteBuffer.self)
                var request = HTTPClientRequest(url: try created.text("video_upload_url"))
                request.method = .PUT
                request.body = .stream(body, length: .known(Int64(half.readableBytes * 2)))
                let sent = request
                async let answer = HTTPClient.shared.execute(sent, timeout: .seconds(30))
                pieces.yield(half)
                let folder = try DataFolder(server)
                try await eventually("the upload arrives") { try !folder.staging().isEmpty }

                let process = try #require(server.pid)
                kill(process, SIGTERM)
                try await eventually("no new connection is taken") {
                    // Told apart from an answer on a connection that is kept.
                    (try? await Connection.open(to: server.port)) == nil
                }
                pieces.yield(half)
                pieces.finish()
                #expect(try await answer.status == .ok)
                #expect(server.stop() == 0, "\(server.tail())")
                #expect(try folder.blobs() == folder.referenced())
                #expect(try folder.blobs().count == 1)
            }
        }

        @Test("a second server on the same data folder ends with status 75")
        func secondServer() async throws {
            try await ServerProcess.with { server in
                let second = try ServerProcess(data: server.data)
                let process = try second.launch()
                defer { second.kill() }
                try await eventually("the second server has ended") { !process.isRunning }
                #expect(process.terminationStatus == 75)
                #expect(server.tail(1).contains("Another process serves"))
                try await server.becomes(ready: true)
            }
        }
    }
}

/// A plain connection.
private enum Connection {
    /// Connects to `port` of this machine and closes again; throws where nobody listens.
    static func open(to port: Int) async throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else { throw ServerTrouble(description: "nobody listens on \(port)") }
    }
}
