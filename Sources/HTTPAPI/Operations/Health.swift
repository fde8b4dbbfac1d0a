// SPDX-License-Identifier: Apache-2.0

package import BlobStorage
package import Catalogue
import Logging
import Model
package import Renderers
import Synchronization

/// Whether an installation can do its work, part by part.
package final class Health: Sendable {
    /// One part and how it is.
    package struct Check: Sendable, Encodable {
        package var name: String
        package var ready: Bool
        /// Why it is not, in one sentence.
        package var detail: String?
        /// Of a renderer that was started: how its processes are locked in, `full`, `landlock`, `seccomp` or `none`.
        package var sandbox: String?
    }

    /// How long an answer holds, so that whoever asks often costs nothing.
    private static let freshness = Duration.seconds(1)

    private let catalogue: any Catalogue
    private let storage: any BlobStorage
    private let renderers: RendererFleet
    private let logger = Logger(label: "vignette.health")
    private let latest = Mutex<(time: ContinuousClock.Instant, checks: [Check])?>(nil)
    /// The version of this program.
    package let version: String

    package init(catalogue: any Catalogue, storage: any BlobStorage, renderers: RendererFleet, version: String) {
        self.catalogue = catalogue
        self.storage = storage
        self.renderers = renderers
        self.version = version
    }

    /// Tries every part that was not tried just now.
    package func checks() async -> [Check] {
        let renderers = renderers.states().map { state in
            Check(
                name: state.kind.program,
                ready: state.isReady,
                detail: state.fault,
                sandbox: state.sandbox
            )
        }
        if let latest = latest.withLock(\.self), latest.time.duration(to: .now) < Self.freshness {
            return latest.checks + renderers
        }
        let checks = [
            await check("catalogue") { try await catalogue.ping() },
            await check("storage") { try await storage.ping() },
        ]
        latest.withLock { $0 = checks.allSatisfy(\.ready) ? (.now, checks) : nil }
        return checks + renderers
    }

    private func check(_ name: String, _ body: () async throws -> Void) async -> Check {
        do {
            try await body()
            return Check(name: name, ready: true)
        } catch {
            logger.error("\(name) does not work", metadata: ["error": "\(error)"])
            return Check(name: name, ready: false, detail: (error as? Failure)?.message ?? "It does not work.")
        }
    }
}
