// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Model

/// Fetches videos from addresses that clients gave, into storage.
package struct Puller: Sendable {
    private let uploads: Uploads
    private let fetcher: SourceFetcher
    private let limits: FetchLimits
    private let isEnabled: Bool

    package init(uploads: Uploads, fetcher: SourceFetcher, limits: FetchLimits, isEnabled: Bool) {
        self.uploads = uploads
        self.fetcher = fetcher
        self.limits = limits
        self.isEnabled = isEnabled
    }

    /// Fetches `url`.
    ///
    /// - Returns: The stored bytes, with their MD5.
    /// - Throws: As ``SourceFetcher/fetch(_:limits:onBytes:)``, and `storageFull`. Nothing is kept of a fetch that
    ///   throws.
    func pull(_ url: String) async throws -> StoredBlob {
        guard isEnabled else {
            throw Failure(.permanent, .notSupported, "Uploading by URL is switched off on this server.")
        }
        let writer = try await uploads.storage.create()
        do {
            let sink = DigestingWriter(writer: writer, limit: limits.bytes, setting: .fetchBytes, withMD5: true)
            _ = try await fetcher.fetch(url, limits: limits) { try await sink.write($0) }
            let (size, md5, sha256) = await sink.finish()
            _ = try await writer.commit()
            return StoredBlob(
                key: writer.key,
                size: size,
                md5: md5,
                sha256: sha256,
                mediaType: "application/octet-stream"
            )
        } catch {
            await writer.abandon()
            throw error
        }
    }
}
