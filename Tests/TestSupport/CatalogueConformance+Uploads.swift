// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func keepsUploads(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        let upload = upload("m", of: asset)
        try await catalogue.insert(upload)
        var hashed = part(2, "p2")
        hashed.sha256 = "0123abcd"
        let parts = [part(1, "p1"), hashed, part(10_000, "p10000")]
        for part in parts.reversed() { _ = try await catalogue.save(part, of: upload.id) }

        #expect(try await catalogue.multipartUpload(upload.id) == upload)
        #expect(try await catalogue.parts(of: upload.id) == parts)
        #expect(try await catalogue.parts(of: ID("other")).isEmpty)
        let stray = self.upload("s", of: Sample.asset("nobody"))
        await #expect(performing: { try await catalogue.insert(stray) }, throws: Failure.has(.assetNotFound))
    }

    func returnsReplacedParts(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        let upload = upload("m", of: asset)
        try await catalogue.insert(upload)
        #expect(try await catalogue.save(part(1, "first"), of: upload.id).isEmpty)
        #expect(try await catalogue.save(part(1, "second"), of: upload.id) == [ID("first")])
        #expect(try await catalogue.save(part(1, "second"), of: upload.id).isEmpty, "the same blob again is in use")
        #expect(try await catalogue.parts(of: upload.id) == [part(1, "second")])
        await #expect(
            performing: { try await catalogue.save(part(1, "x"), of: ID("gone")) },
            throws: Failure.has(.uploadNotFound)
        )
        #expect(try await catalogue.referenced(among: [ID("x")]).isEmpty)
    }

    func dropsTheUploadsOfAnAsset(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        let other = Sample.asset("two")
        try await catalogue.fill(asset)
        try await catalogue.insert(other, tasks: [])
        for (id, owner) in [("a", asset), ("b", asset), ("c", other)] {
            try await catalogue.insert(upload(id, of: owner))
            _ = try await catalogue.save(part(1, "p-" + id), of: ID(id))
        }
        #expect(Set(try await catalogue.deleteMultipartUploads(of: asset.id)) == [ID("p-a"), ID("p-b")])
        #expect(try await catalogue.multipartUpload(ID("a")) == nil)
        #expect(try await catalogue.multipartUpload(ID("c")) != nil)
        #expect(try await catalogue.deleteMultipartUploads(of: asset.id).isEmpty)
    }

    func deletesUploads(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        let upload = upload("m", of: asset)
        try await catalogue.insert(upload)
        for number in 1...3 { _ = try await catalogue.save(part(number, "p\(number)"), of: upload.id) }
        try await catalogue.put([.video: Sample.blob("p2")], on: asset)
        #expect(try await catalogue.deleteMultipartUpload(upload.id).map(\.text).sorted() == ["p1", "p3"])
        #expect(try await catalogue.parts(of: upload.id).isEmpty)
        #expect(try await catalogue.deleteMultipartUpload(upload.id).isEmpty)
    }

    func upload(_ id: String, of asset: Asset, created: Double = 0) -> MultipartUpload {
        MultipartUpload(
            id: ID(id),
            project: asset.project,
            target: .asset(asset.id, role: "video"),
            created: Sample.at(created)
        )
    }

    func part(_ number: Int, _ key: String, uploaded: Double = 0) -> MultipartUpload.Part {
        MultipartUpload.Part(number: number, blob: Sample.blob(key, md5: "0\(number)"), uploaded: Sample.at(uploaded))
    }
}
