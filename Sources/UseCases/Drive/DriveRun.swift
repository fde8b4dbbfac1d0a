// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model

/// One job at work, inside its transaction.
///
/// Each step first checks all that could be refused, then changes: a refused file is untouched.
struct DriveRun {
    let drive: any DriveTransaction
    let space: Space
    let now: Date
    let newID: @Sendable () -> ID<DriveFile>
    /// Files and folders that were looked at or changed.
    private var entries = 0
    /// Bytes of all files of the space; counted once, when first needed.
    private var used: Int64?

    init(drive: any DriveTransaction, space: Space, now: Date, newID: @escaping @Sendable () -> ID<DriveFile>) {
        self.drive = drive
        self.space = space
        self.now = now
        self.newID = newID
    }

    /// - Throws: What is refused of the folder that things go to.
    func checkTarget(of command: DriveCommand) throws {
        switch command {
        case .copy(let folder), .move(let folder):
            try drive.level(in: folder, of: space, whenRecycled: .targetRecycled)
        case .recycle, .delete, .restore, .clearBin: break
        }
    }

    /// - Throws: ``DriveRefusal``.
    mutating func carryOut(_ command: DriveCommand, on id: ID<DriveFile>) throws {
        switch command {
        case .copy(let folder): try copy(drive.presentFile(id, in: space), to: folder)
        case .move(let folder): try move(drive.presentFile(id, in: space), to: folder)
        case .recycle: try recycle(drive.presentFile(id, in: space))
        case .delete: try delete(drive.file(id, in: space))
        // What lay in a folder of the bin has gone with it.
        case .clearBin: if let file = try drive.file(id) { try delete(file) }
        case .restore: try restore(drive.file(id, in: space))
        }
    }

    // MARK: Limits

    /// Counts entries of a job.
    ///
    /// - Throws: `tooManyEntries`.
    private mutating func count(_ number: Int) throws(DriveRefusal) {
        guard entries + number <= Drive.entryLimit else { throw .tooManyEntries }
        entries += number
    }

    /// What lies in a file that is a folder, counted with it.
    ///
    /// - Throws: `tooManyEntries`.
    private mutating func counted(in file: DriveFile) throws -> [DriveFile] {
        try count(1)
        guard file.isFolder else { return [] }
        let inside = try drive.descendants(of: file)
        try count(inside.count)
        return inside
    }

    /// Takes room in the space.
    ///
    /// - Throws: `outOfSpace`.
    private mutating func take(_ bytes: Int64) throws {
        used = try space.sum(try used ?? drive.bytesUsed(in: space.id), bytes)
    }

    // MARK: The bin

    private mutating func recycle(_ file: DriveFile) throws {
        try count(1)
        var file = file
        file.recycled = now
        try drive.update(file)
    }

    private mutating func delete(_ file: DriveFile) throws {
        let inside = try counted(in: file)
        // What is in a folder goes before the folder.
        try drive.delete(inside.reversed().map(\.id) + [file.id])
    }

    private mutating func restore(_ file: DriveFile) throws {
        try count(1)
        guard file.recycled != nil else { throw DriveRefusal.fileNotRecycled }
        if try drive.ancestors(of: file).contains(where: { $0.recycled != nil }) { throw DriveRefusal.parentRecycled }
        var file = file
        file.name = try drive.freeName(file.name, in: file.parent, of: space, at: now)
        file.recycled = nil
        try drive.update(file)
    }

    // MARK: Other places

    private mutating func move(_ file: DriveFile, to folder: ID<DriveFile>?) throws {
        guard file.parent != folder else { throw DriveRefusal.alreadyInTarget }
        try checkNesting(file, try counted(in: file), in: folder)
        var file = file
        file.name = try drive.freeName(file.name, in: folder, of: space, at: now)
        file.parent = folder
        file.edited = now
        try drive.update(file)
    }

    /// Copies a file, or a folder with what of it is there: neither recycled files nor unfinished uploads.
    private mutating func copy(_ file: DriveFile, to folder: ID<DriveFile>?) throws {
        guard file.state == .stored else { throw DriveRefusal.uploadIncomplete }
        let all = try counted(in: file)
        try checkNesting(file, all, in: folder)
        let inside = present(among: all, in: file)
        try take(inside.reduce(file.size) { $0 + $1.size })

        var copies: [ID<DriveFile>: ID<DriveFile>] = [file.id: newID()]
        for entry in inside { copies[entry.id] = newID() }
        let name = try drive.freeName(file.name, in: folder, of: space, at: now)
        for entry in [file] + inside {
            guard let id = copies[entry.id] else { continue }
            var copy = DriveFile(
                id: id,
                space: space.id,
                parent: entry.id == file.id ? folder : entry.parent.flatMap { copies[$0] },
                name: entry.id == file.id ? name : entry.name,
                type: entry.type,
                created: now
            )
            copy.mimeType = entry.mimeType
            copy.description = entry.description
            copy.state = entry.state
            copy.size = entry.size
            copy.sha256 = entry.sha256
            copy.content = entry.content
            try drive.insert(copy)
        }
    }

    /// What of `entries`, folders first, is not in the recycle bin and has its bytes.
    private func present(among entries: [DriveFile], in folder: DriveFile) -> [DriveFile] {
        var parents: Set = [folder.id]
        var present: [DriveFile] = []
        for entry in entries {
            guard let parent = entry.parent, parents.contains(parent), entry.recycled == nil, entry.state == .stored
            else { continue }
            if entry.isFolder { parents.insert(entry.id) }
            present.append(entry)
        }
        return present
    }

    /// - Throws: `foldersNested` when `folder` lies in `file`, `tooManyLevels`.
    private func checkNesting(_ file: DriveFile, _ inside: [DriveFile], in folder: ID<DriveFile>?) throws {
        let level = try drive.level(in: folder, of: space, whenRecycled: .targetRecycled)
        guard file.isFolder else { return }
        guard folder != file.id, !inside.contains(where: { $0.id == folder }) else { throw DriveRefusal.foldersNested }
        var levels = [file.id: level + 1]
        for entry in inside where entry.isFolder {
            levels[entry.id] = (entry.parent.flatMap { levels[$0] } ?? level) + 1
        }
        guard levels.values.allSatisfy({ $0 <= Drive.levelLimit }) else { throw DriveRefusal.tooManyLevels }
    }
}
