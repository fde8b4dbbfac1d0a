// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import Model
import Synchronization
import Testing
import UseCases

/// A clock that stands still until it is told to go on.
private final class StoppedClock: Sendable {
    private let time = Mutex(ContinuousClock.Instant.now)

    var now: ContinuousClock.Instant { time.withLock { $0 } }
    func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

/// How calls are counted.
@Suite struct RateLimiterTests {
    private let clock = StoppedClock()

    private func limiter() -> RateLimiter { RateLimiter { [clock] in clock.now } }

    private static let first = ID<Project>("first")
    private static let second = ID<Project>("second")

    @Test("lets a minute's worth through at once, then as many as come back")
    func refill() {
        let limiter = limiter()
        let rates = CallRates(project: 60, whole: 1000)
        func call() -> Duration? { limiter.admit(Self.first, to: "x", at: rates) }
        for _ in 0..<60 { #expect(call() == nil) }
        #expect(call() == .seconds(1))
        // A refused call costs nothing.
        #expect(call() == .seconds(1))
        clock.advance(by: .milliseconds(1500))
        #expect(call() == nil)
        #expect(call() == .milliseconds(500))
        clock.advance(by: .seconds(3600))
        for _ in 0..<60 { #expect(call() == nil) }
        #expect(call() != nil)
    }

    @Test("counts each project and each operation by itself, and all projects together")
    func separation() {
        let limiter = limiter()
        let rates = CallRates(project: 3, whole: 5)
        func call(_ project: ID<Project>, _ operation: String) -> Bool {
            limiter.admit(project, to: operation, at: rates) == nil
        }
        #expect((0..<4).map { _ in call(Self.first, "x") } == [true, true, true, false])
        #expect(call(Self.first, "y"))
        // Five in all: what the first project had refused does not count.
        #expect((0..<3).map { _ in call(Self.second, "x") } == [true, true, false])
        #expect(!call(ID("third"), "x"))
    }

    @Test("counts calls that come at once")
    func concurrency() async {
        let limiter = limiter()
        let rates = CallRates(project: 100, whole: 1000)
        let admitted = await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { (0..<50).count { _ in limiter.admit(Self.first, to: "x", at: rates) == nil } }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 100)
    }

    @Test("forgets the projects that have not called for a minute")
    func memory() {
        let limiter = limiter()
        let rates = CallRates(project: 10, whole: 1_000_000)
        for number in 0..<9_990 { _ = limiter.admit(ID("\(number)"), to: "x", at: rates) }
        #expect(limiter.count > 9_000)
        clock.advance(by: .seconds(60))
        for number in 0..<20 { _ = limiter.admit(ID("late \(number)"), to: "x", at: rates) }
        #expect(limiter.count < 100)
    }

    @Test(
        "has the numbers of the contract",
        arguments: [
            ("POST asset", 1500, 12_000), ("GET asset/authority", 1500, 12_000),
            ("POST asset/status/uploaded", 1500, 12_000), ("POST asset/upload_by_url", 100, 1000),
            ("GET asset/duplication", 100, 1000), ("PUT asset", 100, 1000), ("POST asset/process", 100, 1000),
            ("DELETE asset/process", 100, 1000), ("PUT asset/cover", 100, 1000), ("DELETE asset", 100, 1000),
            ("POST asset/status/publish", 100, 1000), ("POST asset/status/unpublish", 100, 1000),
            ("PUT asset/info", 100, 1000), ("GET asset/info", 1500, 24_000), ("GET asset/details", 1500, 12_000),
            ("GET asset/list", 1500, 12_000),
        ]
    )
    func contract(operation: String, project: Int, whole: Int) {
        let rates = CallRates(project: project, whole: whole)
        #expect(RateTable.contract.rates(of: operation, isShared: false) == rates)
        #expect(RateTable.contract.rates(of: operation, isShared: true) == rates)
    }

    @Test("has no rates with one project and generous ones with more, unless it is told otherwise")
    func presets() throws {
        #expect(RateTable.automatic.rates(of: "PUT asset", isShared: false) == nil)
        let generous = try #require(RateTable.automatic.rates(of: "PUT asset", isShared: true))
        #expect(generous.project >= 1500 && generous.whole >= 10 * generous.project)
        #expect(RateTable.generous.rates(of: "PUT asset", isShared: false) == generous)
        #expect(RateTable.off.rates(of: "PUT asset", isShared: true) == nil)
    }
}

/// How long refusals wait.
@Suite struct RefusalPaceTests {
    private let clock = StoppedClock()

    private func pace(_ longest: Duration = .seconds(5)) -> RefusalPace {
        RefusalPace(longest: longest) { [clock] in clock.now }
    }

    @Test("waits longer with each refusal beyond a few, and no longer than the longest")
    func growth() {
        let pace = pace()
        let waits = (0..<14).map { _ in pace.refuse(["key", "place"]) }
        #expect(waits.prefix(5).allSatisfy { $0 == .zero })
        #expect(waits[5...10].map { $0 / .milliseconds(100) } == [1, 2, 4, 8, 16, 32])
        #expect(waits[11...].allSatisfy { $0 == .seconds(5) })
    }

    @Test("counts keys and places by themselves")
    func names() {
        let pace = pace()
        // One key from many places, and many keys from one place.
        for number in 0..<10 { _ = pace.refuse(["key", "place \(number)"]) }
        for number in 0..<10 { _ = pace.refuse(["key \(number)", "place"]) }
        #expect(pace.refuse(["key", "elsewhere"]) > .zero)
        #expect(pace.refuse(["another key", "place"]) > .zero)
        #expect(pace.refuse(["another", "elsewhere too"]) == .zero)
    }

    @Test("forgets within minutes")
    func forgetting() {
        let pace = pace()
        for _ in 0..<1000 { _ = pace.refuse(["key"]) }
        #expect(pace.refuse(["key"]) == .seconds(5))
        clock.advance(by: .seconds(600))
        #expect(pace.refuse(["key"]) == .zero)
    }

    @Test("remembers a bounded number of names, and the busy ones among them")
    func memory() {
        let pace = pace()
        for number in 0..<3 * RefusalPace.crowd {
            clock.advance(by: .milliseconds(1))
            _ = pace.refuse(["key \(number)", "place"])
        }
        #expect(pace.count <= RefusalPace.crowd)
        #expect(pace.refuse(["place"]) == .seconds(5))
    }

    @Test("does not wait where waiting is off")
    func off() {
        let pace = pace(.zero)
        for _ in 0..<100 { #expect(pace.refuse(["key"]) == .zero) }
        #expect(pace.count == 0)
    }

    @Test(
        "takes the /64 of an IPv6 address for one client",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:0:0:0:0/64"), ("2001:db8:1:2::9", "2001:db8:1:2:0:0:0:0/64"),
        ]
    )
    func network(text: String, expected: String) {
        #expect(IPAddress(text)?.network == expected)
    }
}
