// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import Testing
import UseCases

@Suite("A failed attempt")
struct RetryPolicyTests {
    private func decide(
        _ failure: Failure,
        retries: Int = 0,
        strikes: Int = 0,
        chance: Double = 1
    ) -> RetryPolicy.Decision {
        var task = RenderTask(
            id: ID("t"),
            project: ID("p"),
            subject: .asset(ID("a")),
            work: .ingest(cover: true),
            created: Date(timeIntervalSince1970: 0)
        )
        task.retries = retries
        task.strikes = strikes
        return RetryPolicy.decide(on: failure, of: task, chance: chance)
    }

    @Test("is the last one when the file or the request is at fault", arguments: [Failure.Class.permanent, .caller])
    func permanent(class: Failure.Class) {
        #expect(decide(Failure(`class`, .damagedMedia, "")) == .fail)
    }

    @Test("that killed its renderer is repeated once")
    func strikes() {
        let crash = Failure(.resource, .rendererCrashed, "")
        #expect(decide(crash) == .retry(after: 0.1, strike: true))
        #expect(decide(crash, strikes: 1) == .fail)
    }

    @Test("for want of space is repeated with growing pauses, a minute at most")
    func backoff() {
        let full = Failure(.transient, .storageFull, "")
        #expect(decide(full) == .retry(after: 1, strike: false))
        #expect(decide(full, retries: 3) == .retry(after: 8, strike: false))
        #expect(decide(full, retries: 3, chance: 0) == .retry(after: 4, strike: false))
        #expect(decide(full, retries: 700) == .retry(after: 60, strike: false))
        #expect(decide(full, retries: 720) == .fail)
    }

    @Test("at another server's address is repeated a few times only")
    func fetches() {
        let refused = Failure(.transient, .fetchFailed, "")
        #expect(decide(refused, retries: 7) == .retry(after: 60, strike: false))
        #expect(decide(refused, retries: 8) == .fail)
    }
}
