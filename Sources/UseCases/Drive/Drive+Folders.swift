// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
package import Model

extension Drive {
    /// Makes a folder.
    ///
    /// - Parameters:
    ///   - parent: `nil` is the top.
    ///   - duplicate: ``NewDriveFile/Duplicate/reuse`` gives the folder that has the name.
    /// - Throws: `invalidParameter`; what is refused of the space and the parent; `duplicateName`.
    package func createFolder(
        _ name: String,
        in parent: ID<DriveFile>?,
        of space: ID<Space>,
        duplicate: NewDriveFile.Duplicate,
        for user: ID<User>
    ) async throws -> PlacedFile {
        guard FileName.isAllowed(name) else { throw Failure.invalid("fileName") }
        let now = surroundings.now()
        let id = newFileID()
        return try await change { drive in
            let space = try drive.space(space, for: user)
            let level = try drive.level(in: parent, of: space, whenRecycled: .parentRecycled)
            guard level < Self.levelLimit else { throw DriveRefusal.tooManyLevels }
            var name = name
            if let known = try drive.child(named: name, of: parent, in: space.id) {
                if duplicate == .reuse, known.isFolder { return try drive.placed(known) }
                guard duplicate != .refuse else { throw DriveRefusal.duplicateName }
                name = try drive.freeName(name, in: parent, of: space, at: now)
            }
            let folder = DriveFile(
                id: id,
                space: space.id,
                parent: parent,
                name: name,
                type: DriveFile.folderType,
                created: now
            )
            try drive.insert(folder)
            return try drive.placed(folder)
        }
    }

    /// Gives a file or folder another name.
    ///
    /// - Throws: `invalidParameter`; what is refused of the space and the file; `duplicateName`.
    package func rename(
        _ id: ID<DriveFile>,
        to name: String,
        in space: ID<Space>,
        for user: ID<User>
    ) async throws -> DriveFile {
        guard FileName.isAllowed(name) else { throw Failure.invalid("name") }
        let now = surroundings.now()
        return try await change { drive in
            let space = try drive.space(space, for: user)
            var file = try drive.presentFile(id, in: space)
            // Names are compared by their bytes, as the catalogue does.
            guard !file.name.utf8.elementsEqual(name.utf8) else { return file }
            let namesake = try drive.child(named: name, of: file.parent, in: space.id)
            guard namesake == nil || namesake?.id == id else { throw DriveRefusal.duplicateName }
            file.name = name
            file.edited = now
            try drive.update(file)
            return file
        }
    }
}
