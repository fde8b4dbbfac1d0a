// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import FoundationEssentials
package import Model

/// What became of an announced file.
package struct CreatedFile: Sendable, Hashable {
    package var file: DriveFile
    /// Where its bytes are to go; `nil` when none are needed.
    package var upload: ID<MultipartUpload>?
    package var parts: [PartPlan]
    /// A file of that name and with those bytes was there already, and stands for the new one.
    package var exists = false
}

extension Drive {
    /// Makes a file that waits for its bytes, or has them at once.
    ///
    /// - Throws: `invalidParameter`, ``FileTooLong``; what is refused of the space and the folder; `duplicateName`, `outOfSpace`.
    package func create(_ new: NewDriveFile, for user: ID<User>) async throws -> CreatedFile {
        try new.check(limit: uploads.limits.fileBytes)
        let now = surroundings.now()
        let id = newFileID()
        let upload: ID<MultipartUpload> = surroundings.newID()
        let created = try await change { drive in
            let space = try drive.space(new.space, for: user)
            try drive.level(in: new.folder, of: space, whenRecycled: .parentRecycled)
            var file = Self.file(new, id: id, now: now)
            if let known = try drive.child(named: new.name, of: new.folder, in: space.id) {
                if new.duplicate == .refuse { throw DriveRefusal.duplicateName }
                if new.duplicate == .reuse, Self.holds(known, the: new) {
                    return CreatedFile(file: known, parts: [], exists: true)
                }
                file.name = try drive.freeName(new.name, in: new.folder, of: space, at: now)
            }
            try drive.requireRoom(for: new.length, in: space)
            if let content = try Self.knownContent(of: new, in: space, drive) {
                file.content = content.id
                file.state = .stored
                try drive.insert(file)
                return CreatedFile(file: file, parts: [])
            }
            try drive.insert(file)
            try drive.insert(
                MultipartUpload(id: upload, project: space.project, target: .file(id), created: now)
            )
            return CreatedFile(file: file, upload: upload, parts: new.plan)
        }
        await startUnasked(of: created.file)
        return created
    }

    private static func file(_ new: NewDriveFile, id: ID<DriveFile>, now: Date) -> DriveFile {
        var file = DriveFile(
            id: id,
            space: new.space,
            parent: new.folder,
            name: new.name,
            type: new.type,
            // A file from the future would outlive every sweep.
            created: min(new.created ?? now, now)
        )
        file.edited = now
        file.size = new.length
        file.sha256 = new.sha256
        file.description = new.description
        file.mimeType = new.mimeType
        return file
    }

    private static func holds(_ known: DriveFile, the new: NewDriveFile) -> Bool {
        known.state == .stored && !known.isFolder && known.size == new.length && new.sha256 != nil
            && known.sha256 == new.sha256
    }

    /// The content with the announced digest and length, if a file of the same space has it.
    ///
    /// Not of the whole tenant: whoever knows a digest would otherwise get bytes that are not theirs.
    private static func knownContent(
        of new: NewDriveFile,
        in space: Space,
        _ drive: any DriveTransaction
    ) throws -> Content? {
        guard let sha256 = new.sha256, let content = try drive.content(sha256: sha256, in: space.project),
            content.blob.size == new.length, try drive.has(content.id, in: space.id)
        else { return nil }
        return content
    }
}
