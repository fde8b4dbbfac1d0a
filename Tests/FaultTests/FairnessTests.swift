// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Fair shares")
    struct FairnessTests {
        private static let flood = 300
        private static let few = 10

        @Test("who comes after hundreds of slow tasks of somebody else is served at once", arguments: [1, 2, 4])
        func flood(_ slots: Int) async throws {
            try await MisbehavingServer.with(settings: ["renderers.concurrency": "\(slots)"]) { site in
                let (crowd, guest) = (try site.server.client(of: "crowd"), try site.server.client(of: "guest"))
                let slow = try await crowd.upload(Data("doze 250".utf8))
                let quick = try await guest.upload(Data("doze 100".utf8))
                try await guest.idle()
                let data = try DataFolder(site.server)
                for number in 0..<Self.flood { _ = try await crowd.dots(slow, [number]) }
                try await eventually("the crowd has all slots") { try data.number(Self.held(by: "crowd")) == slots }

                for number in 0..<Self.few { _ = try await guest.dots(quick, [number]) }
                let before = try data.number(Self.done(of: "crowd"))
                let left = Self.few - (try data.number(Self.done(of: "guest")))
                let start = ContinuousClock.now
                var isShared = false
                while case let done = try data.number(Self.done(of: "guest")), done < Self.few {
                    // As soon as the crowd's tasks have ended that ran before, half of the slots are the guest's.
                    let held = try data.number(Self.heldWhileGuestWaits)
                    isShared = isShared || held <= max(1, slots / 2)
                    #expect(!isShared || held <= max(1, slots / 2), "\(held) of \(slots) after \(done)")
                    try #require(start.duration(to: .now) < .seconds(60))
                    try await Task.sleep(for: .milliseconds(5))
                }
                let meanwhile = try data.number(Self.done(of: "crowd")) - before
                let waiting = try data.number("SELECT count(*) FROM task WHERE project = 'crowd' AND state = 'WAITING'")
                print("FAIR slots=\(slots) guest=\(Self.few) crowd_meanwhile=\(meanwhile) crowd_waiting=\(waiting)")
                #expect(isShared)
                // Those that ran, one for each of the guest's at most, and what began before this was counted.
                #expect(meanwhile <= slots + left + 2)
                #expect(waiting > Self.flood / 2, "the crowd waits still")
                #expect(try data.number("SELECT count(*) FROM task WHERE state IN ('FAILED', 'PARTIAL')") == 0)
            }
        }

        private static func held(by project: String) -> String {
            "SELECT count(*) FROM task WHERE project = '\(project)' AND state = 'PROCESSING'"
        }

        private static func done(of project: String) -> String {
            "SELECT count(*) FROM task WHERE project = '\(project)' AND kind = 'snapshots' AND state = 'SUCCEED'"
        }

        private static let heldWhileGuestWaits = """
            SELECT (\(held(by: "crowd")))
                * EXISTS (SELECT 1 FROM task WHERE project = 'guest' AND state = 'WAITING')
            """
    }
}
