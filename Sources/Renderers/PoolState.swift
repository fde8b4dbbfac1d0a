// SPDX-License-Identifier: Apache-2.0

/// The decisions of a renderer pool, without the processes.
///
/// One zygote at a time takes jobs. One that made its share of them, or stands in the way of a shutdown, takes no more
/// and ends with its last child; its successor is warm before that.
struct PoolState: Sendable {
    /// A request that was made of the pool.
    typealias Ticket = UInt64

    /// What the pool has to do, in order.
    enum Action: Equatable, Sendable {
        /// Start a zygote after a pause.
        case start(zygote: Int, after: Duration)
        /// Give the job of `ticket` to a zygote.
        case assign(Ticket, zygote: Int)
        case reject(Ticket, Refusal)
        /// Tell a zygote, none of whose children is left, to end.
        case close(zygote: Int)
    }

    /// Why a request is not served.
    enum Refusal: Equatable, Sendable {
        case queueFull
        /// The last zygote could not be started.
        case unavailable
        case stopping
    }

    private enum Phase {
        case starting
        case serving
        case retiring
    }

    private struct Zygote {
        var phase = Phase.starting
        /// Jobs given to it, and those of them that run.
        var renders = 0
        var running = 0
    }

    /// Most jobs at once.
    private let capacity: Int
    /// Most requests that wait.
    private let queueLimit: Int
    /// After how many jobs a zygote is replaced.
    private let rendersPerZygote: Int
    /// Whether the first zygote is started by the first request rather than at the beginning.
    private let startsLazily: Bool

    private var zygotes: [Int: Zygote] = [:]
    private var lastZygote = 0
    private var waiting: [Ticket] = []
    private var running = 0
    /// Zygotes in a row that ended before they did anything.
    private var failures = 0
    private(set) var isStopping = false

    init(capacity: Int, queueLimit: Int, rendersPerZygote: Int, startsLazily: Bool = false) {
        self.capacity = max(1, capacity)
        self.queueLimit = max(0, queueLimit)
        self.rendersPerZygote = max(1, rendersPerZygote)
        self.startsLazily = startsLazily
    }

    /// Whether a job that comes now would be taken: by a warm zygote, or by one that nothing asked for yet.
    var isReady: Bool { !isStopping && (serving != nil || isUntouched) }

    /// Places that nobody works in or waits for.
    var idlePlaces: Int { max(0, capacity - running - waiting.count) }

    /// Whether no zygote was ever asked for, because none was needed.
    private var isUntouched: Bool { startsLazily && lastZygote == 0 }

    /// The zygote that takes jobs.
    private var serving: Int? { zygotes.first { $0.value.phase == .serving }?.key }

    private var isStarting: Bool { zygotes.values.contains { $0.phase == .starting } }

    /// The pool begins.
    mutating func begin() -> [Action] {
        isStopping || isStarting || startsLazily ? [] : [startZygote(after: .zero)]
    }

    /// A render is asked for.
    mutating func requested(_ ticket: Ticket) -> [Action] {
        guard !isStopping else { return [.reject(ticket, .stopping)] }
        guard serving != nil || failures == 0 else { return [.reject(ticket, .unavailable)] }
        let isFree = serving != nil && running < capacity
        guard isFree || waiting.count < queueLimit else { return [.reject(ticket, .queueFull)] }
        waiting.append(ticket)
        return isUntouched ? [startZygote(after: .zero)] : assignments()
    }

    /// A request is taken back.
    ///
    /// - Returns: Whether it was still waiting.
    mutating func withdrawn(_ ticket: Ticket) -> Bool {
        guard let index = waiting.firstIndex(of: ticket) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// A job that was given to `zygote` is over and its child is gone.
    mutating func finished(on zygote: Int) -> [Action] {
        running -= 1
        if zygotes[zygote] != nil { zygotes[zygote]?.running -= 1 }
        return assignments() + closings()
    }

    /// A zygote has warmed up.
    mutating func ready(_ zygote: Int) -> [Action] {
        guard zygotes[zygote] != nil else { return [] }
        for (number, other) in zygotes where other.phase == .serving {
            zygotes[number]?.phase = .retiring
        }
        zygotes[zygote]?.phase = isStopping ? .retiring : .serving
        return assignments() + closings()
    }

    /// A zygote is gone, or could not be started.
    mutating func lost(_ zygote: Int) -> [Action] {
        guard let gone = zygotes.removeValue(forKey: zygote) else { return [] }
        guard !isStopping, gone.phase != .retiring else { return [] }
        failures = gone.renders == 0 ? failures + 1 : 0
        var actions: [Action] = []
        if gone.phase == .starting, serving == nil {
            actions += waiting.map { .reject($0, .unavailable) }
            waiting = []
        }
        if !isStarting { actions.append(startZygote(after: Self.pause(after: failures))) }
        return actions
    }

    /// The pool takes no more jobs; those that run may end.
    mutating func stop() -> [Action] {
        guard !isStopping else { return [] }
        isStopping = true
        for (number, zygote) in zygotes where zygote.phase == .serving {
            zygotes[number]?.phase = .retiring
        }
        let rejections = waiting.map { Action.reject($0, .stopping) }
        waiting = []
        return rejections + closings()
    }

    /// How long to wait before the next start: not at all after the death of one that worked, longer each time
    /// otherwise.
    static func pause(after failures: Int) -> Duration {
        guard failures > 0 else { return .zero }
        return min(.milliseconds(100) * (1 << min(failures - 1, 10)), .seconds(5))
    }

    private mutating func startZygote(after pause: Duration) -> Action {
        lastZygote += 1
        zygotes[lastZygote] = Zygote()
        return .start(zygote: lastZygote, after: pause)
    }

    /// Gives what waits to the serving zygote, and replaces that in time.
    private mutating func assignments() -> [Action] {
        guard let zygote = serving else { return [] }
        var actions: [Action] = []
        while running < capacity, !waiting.isEmpty {
            actions.append(.assign(waiting.removeFirst(), zygote: zygote))
            running += 1
            failures = 0
            zygotes[zygote]?.running += 1
            zygotes[zygote]?.renders += 1
        }
        if let renders = zygotes[zygote]?.renders, renders >= rendersPerZygote, !isStarting {
            actions.append(startZygote(after: Self.pause(after: failures)))
        }
        return actions
    }

    /// Ends the retiring zygotes that have nothing to do any more.
    private func closings() -> [Action] {
        zygotes.filter { $0.value.phase == .retiring && $0.value.running == 0 }.keys.sorted().map { .close(zygote: $0) }
    }
}
