// SPDX-License-Identifier: Apache-2.0

package import Catalogue
package import Model

/// An upload of a file that is not complete.
package struct OpenUpload: Sendable, Hashable {
    package var file: DriveFile
    package var id: ID<MultipartUpload>
}

extension Drive {
    /// The upload of a file that waits for bytes.
    ///
    /// Which files others have is not told: for them there is no upload either.
    ///
    /// - Throws: `uploadUnknown`, `spaceInactive`, `fileRecycled`.
    package func openUpload(of file: ID<DriveFile>, for user: ID<User>) async throws -> OpenUpload {
        try await catalogue.readDrive { drive in try drive.openUpload(of: file, for: user).upload }
    }

    /// Checks parts that a client asks addresses for.
    ///
    /// - Throws: `invalidParameter`.
    package func check(_ parts: [PartPlan]) throws(Failure) {
        guard !parts.isEmpty else { throw .invalid("multiParts") }
        try PartPlan.check(parts)
    }

    /// Takes one part; a later part with the same number replaces an earlier one.
    ///
    /// - Throws: `uploadNotFound`; `limitExceeded` when more would come than the file was announced with; otherwise as
    ///   ``Uploads/receive(_:as:of:in:)``.
    package func receivePart(
        _ number: Int,
        _ body: IncomingBody,
        of file: ID<DriveFile>,
        upload id: ID<MultipartUpload>
    ) async throws -> StoredBlob {
        let room = try await catalogue.readDrive { drive in try drive.room(for: number, of: file, upload: id) }
        let (blob, sha256) = try await uploads.store(body, atMost: room, mediaType: "application/octet-stream")
        return try await uploads.keeping(blob) {
            let part = MultipartUpload.Part(
                number: number,
                blob: blob,
                uploaded: surroundings.now(),
                sha256: sha256
            )
            try await change { drive in
                // Other parts may have come meanwhile.
                let room = try drive.room(for: number, of: file, upload: id)
                guard blob.size <= room else { throw Uploads.tooLarge(room) }
                try drive.save(part, of: id)
            }
        }
    }
}

extension DriveTransaction {
    /// A file that waits for bytes, with its space.
    ///
    /// - Throws: `uploadUnknown`, also for other users; `spaceInactive`, `fileRecycled`.
    func openUpload(of id: ID<DriveFile>, for user: ID<User>) throws -> (upload: OpenUpload, space: Space) {
        guard let file = try file(id), file.state == .uploading, let space = try space(file.space),
            space.owner == user, let upload = try upload(of: id)
        else { throw DriveRefusal.uploadUnknown }
        guard space.isActive else { throw DriveRefusal.spaceInactive }
        if try isRecycled(file) { throw DriveRefusal.fileRecycled }
        return (OpenUpload(file: file, id: upload.id), space)
    }

    /// The most bytes that a part may have, given the others and what the file was announced with.
    ///
    /// - Throws: `uploadNotFound`.
    fileprivate func room(for number: Int, of id: ID<DriveFile>, upload: ID<MultipartUpload>) throws -> Int64 {
        guard let file = try file(id), try self.upload(of: id)?.id == upload else {
            throw Failure(.caller, .uploadNotFound, "There is no such multipart upload.")
        }
        let others = try parts(of: upload).reduce(0) { $1.number == number ? $0 : $0 + $1.blob.size }
        return max(0, min(PartPlan.sizes.upperBound, file.size - others))
    }
}
