// SPDX-License-Identifier: Apache-2.0

import Model
import Testing

@testable import UseCases

@Suite("The gate before equal contents")
struct ContentGateTests {
    private let gate = ContentGate()
    private let key = LedgerKey(project: ID("p"), sha256: "x")

    @Test("lets as many pass as may fail, and counts each content for itself")
    func limit() {
        for _ in 0..<3 { gate.arrive(key) }
        #expect(gate.enter(key, limit: 2, after: 0))
        #expect(gate.enter(key, limit: 2, after: 0))
        #expect(!gate.enter(key, limit: 2, after: 0))
        let other = LedgerKey(project: ID("q"), sha256: "x")
        gate.arrive(other)
        #expect(gate.enter(other, limit: 1, after: 0))
    }

    @Test("lets nobody pass who does not know how the last one ended")
    func staleView() {
        for _ in 0..<2 { gate.arrive(key) }
        #expect(gate.enter(key, limit: 2, after: 0))
        gate.leave(key, .trouble)
        #expect(!gate.enter(key, limit: 2, after: 0), "it has not seen the strike")
        #expect(gate.enter(key, limit: 1, after: gate.ends(of: key)))
    }

    @Test("lets all pass once one has succeeded, until one fails")
    func proven() {
        for _ in 0..<6 { gate.arrive(key) }
        #expect(gate.enter(key, limit: 1, after: 0))
        gate.leave(key, .success)
        for _ in 0..<3 { #expect(gate.enter(key, limit: 1, after: 0)) }
        gate.leave(key, .neither)
        #expect(gate.enter(key, limit: 1, after: 0))
        gate.leave(key, .trouble)
        #expect(!gate.enter(key, limit: 2, after: gate.ends(of: key)))
    }

    @Test("wakes those who wait when one ends, and keeps nothing of those who are gone")
    func waiting() async {
        for _ in 0..<2 { gate.arrive(key) }
        #expect(gate.enter(key, limit: 1, after: 0))
        await withTaskGroup { group in
            group.addTask {
                await gate.wait(for: key, after: 0)
                #expect(gate.ends(of: key) == 1)
                #expect(gate.enter(key, limit: 1, after: 1))
                gate.leave(key, .trouble)
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(20))
                gate.leave(key, .trouble)
            }
        }
        #expect(gate.ends(of: key) == 0)
        gate.arrive(key)
        gate.leave(key, nil)
        #expect(gate.ends(of: key) == 0)
    }

    @Test("holds nobody who is cancelled")
    func cancellation() async {
        gate.arrive(key)
        let waiter = Task { await gate.wait(for: key, after: 0) }
        waiter.cancel()
        await waiter.value
    }
}
