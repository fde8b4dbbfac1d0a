// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport
import Testing

@testable import VideoEngine

@Suite("What is wrong with a frame")
struct CoverJudgeTests {
    private func flaws(_ glance: Glance) -> [CoverChoice.Flaw] { CoverJudge.flaws(of: GlanceMeasures(glance)) }

    @Test("is nothing where there is something to see", arguments: ScenePainter.Subject.allCases)
    func scenes(_ subject: ScenePainter.Subject) {
        for seed in 0..<UInt64(5) {
            #expect(flaws(.scene(subject, seed: seed)) == [], "\(seed)")
            #expect(flaws(.scene(subject, seed: seed).framed(12)) == [], "\(seed), in bars")
        }
    }

    @Test("is that it is black, white, or of one colour")
    func plain() {
        #expect(flaws(.plain(0, 0, 0)) == [.black])
        #expect(flaws(.plain(25, 20, 30)) == [.black])
        #expect(flaws(.plain(255, 255, 255)) == [.white])
        #expect(flaws(.plain(128, 128, 128)) == [.flat])
        #expect(flaws(.plain(0, 60, 200)) == [.flat])
    }

    @Test("is that it is out of focus", arguments: ScenePainter.Subject.allCases.filter { $0 != .night })
    func blur(_ subject: ScenePainter.Subject) {
        let scene = Glance.scene(subject)
        #expect(flaws(scene.blurred(4)).contains(.blur))
        #expect(flaws(scene.blurred(4).framed(12)).contains(.blur), "the edges of bars do not make it sharp")
    }

    @Test("is that it is noise")
    func noise() {
        #expect(flaws(.noise(seed: 3)) == [.noise])
    }

    @Test("is that it is a card of text", arguments: [6, 12, 18])
    func text(_ size: Int) {
        #expect(flaws(.text(size: size)) == [.titles])
        #expect(flaws(.text(size: size, on: (20, 30, 90))) == [.titles])
        #expect(flaws(.text(size: size, on: (250, 250, 250))).isEmpty == false)
    }

    // MARK: Frames in a row

    private func transition(_ first: Glance, _ second: Glance, _ third: Glance) -> CoverChoice.Flaw? {
        CoverJudge.transition(GlanceChange(first, second, third), over: (0.25, 0.25))
    }

    @Test("is that it fades", arguments: ScenePainter.Subject.allCases)
    func fade(_ subject: ScenePainter.Subject) {
        let scene = Glance.scene(subject)
        for color in [Glance.plain(0, 0, 0), .plain(255, 255, 255)] {
            let steps = [0.4, 0.5, 0.6].map { scene.mixed($0, with: color) }
            #expect(transition(steps[0], steps[1], steps[2]) == .fade)
            #expect(transition(steps[2], steps[1], steps[0]) == .fade)
            // Two seconds long, nearly there.
            let late = [0.75, 0.875, 1].map { scene.mixed($0, with: color) }
            #expect(transition(late[0], late[1], late[2]) == .fade)
        }
    }

    @Test("is that it shows two scenes", arguments: ScenePainter.Subject.allCases)
    func dissolve(_ subject: ScenePainter.Subject) {
        let other: ScenePainter.Subject = subject == .crowd ? .landscape : .crowd
        let (one, two) = (Glance.scene(subject), Glance.scene(other, seed: 2))
        for start in [0.1, 0.4, 0.65] {
            let steps = [start, start + 0.125, start + 0.25].map { one.mixed($0, with: two) }
            #expect(transition(steps[0], steps[1], steps[2]) != nil, "from \(start)")
        }
    }

    @Test("is not that the camera moves, or that there is a cut", arguments: ScenePainter.Subject.allCases)
    func motion(_ subject: ScenePainter.Subject) {
        let (scene, other) = (Glance.scene(subject), Glance.scene(.crowd, seed: 9))
        for columns in [0, 1, 2, 5, 12] {
            let steps = [0, columns, 2 * columns].map { scene.moved($0) }
            #expect(transition(steps[0], steps[1], steps[2]) == nil, "by \(columns)")
        }
        #expect(transition(scene, scene, other) == nil)
        #expect(transition(other, scene, scene) == nil)
    }

    @Test("is not that a part of it changes")
    func part() {
        let scene = Glance.scene(.interior)
        let other = Glance.scene(.crowd)
        // The lowest fifth, as a ticker.
        let steps = [0, 0.25, 0.5].map { scene.mixed($0, with: other).framed(rows: 0..<72, by: scene) }
        #expect(transition(steps[0], steps[1], steps[2]) == nil)
    }

    @Test("tells a cut from quick motion", arguments: ScenePainter.Subject.allCases)
    func cut(_ subject: ScenePainter.Subject) {
        func isCut(_ one: Glance, _ two: Glance) -> Bool {
            CoverJudge.isCut(likeness: GlanceChange.likeness(one, two), shift: GlanceChange.shift(one, two))
        }
        let scene = Glance.scene(subject)
        #expect(!isCut(scene, scene.moved(40)))
        let other: ScenePainter.Subject = subject == .snow ? .meadow : .snow
        #expect(isCut(scene, .scene(other, seed: 4)))
    }
}
