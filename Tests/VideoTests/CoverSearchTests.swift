// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport
import Testing

@testable import VideoEngine

@Suite("The search for a cover")
struct CoverSearchTests {
    /// Frames in memory, `rate` a second.
    private struct Reel: CoverWalk {
        var frames: [Glance]
        var rate = 25.0
        var keyframes: [Int] = []
        /// The place at which reading fails.
        var broken: Int?
        private(set) var place = 0
        private(set) var decoded = 0
        /// Pixels of a frame, for its cost.
        var size: Int64 = 640 * 360

        init(_ frames: [Glance], keyframes: [Int] = [], broken: Int? = nil) {
            self.frames = frames
            self.keyframes = keyframes
            self.broken = broken
        }

        var cost: CoverCost { CoverCost(frames: decoded, pixels: Int64(decoded) * size) }

        private func sight(_ index: Int) -> CoverSight {
            CoverSight(
                ticks: Int64(index),
                seconds: Double(index) / rate,
                isKeyframe: keyframes.contains(index),
                isDamaged: false,
                glance: frames[index]
            )
        }

        mutating func current() throws(Failure) -> CoverSight { sight(place) }

        mutating func upcoming() throws(Failure) -> CoverSight? { place + 1 < frames.count ? sight(place + 1) : nil }

        mutating func advance(to seconds: Double) throws(Failure) -> CoverSight? {
            while Double(place) / rate < seconds - 1e-9 {
                guard place + 1 < frames.count else { return nil }
                place += 1
                decoded += 1
                if place == broken { throw Failure(.permanent, .damagedMedia, "Broken.") }
            }
            return sight(place)
        }

        private func key(_ seconds: Double) -> Int? { keyframes.first { Double($0) / rate > seconds + 1e-9 } }

        mutating func keyframe(after seconds: Double) -> Double? { key(seconds).map { Double($0) / rate } }

        mutating func leap(behind seconds: Double) throws(Failure) -> CoverSight? {
            guard let key = key(seconds) else { return nil }
            place = key
            decoded += 1
            return sight(key)
        }
    }

    private static let scene = Glance.scene(.landscape)
    private static let black = Glance.plain(0, 0, 0)

    private func still(_ glance: Glance, _ count: Int) -> [Glance] { Array(repeating: glance, count: count) }

    private func search(_ reel: inout Reel) throws -> (choice: CoverChoice, frame: Int) {
        var search = CoverSearch()
        let decision = try search.run(&reel)
        let choice = decision.told(reel.cost) { MediaTime(ticks: $0, numerator: 1, denominator: 25) }
        return (choice, Int(decision.sight.ticks))
    }

    @Test("decodes nothing more where the first frame is worth showing")
    func first() throws {
        var reel = Reel(still(Self.scene, 50))
        let (choice, frame) = try search(&reel)
        #expect(frame == 0 && choice.outcome == .firstFrame && reel.decoded == 0)
        #expect(choice.candidates.count == 1 && choice.candidates[0].flaws == [] && choice.candidates[0].isChosen)
    }

    @Test("decodes a few frames more where all moves, and stays with the first")
    func firstInMotion() throws {
        var reel = Reel((0..<60).map { Glance.scene(.crowd).moved($0 * 9) })
        let (choice, frame) = try search(&reel)
        #expect(frame == 0 && choice.outcome == .firstFrame && reel.decoded <= 6)
    }

    @Test("goes into the middle of the first shot that is worth showing")
    func behindBlack() throws {
        var reel = Reel(still(Self.black, 50) + still(Self.scene, 100))
        let (choice, frame) = try search(&reel)
        #expect(choice.outcome == .better && (62...90).contains(frame))
        #expect(choice.candidates.map(\.flaws) == [[.black], [], [], []])
        #expect(choice.candidates.filter(\.isChosen).map(\.time.ticks) == [Int64(frame)])
        #expect(choice.candidates.map(\.count).reduce(0, +) > 10)
        #expect(reel.decoded < 100, "it does not go on when it has found enough")
    }

    @Test("does not take what fades in or dissolves", arguments: [0.0, 255.0])
    func transitions(_ level: Double) throws {
        let color = Glance.plain(level, level, level)
        let fade = (0..<50).map { Self.scene.mixed(Double($0) / 50, with: color) }
        var reel = Reel(fade + still(Self.scene, 75))
        #expect(try search(&reel).frame >= 50)

        let other = Glance.scene(.crowd)
        let dissolve = (0..<25).map { other.mixed(Double($0) / 25, with: Self.scene) }
        reel = Reel(still(color, 10) + still(Self.scene, 10) + dissolve + still(other, 75))
        #expect(try search(&reel).frame >= 45)
        // From the very beginning.
        reel = Reel(dissolve + still(other, 75))
        #expect(try search(&reel).frame >= 25)
        reel = Reel(fade.reversed() + still(other, 75))
        #expect(try search(&reel).frame >= 50)
    }

    @Test("leaps from keyframe to keyframe over what is not worth it")
    func leaps() throws {
        let keyframes = [0, 50, 100, 150, 200, 250]
        var reel = Reel(still(Self.black, 210) + still(Self.scene, 100), keyframes: keyframes)
        let (_, frame) = try search(&reel)
        #expect(frame > 210 && reel.decoded < 120)
        var whole = Reel(still(Self.black, 210) + still(Self.scene, 100))
        #expect(try search(&whole).frame > 210)
        #expect(whole.decoded > 210)
    }

    @Test("takes the least bad frame where none is any good, and the first of those that are as bad")
    func leastBad() throws {
        var reel = Reel(still(Self.black, 100))
        var (choice, frame) = try search(&reel)
        #expect(frame == 0 && choice.outcome == .leastBad)
        #expect(choice.candidates.count == 2 && choice.candidates.allSatisfy { $0.flaws == [.black] })
        reel = Reel(still(Self.black, 50) + still(.text(size: 12), 50) + still(.plain(200, 0, 0), 50))
        (choice, frame) = try search(&reel)
        #expect((50..<100).contains(frame) && choice.outcome == .leastBad)
        #expect(choice.candidates.first(where: \.isChosen)?.flaws == [.titles])
    }

    @Test("stays within its bounds")
    func bounds() throws {
        let bounds = CoverBounds()
        // Nothing to be found in an hour.
        var reel = Reel(still(Self.black, 25 * 3600))
        reel.size = 320 * 180
        #expect(try search(&reel).choice.outcome == .leastBad)
        #expect(reel.decoded <= Int(bounds.seconds * 25) + 1)
        // 4K: by what it costs to decode, long before that.
        reel = Reel(still(Self.black, 25 * 3600))
        reel.size = 3840 * 2160
        _ = try search(&reel)
        #expect(reel.decoded <= Int(bounds.pixels / (3840 * 2160)) + 8)
    }

    @Test("tells no more candidates than may be told, and the chosen one among them")
    func limit() throws {
        let others = [Self.black, .text(size: 12), .plain(255, 255, 255), .noise(seed: 5)]
        let frames = (0..<80).flatMap { still(others[$0 % others.count], 13) }
        var reel = Reel(frames + still(Self.scene, 100))
        let choice = try search(&reel).choice
        #expect(choice.candidates.count <= CoverChoice.candidateLimit)
        #expect(choice.candidates.count { $0.isChosen } == 1)
        #expect(choice.candidates[0].time.ticks == 0)
    }

    @Test("ends with the video, however short")
    func ends() throws {
        for count in 1...8 {
            var reel = Reel(still(Self.black, count))
            #expect(try search(&reel).frame == 0)
            reel = Reel(still(Self.black, count) + still(Self.scene, 8))
            #expect(try search(&reel).frame >= count)
        }
    }

    @Test("hands on what breaks")
    func breaks() {
        var reel = Reel(still(Self.black, 100), broken: 20)
        #expect(throws: Failure.self) { try search(&reel) }
    }
}
