// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model

extension DriveTransaction {
    /// The space, if `user` may work in it (contract 3.3, rule 4).
    ///
    /// Asked before anything is said of a file: nobody learns what exists in a space that is not theirs.
    ///
    /// - Throws: `spaceUnknown`, `spaceInactive`, `notPermitted`.
    func space(_ id: ID<Space>, for user: ID<User>) throws -> Space {
        guard let space = try space(id) else { throw DriveRefusal.spaceUnknown }
        guard space.isActive else { throw DriveRefusal.spaceInactive }
        guard space.owner == user else { throw DriveRefusal.notPermitted }
        return space
    }

    /// A file of the space, be it in the recycle bin or not.
    ///
    /// - Throws: `fileUnknown`, also for what lies in a space of somebody else, so that nobody learns of it;
    ///   `fileElsewhere` for what lies in another space of the same owner.
    func file(_ id: ID<DriveFile>, in space: Space) throws -> DriveFile {
        guard let file = try file(id) else { throw DriveRefusal.fileUnknown }
        guard file.space == space.id else {
            let owner = try self.space(file.space)?.owner
            throw owner == space.owner ? DriveRefusal.fileElsewhere : .fileUnknown
        }
        return file
    }

    /// A file of the space that is not in the recycle bin.
    ///
    /// - Throws: `fileUnknown`, `fileElsewhere`, `fileRecycled`.
    func presentFile(_ id: ID<DriveFile>, in space: Space) throws -> DriveFile {
        let file = try file(id, in: space)
        if try isRecycled(file) { throw DriveRefusal.fileRecycled }
        return file
    }

    /// Whether a file is in the recycle bin, itself or through a folder that it lies in.
    func isRecycled(_ file: DriveFile) throws -> Bool {
        try file.recycled != nil || ancestors(of: file).contains { $0.recycled != nil }
    }

    /// A folder that something is to be put into.
    ///
    /// - Parameters:
    ///   - id: `nil` is the top.
    ///   - refusal: What is thrown when it is in the recycle bin.
    /// - Returns: The level of what is put there: 0 at the top, 1 in a folder there.
    /// - Throws: `targetAbnormal` for what is no folder of the space, `refusal`, `tooManyLevels`.
    @discardableResult
    func level(
        in id: ID<DriveFile>?,
        of space: Space,
        whenRecycled refusal: DriveRefusal
    ) throws -> Int {
        guard let id else { return 0 }
        guard let folder = try file(id), folder.space == space.id, folder.isFolder else {
            throw DriveRefusal.targetAbnormal
        }
        if try isRecycled(folder) { throw refusal }
        let level = try ancestors(of: folder).count + 1
        guard level <= Drive.levelLimit else { throw DriveRefusal.tooManyLevels }
        return level
    }

    /// A name that no file in the folder has: `name` itself, with the time added, or with the time and something
    /// random, so that many files of one name need few looks each.
    func freeName(_ name: String, in folder: ID<DriveFile>?, of space: Space, at time: Date) throws -> String {
        var free = name
        var addition = time.digits
        while try child(named: free, of: folder, in: space.id) != nil {
            free = FileName.stamped(name, addition)
            addition = "\(time.digits)_\(String(UInt32.random(in: 0...UInt32.max), radix: 36))"
        }
        return free
    }

    /// Holds `bytes` more against what the space may take.
    ///
    /// - Throws: `outOfSpace`.
    func requireRoom(for bytes: Int64, in space: Space) throws {
        _ = try space.sum(try bytesUsed(in: space.id), bytes)
    }
}

extension Space {
    /// What is used with `bytes` more.
    ///
    /// - Throws: `outOfSpace` when the space does not hold that much.
    func sum(_ used: Int64, _ bytes: Int64) throws(DriveRefusal) -> Int64 {
        let (sum, overflow) = used.addingReportingOverflow(bytes)
        guard !overflow, sum <= capacity else { throw .outOfSpace }
        return sum
    }
}
