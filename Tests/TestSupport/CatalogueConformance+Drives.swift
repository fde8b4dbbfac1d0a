// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func keepsDriveFiles(_ catalogue: any Catalogue) async throws {
        var file = Sample.file("f", in: "d", content: "c")
        file.name = "雪 \"100%_\\\".JPG"
        file.mimeType = "image/jpeg"
        file.description = "line\nline"
        file.size = 1 << 33
        file.sha256 = "ff"
        file.edited = Sample.at(1.234)
        file.recycled = Sample.at(5.678)
        try await catalogue.fillDrive([Sample.content("c")], [Sample.folder("d"), file])
        #expect(try await catalogue.driveFile("f") == file)
        #expect(try await catalogue.driveFile("F") == nil)

        file.parent = nil
        file.recycled = nil
        file.size = 5
        let changed = file
        let seen = try await catalogue.changeDrive { drive in
            try drive.update(changed)
            return try drive.file(changed.id)
        }
        #expect(seen.result == file && seen.orphans.isEmpty)
        #expect(try await catalogue.driveFile("f") == file)
        let bytes = try await catalogue.readDrive { drive in try drive.bytesUsed(in: Sample.space.id) }
        #expect(bytes == 5)
        #expect(try await catalogue.readDrive { drive in try drive.bytesUsed(in: ID("none")) } == 0)
        await #expect(
            performing: { try await catalogue.changeDrive { drive in try drive.insert(changed) } },
            throws: Failure.has(.stateConflict)
        )
    }

    func walksFolders(_ catalogue: any Catalogue) async throws {
        let deep = Sample.file("1-deep", in: "2-inner")
        let files = [
            Sample.folder("3-outer"), Sample.folder("2-inner", in: "3-outer", recycled: 4), deep,
            Sample.file("0-flat", in: "3-outer"), Sample.file("beside"),
        ]
        try await catalogue.fillDrive([], files)
        let walked = try await catalogue.readDrive { drive in
            [
                try drive.ancestors(of: deep), try drive.ancestors(of: files[0]),
                try drive.descendants(of: files[0]), try drive.descendants(of: deep),
            ].map { $0.map(\.id.text) }
        }
        #expect(walked[0] == ["2-inner", "3-outer"], "the innermost first")
        #expect(walked[1].isEmpty && walked[3].isEmpty)
        #expect(Set(walked[2].prefix(2)) == ["0-flat", "2-inner"] && walked[2].last == "1-deep")
        #expect(walked[2].count == 3)
    }

    func findsChildrenByName(_ catalogue: any Catalogue) async throws {
        var gone = Sample.file("gone", recycled: 3)
        gone.name = "a"
        var top = Sample.file("top")
        top.name = "a"
        var inner = Sample.file("inner", in: "d")
        inner.name = "a"
        inner.state = .uploading
        try await catalogue.fillDrive([], [Sample.folder("d"), gone, inner])
        func child(_ name: String, _ folder: String?, space: ID<Space> = Sample.space.id) async throws -> String? {
            try await catalogue.readDrive { drive in
                try drive.child(named: name, of: folder.map { ID($0) }, in: space)?.id.text
            }
        }
        #expect(try await child("a", nil) == nil, "it is recycled")
        let present = top
        _ = try await catalogue.changeDrive { drive in try drive.insert(present) }
        #expect(try await child("a", nil) == "top")
        #expect(try await child("a", nil, space: ID("other")) == nil)
        #expect(try await child("A", nil) == nil, "exactly that name")
        #expect(try await child("a", "d") == nil, "its bytes have not all come")
        inner.state = .stored
        let complete = inner
        _ = try await catalogue.changeDrive { drive in try drive.update(complete) }
        #expect(try await child("a", "d") == "inner")
        #expect(try await child("d", nil) == "d", "a folder")
        #expect(try await child("a", "e") == nil)
    }

    func rollsBackAFailedDriveChange(_ catalogue: any Catalogue) async throws {
        try await catalogue.fillDrive(
            [Sample.content("c")],
            [Sample.folder("d"), Sample.file("f", in: "d", content: "c")]
        )
        await #expect(throws: DriveRefusal.outOfSpace) {
            try await catalogue.changeDrive { drive in
                try drive.delete([ID("f")])
                try drive.insert(Sample.file("g"))
                throw DriveRefusal.outOfSpace
            }
        }
        // The same when the catalogue itself refuses: what lies in the folder would hang in the air.
        await #expect(throws: Failure.self) {
            try await catalogue.changeDrive { drive in
                try drive.insert(Sample.file("g"))
                try drive.delete([ID("d")])
            }
        }
        await #expect(throws: Failure.self) {
            try await catalogue.changeDrive { drive in
                try drive.insert(Sample.file("g"))
                try drive.update(Sample.file("nowhere"))
            }
        }
        #expect(try await catalogue.driveFile("g") == nil)
        #expect(try await catalogue.driveFile("f") != nil)
        #expect(try await catalogue.driveFile("d") != nil)
        #expect(try await catalogue.content(ID("c"), in: Sample.project.id) != nil)
    }

    func deletesDriveFiles(_ catalogue: any Catalogue) async throws {
        var file = Sample.file("f", in: "d")
        file.state = .uploading
        try await catalogue.fillDrive([], [Sample.folder("d"), file, Sample.file("other")])
        try await catalogue.insert(upload("m", of: file))
        for number in 1...2 { _ = try await catalogue.save(part(number, "p\(number)"), of: ID("m")) }
        let asset = Sample.asset("one")
        try await catalogue.insert(asset, tasks: [])
        try await catalogue.put([.video: Sample.blob("p2")], on: asset)

        let deletion = try await catalogue.changeDrive { drive in try drive.delete([ID("d"), ID("f"), ID("none")]) }
        #expect(deletion.orphans == [ID("p1")], "the asset has the other one")
        #expect(try await catalogue.driveFile("d") == nil)
        #expect(try await catalogue.driveFile("f") == nil)
        #expect(try await catalogue.multipartUpload(ID("m")) == nil)
        #expect(try await catalogue.list(.anywhere) == ["other"])
    }

    func dropsContentsWithTheirLastFile(_ catalogue: any Catalogue) async throws {
        let content = Sample.content("c")
        try await catalogue.fillDrive(
            [content, Sample.content("new")],
            [Sample.file("f", content: "c"), Sample.file("g", content: "c"), Sample.file("h", content: "c")]
        )
        _ = try await catalogue.order(Sample.thumbnails("t", of: content))
        _ = try await catalogue.finish(at: 1, TaskOutcome(pictures: [Sample.picture(0, "p0")]))
        _ = try await catalogue.order(Sample.thumbnails("u", of: content, longSide: 1, created: 5))
        let first = try await catalogue.changeDrive { drive in try drive.delete([ID("f")]) }
        #expect(first.orphans.isEmpty)
        #expect(try await catalogue.content(content.id, in: content.project) == content)

        let claim = try #require(try await catalogue.claim(at: 6)).claim
        let second = try await catalogue.changeDrive { drive in
            try drive.update(Sample.file("g", content: "new"))
            try drive.delete([ID("h")])
        }
        #expect(second.orphans.map(\.text).sorted() == ["blob-c", "p0"])
        #expect(try await catalogue.content(content.id, in: content.project) == nil)
        #expect(try await catalogue.task(ID("t"), in: content.project) == nil)
        #expect(try await catalogue.pictures(of: ID("t"), offset: 0, limit: 9).total == 0)
        #expect(try await catalogue.publish(TaskOutcome(), of: claim, now: Sample.at(7)) == nil, "the task is gone")
        let last = try await catalogue.changeDrive { drive in try drive.update(Sample.file("g")) }
        #expect(last.orphans == [ID("blob-new")])
    }

    func keepsUploadsOfFiles(_ catalogue: any Catalogue) async throws {
        let file = Sample.file("f")
        try await catalogue.fillDrive([], [file])
        let upload = upload("m", of: file)
        _ = try await catalogue.changeDrive { drive in try drive.insert(upload) }
        _ = try await catalogue.save(part(2, "p2"), of: upload.id)
        _ = try await catalogue.save(part(1, "p1"), of: upload.id)
        #expect(try await catalogue.multipartUpload(upload.id) == upload)
        let seen = try await catalogue.readDrive { drive in
            (try drive.upload(of: file.id), try drive.upload(of: ID("g")), try drive.parts(of: upload.id))
        }
        #expect(seen.0 == upload && seen.1 == nil && seen.2 == [part(1, "p1"), part(2, "p2")])
        let stray = self.upload("s", of: Sample.file("none"))
        await #expect(performing: { try await catalogue.insert(stray) }, throws: Failure.has(.uploadNotFound))
        let second = self.upload("second", of: file)
        await #expect(performing: { try await catalogue.insert(second) }, throws: Failure.has(.stateConflict))
        let deletion = try await catalogue.changeDrive { drive in try drive.delete(upload.id) }
        #expect(deletion.orphans.map(\.text).sorted() == ["p1", "p2"])
        #expect(try await catalogue.multipartUpload(upload.id) == nil)
        #expect(try await catalogue.driveFile("f") == file)
    }

    func savesPartsOfFiles(_ catalogue: any Catalogue) async throws {
        let file = Sample.file("f")
        try await catalogue.fillDrive([], [file])
        let upload = upload("m", of: file)
        _ = try await catalogue.changeDrive { drive in try drive.insert(upload) }
        var first = part(1, "first")
        first.sha256 = "ff"
        let (known, second) = (first, part(1, "second", uploaded: 5))
        let saved = try await catalogue.changeDrive { drive in
            try drive.save(known, of: upload.id)
            return try drive.parts(of: upload.id)
        }
        #expect(saved.result == [known] && saved.orphans.isEmpty)
        #expect(try await catalogue.parts(of: upload.id) == [known])
        await #expect(
            performing: {
                try await catalogue.changeDrive { drive in
                    try drive.save(second, of: upload.id)
                    try drive.save(second, of: ID("gone"))
                }
            },
            throws: Failure.has(.uploadNotFound)
        )
        #expect(try await catalogue.parts(of: upload.id) == [known], "nothing of a failed change stays")
        #expect(try await catalogue.multipartUploads(touchedBefore: Sample.at(5), limit: 9) == [upload.id])
        let replaced = try await catalogue.changeDrive { drive in try drive.save(second, of: upload.id) }
        #expect(replaced.orphans == [ID("first")])
        #expect(try await catalogue.parts(of: upload.id) == [second])
        #expect(try await catalogue.multipartUploads(touchedBefore: Sample.at(5), limit: 9).isEmpty, "it was touched")
        let same = try await catalogue.changeDrive { drive in try drive.save(second, of: upload.id) }
        #expect(same.orphans.isEmpty, "the blob is in use")
    }

    func upload(_ id: String, of file: DriveFile, created: Double = 0) -> MultipartUpload {
        MultipartUpload(id: ID(id), project: Sample.project.id, target: .file(file.id), created: Sample.at(created))
    }
}
