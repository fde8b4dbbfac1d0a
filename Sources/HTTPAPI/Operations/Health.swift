// SPDX-License-Identifier: Apache-2.0

package import BlobStorage
package import Catalogue
package import Renderers

/// Whether an installation can do its work, part by part.
package struct Health: Sendable {
    /// One part and how it is.
    package struct Check: Sendable, Encodable {
        package var name: String
        package var ready: Bool
        /// Why it is not.
        package var detail: String?
    }

    private let catalogue: any Catalogue
    private let storage: any BlobStorage
    private let pool: RendererPool
    /// The version of this program.
    package let version: String

    package init(catalogue: any Catalogue, storage: any BlobStorage, pool: RendererPool, version: String) {
        self.catalogue = catalogue
        self.storage = storage
        self.pool = pool
        self.version = version
    }

    /// Tries every part.
    package func checks() async -> [Check] {
        [
            await check("catalogue") { try await catalogue.ping() },
            await check("storage") { try await storage.ping() },
            Check(name: "video-renderer", ready: pool.isReady(), detail: pool.fault()),
        ]
    }

    private func check(_ name: String, _ body: () async throws -> Void) async -> Check {
        do {
            try await body()
            return Check(name: name, ready: true)
        } catch {
            return Check(name: name, ready: false, detail: "\(error)")
        }
    }
}
