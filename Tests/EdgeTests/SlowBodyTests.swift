// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Bodies that come a byte now and then, in each dialect.
@Suite struct SlowBodyTests {
    @Test(
        "ends a body that does not come to its end, whoever sends it",
        arguments: [
            ("/v1.0/p/asset", "X-Auth-Token: x"), ("/koodrive/ose/v1/jobs", "Authorization: Bearer x"),
            ("/koodrive/ose/v1/session", "X-A: b"), ("/v3/auth/tokens", "X-A: b"),
        ]
    )
    func trickle(path: String, header: String) async throws {
        try await ServerProcess.with(settings: ["limits.bodySeconds": "1"]) { server in
            let (answer, time) = try await blocking {
                let connection = try RawConnection(to: server.base)
                let start = ContinuousClock.now
                connection.send(
                    "POST \(path) HTTP/1.1\r\nHost: x\r\n\(header)\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
                )
                // Sends until the server has had enough: less than a fifth of what was announced.
                for _ in 0..<40 {
                    connection.send("{")
                    Thread.sleep(forTimeInterval: 0.1)
                }
                return (connection.readToEnd(), start.duration(to: .now))
            }
            // The answer, where the end of the connection left it: no more than the waiting is promised.
            let text = try #require(answer, "the connection stays open after \(time)")
            #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 408 ") || text.hasPrefix("HTTP/1.1 400 "), "\(text)")
            #expect(time < .seconds(20))
        }
    }
}
