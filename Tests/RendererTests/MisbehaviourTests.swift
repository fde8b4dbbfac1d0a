// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import RenderProtocol
import Renderers
import Testing

extension ProcessTests {
    @Suite("that misbehave")
    struct MisbehaviourTests {
        /// A deed, and what must be said of it.
        struct Deed: CustomTestStringConvertible, Sendable {
            var command: String
            var code: Failure.Code = .rendererCrashed
            var evidence: String
            var limits = RenderLimits.test

            var testDescription: String { command }
        }

        static let deaths = [
            Deed(command: "exit 0", evidence: "exit status 0"),
            Deed(command: "exit 3", evidence: "exit status 3"),
            Deed(command: "signal 11", evidence: "signal 11"),
            Deed(command: "signal 6", evidence: "signal 6"),
            Deed(command: "signal 31", evidence: "signal 31"),
            Deed(command: "signal 9", evidence: "signal 9"),
            Deed(command: "signal 24", code: .deadlineExceeded, evidence: "CPU limit"),
            Deed(command: "trap 1", evidence: "signal "),
            Deed(command: "allocate", code: .limitExceeded, evidence: "signal 6", limits: .small(cpuSeconds: 20)),
            Deed(command: "spin", code: .deadlineExceeded, evidence: "CPU limit", limits: .small(cpuSeconds: 1)),
            Deed(command: "cut frame", evidence: "exit status 0"),
            Deed(command: "", evidence: "exit status 98"),
        ]

        static let lies = [
            ("garbage", "not a frame"),
            ("flood", "not a frame"),
            ("flood pictures", "more pictures than the 3 announced"),
            ("kind", "a frame of unknown kind"),
            ("long header", "a header of 4294967295 bytes"),
            ("long payload", "a payload of 4294967295 bytes"),
            ("bad header", "a header that is no"),
            ("media twice", "the media facts came twice"),
            ("many owed", "pictures announced"),
            ("no media", "a picture before the media facts"),
            ("order", "picture 1 where 0 was due"),
            ("too many", "more pictures than the 1 announced"),
            ("done early", "done with 1 pictures, telling 1, of 2"),
            ("done falsely", "done with 0 pictures, telling 2, of 2"),
            ("html picture", "no whole jpeg"),
            ("cut picture", "no whole jpeg"),
            ("false size", "a picture of another size than it is said to have"),
            ("huge picture", "a payload of 2097152 bytes"),
            ("no time", "a picture of no time"),
            ("late elsewhere", "a redirection after the media facts"),
            ("foreign failure", "project_not_found"),
        ].map { Deed(command: $0, evidence: $1) }

        @Test("are told apart, and the next job is served", arguments: deaths + lies)
        func isTold(deed: Deed) async throws {
            try await withPool(capacity: 1) { pool in
                let rendered = try await pool.render(deed.command, limits: deed.limits)
                let failure = try #require(rendered.failure)
                #expect(failure.class == .resource)
                #expect(failure.code == deed.code)
                #expect(failure.evidence?.contains(deed.evidence) == true, "\(failure.evidence ?? "")")
                let zygote = try #require(pool.processIDs().zygotes.first)
                #expect(children(of: zygote).isEmpty)
                #expect(try await pool.render("pictures 2").summary?.pictures == 2)
            }
        }

        @Test("by taking long, give way to others after two seconds of processor time")
        func courtesy() async throws {
            try await withPool(capacity: 1) { pool in
                #expect(try await pool.render("pictures 1").summary != nil)
                let zygote = try #require(pool.processIDs().zygotes.first)
                async let rendered = pool.render("spin", limits: .within(8000))
                try await Task.sleep(for: .milliseconds(1000))
                let child = try #require(children(of: zygote).first)
                #expect(getpriority(CInt(PRIO_PROCESS.rawValue), id_t(child)) == 0)
                var seen: CInt = 0
                while seen == 0, children(of: zygote).first == child {
                    try await Task.sleep(for: .milliseconds(50))
                    seen = getpriority(CInt(PRIO_PROCESS.rawValue), id_t(child))
                }
                #expect(seen == 5)
                #expect(try await rendered.failure?.code == .deadlineExceeded)
                #expect(getpriority(CInt(PRIO_PROCESS.rawValue), id_t(zygote)) == 0)
            }
        }

        @Test("by hanging, deaf to every signal, are killed on time", arguments: [0, 3])
        func hanging(pictures: Int) async throws {
            try await withPool(capacity: 1) { pool in
                #expect(try await pool.render("pictures 1").summary != nil)
                let rendered = try await pool.render("hang \(pictures)", limits: .within(400, perPicture: 100))
                #expect(rendered.failure?.class == .resource)
                #expect(rendered.failure?.code == .deadlineExceeded)
                #expect(rendered.failure?.evidence?.hasPrefix("wall clock; cpu ") == true)
                #expect(rendered.pictures == pictures)
                let deadline = Duration.milliseconds(400 + 100 * (pictures + 1))
                #expect(deadline..<deadline + .seconds(1) ~= rendered.duration, "\(rendered.duration)")
                let zygote = try #require(pool.processIDs().zygotes.first)
                #expect(children(of: zygote).isEmpty)
                #expect(try await pool.render("pictures 2").summary?.pictures == 2)
            }
        }
    }
}

extension RenderLimits {
    /// A second of CPU and memory that is filled in no time.
    fileprivate static func small(cpuSeconds: Int) -> RenderLimits {
        RenderLimits(
            addressSpace: 512 << 20,
            cpuSeconds: cpuSeconds,
            pictureBytes: 1 << 20,
            deadline: 20_000,
            deadlinePerPicture: 0
        )
    }
}
