// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func givesEachUserOneSpace(_ catalogue: any Catalogue) async throws {
        try await catalogue.fillDrive()
        var user = Sample.user
        #expect(try await catalogue.space(Sample.space.id) == Sample.space)
        #expect(try await catalogue.space(of: user.id) == Sample.space)
        #expect(try await catalogue.space(of: ID("nobody")) == nil)

        user.name = "Anna"
        var second = Sample.space
        second.id = ID("I-second")
        #expect(try await catalogue.save(user, space: second) == Sample.space, "it is kept")
        #expect(try await catalogue.space(second.id) == nil)
        user.project = Sample.otherProject.id
        let moved = try await catalogue.save(user, space: Sample.space(of: user))
        #expect(moved.id == Sample.space.id && moved.project == user.project, "it follows its user")
        #expect(try await catalogue.space(of: user.id) == moved)
        #expect(try await catalogue.deleteUser(user.id))
        #expect(try await catalogue.space(moved.id) == nil)
    }

    func keepsUsersWithFiles(_ catalogue: any Catalogue) async throws {
        let content = Sample.content("c")
        try await catalogue.fillDrive([content], [Sample.file("f", content: "c", recycled: 1)])
        let job = DriveJob(id: ID("j"), user: Sample.user.id, kind: .move, action: 0, items: [], created: Sample.at(0))
        _ = try await catalogue.changeDrive { drive in try drive.insert(job) }
        var moved = Sample.user
        moved.project = Sample.otherProject.id
        let (away, space) = (moved, Sample.space(of: moved))
        await #expect(
            performing: { try await catalogue.save(away, space: space) },
            throws: Failure.has(.stateConflict)
        )
        await #expect(
            performing: { try await catalogue.deleteUser(Sample.user.id) },
            throws: Failure.has(.stateConflict)
        )
        await #expect(
            performing: { try await catalogue.deleteProject(Sample.project.id) },
            throws: Failure.has(.stateConflict)
        )
        #expect(try await catalogue.user(Sample.user.id) == Sample.user)
        _ = try await catalogue.changeDrive { drive in try drive.delete([ID("f")]) }
        let loose = try await catalogue.keep(Sample.content("loose"))
        #expect(try await catalogue.deleteUser(Sample.user.id))
        #expect(try await catalogue.driveJob(job.id, of: Sample.user.id) == nil)
        await #expect(
            performing: { try await catalogue.deleteProject(Sample.project.id) },
            throws: Failure.has(.stateConflict)
        )
        let swept = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(9), limit: 9)
        #expect(swept.count == 1 && swept.orphans == [loose.blob.key])
        try await catalogue.deleteProject(Sample.project.id)
        #expect(try await catalogue.project(Sample.project.id) == nil)
    }

    func keepsDriveJobs(_ catalogue: any Catalogue) async throws {
        let jobs = [job("c", 1), job("b", 2), job("a", 2, kind: .clearBin), job("d", 0, kind: .move)]
        try await catalogue.fillDrive()
        _ = try await catalogue.changeDrive { drive in for job in jobs { try drive.insert(job) } }
        #expect(try await catalogue.driveJob(ID("c"), of: Sample.user.id) == jobs[0])
        #expect(try await catalogue.driveJob(ID("c"), of: ID("other")) == nil)
        func list(_ kinds: Set<DriveJob.Kind> = [], offset: Int = 0, limit: Int = 9) async throws -> Page<DriveJob> {
            try await catalogue.driveJobs(of: Sample.user.id, kinds: kinds, offset: offset, limit: limit)
        }
        let all = try await list()
        #expect(all.items == [jobs[2], jobs[1], jobs[0], jobs[3]] && all.total == 4, "newest first, then by id")
        let middle = try await list(offset: 1, limit: 2)
        #expect(middle.items == [jobs[1], jobs[0]] && middle.total == 4)
        let copies = try await list([.copy])
        #expect(copies.items == [jobs[1], jobs[0]] && copies.total == 2)
        let second = try await list([.copy, .move, .delete], offset: 1, limit: 9)
        #expect(second.items == [jobs[0], jobs[3]] && second.total == 3)
        #expect(try await list([.restore]).total == 0)
        let past = try await list(offset: 4)
        #expect(past.items.isEmpty && past.total == 4)
        #expect(try await catalogue.driveJobs(of: ID("other"), kinds: [], offset: 0, limit: 9).items.isEmpty)
    }

    func deletesOldDriveJobs(_ catalogue: any Catalogue) async throws {
        let jobs = [job("new", 3), job("third", 2), job("second", 1), job("first", 0)]
        try await catalogue.fillDrive()
        _ = try await catalogue.changeDrive { drive in for job in jobs { try drive.insert(job) } }
        func expectLeft(_ ids: [String], at location: SourceLocation = #_sourceLocation) async throws {
            let left = try await catalogue.driveJobs(of: Sample.user.id, kinds: [], offset: 0, limit: 9).items
            #expect(left.map(\.id.text) == ids, sourceLocation: location)
        }
        #expect(try await catalogue.deleteDriveJobs(before: Sample.at(0), limit: 9) == 0)
        #expect(try await catalogue.deleteDriveJobs(before: Sample.at(3), limit: 1) == 1)
        try await expectLeft(["new", "third", "second"])
        #expect(try await catalogue.deleteDriveJobs(before: Sample.at(3), limit: 9) == 2)
        try await expectLeft(["new"])
    }

    func suspendsSpaces(_ catalogue: any Catalogue) async throws {
        try await catalogue.fillDrive()
        var suspended = Sample.space
        suspended.isActive = false
        #expect(try await catalogue.setActive(false, space: suspended.id))
        #expect(try await catalogue.space(suspended.id) == suspended)
        let saved = try await catalogue.save(Sample.user, space: Sample.space)
        #expect(saved == suspended, "saving its user changes nothing")
        #expect(try await catalogue.setActive(true, space: suspended.id))
        #expect(try await catalogue.space(suspended.id) == Sample.space)
        #expect(try await catalogue.setActive(false, space: ID("none")) == false)
    }

    private func job(_ id: String, _ created: Double, kind: DriveJob.Kind = .copy) -> DriveJob {
        let items = [
            DriveJob.Item(file: ID("f"), refusal: nil), DriveJob.Item(file: ID("g"), refusal: .duplicateName),
        ]
        return DriveJob(
            id: ID(id),
            user: Sample.user.id,
            kind: kind,
            action: 2,
            items: items,
            created: Sample.at(created)
        )
    }
}
