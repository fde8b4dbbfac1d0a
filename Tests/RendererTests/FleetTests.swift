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
                await #expect(throws: Failure.self) {
                    // Each of them says that the file is the page renderer's.
                    _ = try await fleet.render(.thumbnail, input: try file("elsewhere")) { _ in }
                }
                let summary = try await fleet.render(.thumbnail, input: try file("pictures 1")) { _ in }
                #expect(summary.pictures == 1)
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

        private func withFleet(
            workFolder: String = PoolOptions.temporaryFolder(),
            _ body: (RendererFleet) async throws -> Void
        ) async throws {
            var options = PoolOptions(program: RendererLocation("MisbehavingRenderer"), capacity: 2)
            options.startsLazily = true
            options.workFolder = workFolder
            let fleet = RendererFleet(
                Dictionary(uniqueKeysWithValues: RendererKind.allCases.map { ($0, options) }),
                limits: Dictionary(uniqueKeysWithValues: RendererKind.allCases.map { ($0, RenderLimits.test) }),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await fleet.run() }
                try await body(fleet)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}

extension RenderRequest.Job {
    fileprivate static let thumbnail = thumbnails(ThumbnailSpec(shapes: [.longSide(100)]))
}
