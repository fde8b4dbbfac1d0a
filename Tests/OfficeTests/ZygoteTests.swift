// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension OfficeTests {
    @Suite("one after the other")
    struct ZygoteTests {
        /// Documents of one run.
        private static let count = Proof.count(sample: 20, full: 200)

        @Test("leave nothing behind: no state, no memory, no file, no process")
        func nothingIsLeft() async throws {
            try await withOffice { office, folder in
                let documents = [
                    SampleDocuments.text(pages: 2), SampleDocuments.spreadsheet, SampleDocuments.presentation,
                ]
                let first = try await office.render(documents[0]).pictures
                #expect(first.count == 1)
                let zygote = try #require(office.processIDs().zygotes.first)
                let before = try Processes.residentMemory(of: zygote)
                for number in 1..<Self.count {
                    #expect(try await office.render(documents[number % 3]).pictures.count == 1)
                }
                let last = try await office.render(documents[0]).pictures
                let after = try Processes.residentMemory(of: zygote)
                print("office: \(Self.count) documents, zygote \(before) KiB before, \(after) KiB after")
                #expect(first == last)
                // A page here and there is touched for the first time.
                #expect(after - before < 4096)
                #expect(office.processIDs().zygotes == [zygote])
                #expect(Processes.children(of: zygote) == [])
                let jobs = FileManager.default.enumerator(atPath: "\(folder)/work")?.compactMap { $0 as? String } ?? []
                #expect(!jobs.contains { $0.contains("job-") }, "\(jobs)")
            }
        }

        @Test("are not waited for by a zygote whose folder was removed while it warmed up: it ends")
        func withoutFolder() async throws {
            try await withOffice { office, folder in
                let deadline = ContinuousClock.now + .seconds(30)
                while office.fault() == nil {
                    try await Task.sleep(for: .milliseconds(1))
                    try #require(ContinuousClock.now < deadline && !office.isReady())
                    guard !office.processIDs().zygotes.isEmpty else { continue }
                    let work = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/work")) ?? []
                    for name in work { try? FileManager.default.removeItem(atPath: "\(folder)/work/\(name)") }
                }
            }
        }

        @Test("look the same from every zygote")
        func otherZygote() async throws {
            let document = SampleDocuments.text(pages: 2)
            let first = try await withOffice { office, _ in try await office.render(document).pictures }
            let second = try await withOffice { office, _ in try await office.render(document).pictures }
            #expect(first == second && first.count == 1)
        }

        @Test("that take too long are killed, and the next one is served")
        func deadline() async throws {
            try await withOffice { office, _ in
                var limits = RenderLimits.office
                limits.deadline = 30
                limits.deadlinePerPicture = 0
                let late = try await office.render(SampleDocuments.text(pages: 50), limits: limits)
                #expect(late.failure?.code == .deadlineExceeded)
                #expect(try await office.render(SampleDocuments.text()).pictures.count == 1)
            }
        }
    }
}
