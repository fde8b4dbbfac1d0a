// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func keepsContentsOnce(_ catalogue: any Catalogue) async throws {
        var content = Sample.content("c", created: 1.234)
        content.media = Sample.media
        try await catalogue.fillDrive([], [Sample.file("f")])
        #expect(try await catalogue.keep(content) == content)
        var again = Sample.content("d")
        again.sha256 = content.sha256
        #expect(try await catalogue.keep(again) == content, "the digest is known")
        #expect(try await catalogue.referenced(among: [content.blob.key, again.blob.key]) == [content.blob.key])
        again.project = Sample.otherProject.id
        #expect(try await catalogue.keep(again) == again, "each project has its own")
        #expect(try await catalogue.content(again.id, in: Sample.project.id) == nil)
        #expect(try await catalogue.content(again.id, in: again.project) == again)
        var taken = Sample.content("c")
        taken.sha256 = "another"
        let twice = taken
        await #expect(performing: { try await catalogue.keep(twice) }, throws: Failure.has(.stateConflict))

        let (sha256, id) = (content.sha256, content.id)
        _ = try await catalogue.changeDrive { drive in try drive.update(Sample.file("f", content: "c")) }
        let seen = try await catalogue.readDrive { drive in
            [
                try drive.content(id)?.id.text, try drive.content(sha256: sha256, in: Sample.project.id)?.id.text,
                try drive.content(sha256: "none", in: Sample.project.id)?.id.text,
                try drive.has(id, in: Sample.space.id) ? "has" : nil, try drive.has(id, in: ID("other")) ? "has" : nil,
            ]
        }
        #expect(seen == ["c", "c", nil, "has", nil])
    }

    func deletesUnfinishedFiles(_ catalogue: any Catalogue) async throws {
        let files = [("old", 1.0), ("busy", 2), ("stalled", 3), ("young", 10)].map { id, created in
            var file = Sample.file(id)
            file.state = .uploading
            file.created = Sample.at(created)
            return file
        }
        try await catalogue.fillDrive([], files + [Sample.file("stored")])
        for (file, touched) in [(files[1], 10.0), (files[2], 9)] {
            try await catalogue.insert(upload("of " + file.id.text, of: file))
            _ = try await catalogue.save(part(1, "p-\(file.id)", uploaded: touched), of: ID("of " + file.id.text))
        }
        let first = try await catalogue.deleteUnfinishedFiles(begunBefore: Sample.at(10), limit: 1)
        #expect(first.count == 1 && first.orphans.isEmpty)
        let second = try await catalogue.deleteUnfinishedFiles(begunBefore: Sample.at(10), limit: 9)
        #expect(second.count == 1 && second.orphans == [ID("p-stalled")])
        for (id, stays) in [("old", false), ("stalled", false), ("busy", true), ("young", true), ("stored", true)] {
            let found = try await catalogue.driveFile(id)
            #expect((found != nil) == stays, "\(id)")
        }
        #expect(try await catalogue.deleteUnfinishedFiles(begunBefore: Sample.at(10), limit: 9).count == 0)
    }

    func deletesUnusedContents(_ catalogue: any Catalogue) async throws {
        let contents = [("old", 1.0), ("used", 1), ("busy", 2), ("again", 3), ("young", 10)].map { id, created in
            Sample.content(id, created: created)
        }
        try await catalogue.fillDrive([], [])
        for content in contents { _ = try await catalogue.keep(content) }
        _ = try await catalogue.changeDrive { drive in try drive.insert(Sample.file("f", content: "used")) }
        _ = try await catalogue.order(Sample.thumbnails("t", of: contents[0]))
        _ = try await catalogue.finish(at: 0, TaskOutcome(pictures: [Sample.picture(0, "p0")]))
        _ = try await catalogue.order(Sample.thumbnails("u", of: contents[2]))
        var again = contents[3]
        again.created = Sample.at(10)
        #expect(try await catalogue.keep(again) == contents[3])

        let none = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(10), limit: 0)
        #expect(none.count == 0 && none.orphans.isEmpty)
        let swept = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(10), limit: 9)
        #expect(swept.count == 1 && swept.orphans.map(\.text).sorted() == ["blob-old", "p0"])
        for content in contents {
            let found = try await catalogue.content(content.id, in: content.project)
            #expect((found != nil) == (content.id != contents[0].id), "\(content.id)")
        }
    }

    func leavesKeptContentsToTheSweep(_ catalogue: any Catalogue) async throws {
        let made = Sample.content("made", created: 1)
        let loose = Sample.content("loose", created: 1)
        try await catalogue.fillDrive([made, loose])
        let kept = try await catalogue.keep(Sample.content("kept", created: 2))
        var again = made
        again.id = ID("again")
        again.created = Sample.at(5)
        #expect(try await catalogue.keep(again) == made)
        let names = ["made", "loose", "kept"]
        _ = try await catalogue.changeDrive { drive in
            for name in names { try drive.insert(Sample.file("f-" + name, content: name)) }
        }
        _ = try await catalogue.order(Sample.thumbnails("t", of: made))
        _ = try await catalogue.finish(at: 1, TaskOutcome(pictures: [Sample.picture(0, "p0")]))
        let used = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(9), limit: 9)
        #expect(used.count == 0, "files have them")

        let deletion = try await catalogue.changeDrive { drive in try drive.delete(names.map { ID("f-" + $0) }) }
        #expect(deletion.orphans == [loose.blob.key], "only files had it")
        #expect(try await catalogue.content(loose.id, in: loose.project) == nil)
        #expect(try await catalogue.content(made.id, in: made.project) == made)
        #expect(try await catalogue.pictures(of: ID("t"), offset: 0, limit: 9).total == 1)

        let early = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(5), limit: 9)
        #expect(early.count == 1 && early.orphans == [kept.blob.key], "the other one was kept again later")
        _ = try await catalogue.changeDrive { drive in try drive.insert(Sample.file("back", content: "made")) }
        let back = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(9), limit: 9)
        #expect(back.count == 0, "a file has it again")
        let last = try await catalogue.changeDrive { drive in try drive.update(Sample.file("back")) }
        #expect(last.orphans.isEmpty)
        let late = try await catalogue.deleteUnusedContents(madeBefore: Sample.at(6), limit: 9)
        #expect(late.count == 1 && late.orphans.map(\.text).sorted() == ["blob-made", "p0"])
    }
}
