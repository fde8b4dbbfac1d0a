// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("Attacks, through a server", .campaign)
struct AttackTests {
    @Test("are all there")
    func list() throws {
        let made = try Campaign.current.made
        let names = Attack.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(made.subtracting(names) == [], "not in the list")
        let missing = Set(names).subtracting(made)
        if CorpusFile.isExpected {
            #expect(missing == [])
        } else {
            #expect(missing.allSatisfy { $0.hasPrefix("corpus-") })
        }
    }

    @Test("hit what stands outside of the sandbox")
    func controls() throws {
        let campaign = try Campaign.current
        for attack in Attack.all where campaign.made.contains(attack.name) {
            let control = campaign.controls[attack.name]
            #expect(control?.isHit == true, "\(attack.name): \(control?.description ?? "no control")")
        }
        print("CONTROLS", campaign.controls.values.count { $0.isHit }, "of", campaign.controls.count)
    }

    @Test("end with a picture or a clear failure")
    func outcomes() throws {
        let campaign = try Campaign.current
        for (name, trial) in campaign.trials.sorted(by: { $0.key < $1.key }) {
            let answer = trial.answer
            let type = answer.headers.first(name: "content-type")
            let code = answer.tree.code.text
            print("ATTACK", name, answer.status, code ?? "picture")
            if answer.status == 200 {
                #expect(type == "image/jpeg", "\(name)")
            } else {
                #expect(
                    [413, 422, 503].contains(answer.status) && type == "application/problem+json",
                    "\(name): \(answer)"
                )
                #expect(code.map { Self.codes.contains($0) } == true, "\(name): \(answer)")
            }
        }
    }

    /// Failures that lie in the file; the last three are those of renderers that were stopped or ran out of memory.
    private static let codes: Set<String> = [
        "unsupported_media", "damaged_media", "encrypted_media", "no_video", "no_pictures", "limit_exceeded",
        "not_supported", "deadline_exceeded", "renderer_crashed", "quarantined",
    ]

    @Test("call nobody")
    func connections() throws {
        let campaign = try Campaign.current
        #expect(campaign.connections == 0)
        #expect(!campaign.wasPortBound)
        #expect(campaign.isCanaryAlive, "nobody could have called it")
    }

    @Test("show nothing of what is not in the file")
    func disclosure() throws {
        let campaign = try Campaign.current
        #expect(campaign.shares.count >= 20)
        for (name, share) in campaign.shares { #expect(share == 0, "\(name)") }
        for text in [CanaryFiles.text, CanaryFiles.environment] {
            #expect(!campaign.log.contains(text))
            for (name, trial) in campaign.trials {
                let headers = trial.answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                #expect(!headers.contains(text), "\(name)")
                #expect(trial.answer.body.range(of: Data(text.utf8)) == nil, "\(name)")
            }
        }
    }

    @Test("that are after a text give the same picture where there is none")
    func texts() throws {
        let campaign = try Campaign.current
        for attack in Attack.all where attack.wantsText && campaign.made.contains(attack.name) {
            let trial = try #require(campaign.trials[attack.name])
            let blind = try #require(trial.blindAnswer, "\(attack.name)")
            #expect(trial.answer.status == blind.status, "\(attack.name)")
            if blind.status == 200 { #expect(trial.answer.body == blind.body, "\(attack.name)") }
        }
    }

    @Test("run no program")
    func programs() throws {
        #expect(try Campaign.current.left == [])
    }

    @Test("are stopped within their limits")
    func limits() throws {
        let campaign = try Campaign.current
        let children = campaign.children
        #expect(children.count >= 100)
        let kinds: [String: Attack.Kind] = [
            "video-renderer": .video, "page-renderer": .page, "image-renderer": .image, "office-renderer": .office,
        ]
        for child in children {
            let limit = AttackLimits.current[try #require(kinds[child.program], "\(child)")]
            #expect(child.wall <= (limit.seconds + 2) * 1000, "\(child)")
            #expect(child.memory <= limit.megabytes << 20, "\(child)")
        }
        let (wall, memory) = (children.map(\.wall).max() ?? 0, (children.map(\.memory).max() ?? 0) >> 20)
        print("CHILDREN", children.count, "longest", wall, "ms, largest", memory, "MiB")
    }

    @Test("leave a neighbour alone")
    func neighbour() throws {
        let campaign = try Campaign.current
        #expect(campaign.quiet.failures == [])
        #expect(campaign.besieged.failures == [])
        // Of few jobs on a machine that does other things as well the slowest tell little. In the shortest kind, of a few
        // milliseconds, a single wait for the scheduler's next turn weighs most.
        let (factor, factorOfKind, slack) = Proof.isFull ? (1.5, 2.0, 0.0) : (4.0, 4.0, 250.0)
        let all = Neighbour.Job.allCases
        for jobs in [all] + all.map({ [$0] }) {
            let (quiet, besieged) = (campaign.quiet.slow(jobs), campaign.besieged.slow(jobs))
            let name = jobs.map(\.rawValue).joined(separator: "+")
            print("NEIGHBOUR", name, "p95", quiet, "ms quiet,", besieged, "ms besieged, ratio", besieged / quiet)
            #expect(besieged <= (jobs == all ? factor : factorOfKind) * quiet + slack, "\(name)")
        }
    }
}
