// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Renderers

@Suite("The decisions of a pool")
struct PoolStateTests {
    /// A pool whose first zygote is warm.
    private func warm(capacity: Int = 2, queueLimit: Int = 2, rendersPerZygote: Int = 100) -> PoolState {
        var state = PoolState(capacity: capacity, queueLimit: queueLimit, rendersPerZygote: rendersPerZygote)
        #expect(state.begin() == [.start(zygote: 1, after: .zero)])
        #expect(state.ready(1) == [])
        return state
    }

    @Test("a request that comes before the first zygote is warm waits for it")
    func waitsForWarmth() {
        var state = PoolState(capacity: 2, queueLimit: 2, rendersPerZygote: 100)
        #expect(state.begin() == [.start(zygote: 1, after: .zero)])
        #expect(!state.isReady)
        #expect(state.requested(7) == [])
        #expect(state.ready(1) == [.assign(7, zygote: 1)])
        #expect(state.isReady)
    }

    @Test("requests beyond the capacity wait in their order, those beyond the queue are refused")
    func queues() {
        var state = warm()
        #expect(state.requested(1) == [.assign(1, zygote: 1)])
        #expect(state.requested(2) == [.assign(2, zygote: 1)])
        #expect(state.requested(3) == [])
        #expect(state.requested(4) == [])
        #expect(state.requested(5) == [.reject(5, .queueFull)])
        #expect(state.finished(on: 1) == [.assign(3, zygote: 1)])
        #expect(state.finished(on: 1) == [.assign(4, zygote: 1)])
        #expect(state.finished(on: 1) == [])
        #expect(state.requested(6) == [.assign(6, zygote: 1)])
    }

    @Test("a pool without a queue serves what is free")
    func noQueue() {
        var state = warm(capacity: 1, queueLimit: 0)
        #expect(state.requested(1) == [.assign(1, zygote: 1)])
        #expect(state.requested(2) == [.reject(2, .queueFull)])
    }

    @Test("a request that is taken back leaves the queue, once")
    func withdraws() {
        var state = warm(capacity: 1)
        _ = state.requested(1)
        #expect(state.withdrawn(1) == false)
        _ = state.requested(2)
        _ = state.requested(3)
        #expect(state.withdrawn(2) == true)
        #expect(state.withdrawn(2) == false)
        #expect(state.finished(on: 1) == [.assign(3, zygote: 1)])
    }

    @Test("a zygote that has done its share is replaced by a warm one and ends with its last child")
    func recycles() {
        var state = warm(rendersPerZygote: 2)
        #expect(state.requested(1) == [.assign(1, zygote: 1)])
        #expect(state.requested(2) == [.assign(2, zygote: 1), .start(zygote: 2, after: .zero)])
        #expect(state.finished(on: 1) == [])
        #expect(state.requested(3) == [.assign(3, zygote: 1)])
        #expect(state.ready(2) == [])
        #expect(state.finished(on: 1) == [])
        #expect(state.requested(4) == [.assign(4, zygote: 2)])
        #expect(state.finished(on: 1) == [.close(zygote: 1)])
        #expect(state.lost(1) == [])
        #expect(state.isReady)
    }

    @Test("a zygote that worked and died is replaced at once, and requests wait for that")
    func restarts() {
        var state = warm(capacity: 1)
        _ = state.requested(1)
        _ = state.requested(2)
        #expect(state.lost(1) == [.start(zygote: 2, after: .zero)])
        #expect(!state.isReady)
        #expect(state.finished(on: 1) == [])
        #expect(state.requested(3) == [])
        #expect(state.ready(2) == [.assign(2, zygote: 2)])
    }

    @Test("a zygote that cannot be started is tried again after ever longer pauses, and nobody waits for it")
    func backsOff() {
        var state = PoolState(capacity: 1, queueLimit: 5, rendersPerZygote: 100)
        _ = state.begin()
        _ = state.requested(1)
        #expect(state.lost(1) == [.reject(1, .unavailable), .start(zygote: 2, after: .milliseconds(100))])
        #expect(state.requested(2) == [.reject(2, .unavailable)])
        #expect(state.lost(2) == [.start(zygote: 3, after: .milliseconds(200))])
        #expect(state.ready(3) == [])
        #expect(state.requested(3) == [.assign(3, zygote: 3)])
        #expect(PoolState.pause(after: 100) == .seconds(5))
    }

    @Test("a replacement that cannot be started leaves the old zygote at work")
    func keepsTheOld() {
        var state = warm(capacity: 1, rendersPerZygote: 1)
        #expect(state.requested(1) == [.assign(1, zygote: 1), .start(zygote: 2, after: .zero)])
        #expect(state.lost(2) == [.start(zygote: 3, after: .milliseconds(100))])
        #expect(state.isReady)
        #expect(state.finished(on: 1) == [])
        #expect(state.requested(2) == [.assign(2, zygote: 1)])
    }

    @Test("a pool that stops refuses what waits, and closes each zygote after its last job")
    func stops() {
        var state = warm(capacity: 1)
        _ = state.requested(1)
        _ = state.requested(2)
        #expect(state.stop() == [.reject(2, .stopping)])
        #expect(!state.isReady)
        #expect(state.requested(3) == [.reject(3, .stopping)])
        #expect(state.finished(on: 1) == [.close(zygote: 1)])
        #expect(state.lost(1) == [])
        #expect(state.stop() == [])
    }

    @Test("a zygote that warms up after the stop is closed")
    func stopsWhileStarting() {
        var state = PoolState(capacity: 1, queueLimit: 5, rendersPerZygote: 100)
        _ = state.begin()
        #expect(state.stop() == [])
        #expect(state.ready(1) == [.close(zygote: 1)])
    }
}
