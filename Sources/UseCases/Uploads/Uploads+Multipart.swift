// SPDX-License-Identifier: Apache-2.0

import BlobStorage
package import Catalogue
package import Model

extension Uploads {
    /// Begins a file in parts.
    ///
    /// - Throws: `uploadNotFound` when the asset does not take a file in this role.
    package func beginMultipart(
        as role: FileRole,
        of asset: ID<Asset>,
        in project: ID<Project>
    ) async throws -> ID<MultipartUpload> {
        guard let record = try await catalogue.asset(asset, in: project), Self.accepts(role, record.asset) else {
            throw Self.noSuchUpload
        }
        let upload = MultipartUpload(
            id: library.surroundings.newID(),
            project: project,
            target: .asset(asset, role: role.text),
            created: library.surroundings.now()
        )
        try await catalogue.insert(upload)
        return upload.id
    }

    /// Takes one part; a later part with the same number replaces an earlier one.
    package func receivePart(
        _ number: Int,
        _ body: IncomingBody,
        of upload: MultipartUpload
    ) async throws -> StoredBlob {
        let blob = try await store(
            body,
            atMost: limits.fileBytes,
            of: .uploadBytes,
            mediaType: "application/octet-stream"
        )
        .blob
        return try await keeping(blob) {
            let part = MultipartUpload.Part(number: number, blob: blob, uploaded: library.surroundings.now())
            await library.discard(try await catalogue.save(part, of: upload.id))
        }
    }

    /// The unfinished upload of that file.
    ///
    /// - Throws: `uploadNotFound`.
    package func multipart(
        _ id: ID<MultipartUpload>,
        as role: FileRole,
        of asset: ID<Asset>,
        in project: ID<Project>
    ) async throws -> MultipartUpload {
        guard let upload = try await catalogue.multipartUpload(id), upload.project == project,
            upload.target == .asset(asset, role: role.text)
        else { throw Failure(.caller, .uploadNotFound, "There is no such multipart upload.") }
        return upload
    }

    /// One part as its client lists it when it completes the upload.
    package struct ListedPart: Sendable, Hashable {
        package var number: Int
        /// The entity tag that the part was answered with, without its quotes.
        package var tag: String

        package init(number: Int, tag: String) {
            self.number = number
            self.tag = tag
        }
    }

    /// Joins the listed parts, in ascending order, to the whole file.
    ///
    /// - Throws: `invalidParameter` when the list is empty, out of order, or names a part that did not arrive;
    ///   `limitExceeded` when the whole is too large; otherwise as ``receive(_:as:of:in:)``.
    package func completeMultipart(
        _ upload: MultipartUpload,
        parts listed: [ListedPart],
        as role: FileRole,
        of asset: ID<Asset>
    ) async throws -> StoredBlob {
        let stored = Dictionary(
            uniqueKeysWithValues: try await catalogue.parts(of: upload.id).map { ($0.number, $0.blob) }
        )
        guard !listed.isEmpty, zip(listed, listed.dropFirst()).allSatisfy({ $0.number < $1.number }) else {
            throw Failure.invalid("Part", "The parts must be listed in ascending order.")
        }
        let parts = try listed.map { part in
            guard let blob = stored[part.number], blob.md5 == part.tag else {
                throw Failure.invalid("Part", "Part \(part.number) did not arrive, or with another tag.")
            }
            return blob
        }
        let size = parts.reduce(0) { $0 + $1.size }
        let body = IncomingBody(bytes: JoinedBlobs(blobs: parts, storage: storage), length: size, md5: nil)
        let whole = try await receive(body, as: role, of: asset, in: upload.project)
        await library.discard(try await catalogue.deleteMultipartUpload(upload.id))
        return whole
    }

    /// Drops an unfinished upload with its parts.
    package func abortMultipart(_ upload: MultipartUpload) async throws {
        await library.discard(try await catalogue.deleteMultipartUpload(upload.id))
    }
}
