// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension Uploads {
    /// Takes the bytes of a content that belongs to no file: it is kept for a while, for pictures of it.
    ///
    /// Bytes that the project has already are not kept twice.
    ///
    /// - Throws: As ``receive(_:as:of:in:)``; `uploadMissing` for an empty body.
    package func keep(_ body: IncomingBody, in project: ID<Project>) async throws -> Content {
        let (blob, sha256) = try await store(
            body,
            atMost: limits.fileBytes,
            of: .uploadBytes,
            mediaType: "application/octet-stream",
            withMD5: false
        )
        var kept: Content?
        _ = try await keeping(blob) {
            guard blob.size > 0 else { throw Failure(.caller, .uploadMissing, "The body is empty.") }
            let content = Content(
                id: library.surroundings.newID(),
                project: project,
                sha256: sha256,
                blob: blob,
                created: library.surroundings.now()
            )
            kept = try await catalogue.keep(content)
        }
        guard let kept else { throw Failure(.transient, .internalError, "The bytes were not kept.") }
        if kept.blob.key != blob.key { await library.discard([blob.key]) }
        return kept
    }
}
