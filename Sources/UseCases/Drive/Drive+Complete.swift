// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
package import Model

extension Drive {
    /// Where a file stands that is to be completed.
    private enum Standing: Sendable {
        /// It has its bytes already, and they are those that the caller means.
        case stored
        case open(Unjoined)
    }

    /// An upload with the parts that have come.
    private struct Unjoined: Sendable {
        var upload: OpenUpload
        var parts: [MultipartUpload.Part]
        var project: ID<Project>
    }

    /// Ends an upload: the parts become the file's bytes, if they are those that were announced.
    ///
    /// Whoever says with ``sha256`` which bytes they mean may do so again, once the file has them.
    ///
    /// - Parameter sha256: What the bytes must have, in lower-case hex, beside what was announced with the file.
    /// - Throws: `uploadUnknown`, also when the upload goes away meanwhile; `uploadIncomplete` while bytes are missing or
    ///   another completion of the file is at work; `integrityFailed`, after which nothing is left of the file;
    ///   `spaceInactive`, `fileRecycled`.
    package func complete(_ id: ID<DriveFile>, sha256: String?, for user: ID<User>) async throws {
        // Looked at first, so that nobody learns of the completions of others.
        guard case .open = try await standing(of: id, sha256: sha256, for: user) else { return }
        guard completions.begin(id) else { throw DriveRefusal.uploadIncomplete }
        defer { completions.end(id) }
        // Again: another completion may have ended since.
        guard case .open(let unjoined) = try await standing(of: id, sha256: sha256, for: user) else { return }
        let size = unjoined.parts.reduce(0) { $0 + $1.blob.size }
        guard size == unjoined.upload.file.size else { throw DriveRefusal.uploadIncomplete }
        let whole = try await join(unjoined)
        do {
            guard [sha256, unjoined.upload.file.sha256].allSatisfy({ $0 == nil || $0 == whole.sha256 }) else {
                try await drop(unjoined.upload)
                throw DriveRefusal.integrityFailed
            }
            await startUnasked(of: try await store(whole, of: unjoined))
        } catch {
            await library.discardUnreferenced([whole.blob.key])
            throw error
        }
        // The tenant may have had these bytes already.
        await library.discardUnreferenced([whole.blob.key])
    }

    private func standing(of id: ID<DriveFile>, sha256: String?, for user: ID<User>) async throws -> Standing {
        try await catalogue.readDrive { drive in
            if let sha256, let file = try drive.file(id), file.state == .stored, file.sha256 == sha256,
                let space = try drive.space(file.space), space.owner == user
            {
                guard space.isActive else { throw DriveRefusal.spaceInactive }
                return .stored
            }
            let (upload, space) = try drive.openUpload(of: id, for: user)
            return .open(Unjoined(upload: upload, parts: try drive.parts(of: upload.id), project: space.project))
        }
    }

    /// The bytes of all parts in one blob, with their digest.
    ///
    /// A single part stays where it is: its digest was computed while it came.
    private func join(_ unjoined: Unjoined) async throws -> (blob: StoredBlob, sha256: String) {
        let parts = unjoined.parts
        if parts.count == 1, let part = parts.first, let sha256 = part.sha256 { return (part.blob, sha256) }
        let bytes = JoinedBlobs(blobs: parts.map(\.blob), storage: library.storage)
        do {
            return try await uploads.store(
                IncomingBody(bytes: bytes, length: nil, md5: nil),
                atMost: .max,
                mediaType: "application/octet-stream",
                withMD5: false
            )
        } catch {
            // A part cannot be read because the file was deleted, or another part took its place.
            let left = try await catalogue.readDrive { drive in try drive.parts(of: unjoined.upload.id) }
            guard left == parts else { throw DriveRefusal.uploadUnknown }
            throw error
        }
    }

    /// - Throws: `uploadUnknown` when the upload is gone, `uploadIncomplete` when it has other parts now.
    private func store(_ whole: (blob: StoredBlob, sha256: String), of unjoined: Unjoined) async throws -> DriveFile {
        let content = Content(
            id: surroundings.newID(),
            project: unjoined.project,
            sha256: whole.sha256,
            blob: whole.blob,
            created: surroundings.now()
        )
        return try await change { drive in
            let upload = unjoined.upload.id
            guard var file = try drive.file(unjoined.upload.file.id), try drive.upload(of: file.id)?.id == upload,
                let space = try drive.space(file.space)
            else { throw DriveRefusal.uploadUnknown }
            // A part that came meanwhile has taken the place of one whose bytes were joined, or is missing there.
            guard try drive.parts(of: upload) == unjoined.parts else { throw DriveRefusal.uploadIncomplete }
            var kept = content
            if let known = try drive.content(sha256: content.sha256, in: content.project) {
                kept = known
            } else {
                try drive.insert(content)
            }
            // While it was not complete, others could take its name.
            file.name = try drive.freeName(file.name, in: file.parent, of: space, at: content.created)
            file.content = kept.id
            file.sha256 = kept.sha256
            file.size = kept.blob.size
            file.state = .stored
            file.edited = content.created
            try drive.update(file)
            try drive.delete(upload)
            return file
        }
    }

    private func drop(_ open: OpenUpload) async throws {
        try await change { drive in
            guard try drive.upload(of: open.file.id)?.id == open.id else { return }
            try drive.delete([open.file.id])
        }
    }
}
