// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import Testing

extension ProcessTests {
    @Suite("The fleet")
    struct FleetTests {
        @Test("follows a renderer that names another, twice at most")
        func redirections() async throws {
            try await withFleet { fleet in
                let trouble = await #expect(throws: RenderTrouble.self) {
                    // Each of them says that the file is the page renderer's.
                    _ = try await fleet.render(.thumbnail, input: try file("elsewhere")) { _ in }
                }
                #expect(trouble?.failure.code == .unsupportedMedia)
                #expect(trouble?.renderers.count == 3 && trouble?.renderers.last == .page)
                let summary = try await fleet.render(.thumbnail, input: try file("pictures 1")) { _ in }
                #expect(summary.pictures == 1)
            }
        }

        @Test("blames the file for what a renderer says of it or dies of, and nobody for what the consumer throws")
        func blame() async throws {
            try await withFleet { fleet in
                for (command, code) in [("fail", Failure.Code.damagedMedia), ("signal 11", .rendererCrashed)] {
                    let trouble = await #expect(throws: RenderTrouble.self) {
                        _ = try await fleet.render(.frames, input: try file(command)) { _ in }
                    }
                    #expect(trouble?.failure.code == code)
                    #expect(trouble?.renderers == [.video])
                }
                let full = Failure(.permanent, .internalError, "The storage cannot be used.")
                let failure = await #expect(throws: Failure.self) {
                    _ = try await fleet.render(.frames, input: try file("pictures 1")) { _ in throw full }
                }
                #expect(failure == full)
            }
        }

        @Test("starts a renderer with its first job, and is ready before")
        func laziness() async throws {
            try await withFleet { fleet in
                #expect(fleet.states().allSatisfy { $0.isReady })
                let before = children(of: getpid()).count
                _ = try await fleet.render(.thumbnail, input: try file("pictures 1")) { _ in }
                #expect(children(of: getpid()).count == before + 1)
            }
        }

        @Test("leaves nothing of its work folder")
        func workFolder() async throws {
            let folder = PoolOptions.temporaryFolder() + "-fleet"
            try await withFleet(workFolder: folder) { fleet in
                _ = try await fleet.render(.thumbnail, input: try file("pictures 1")) { _ in }
                let zygotes = try FileManager.default.contentsOfDirectory(atPath: folder)
                #expect(zygotes.count == 1)
            }
            #expect(!FileManager.default.fileExists(atPath: folder))
        }
    }
}

extension RenderRequest.Job {
    fileprivate static let thumbnail = thumbnails(ThumbnailSpec(shapes: [.longSide(100)]))
    fileprivate static let frames = snapshots(SnapshotSpec(instants: .first))
}
