// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Uploads in parts, each step by an address from `asset/authority`.
@Suite(.server())
struct MultipartTests {
    /// A multipart upload of one object.
    private struct Upload {
        let vod: VODClient
        let asset: String
        var id = ""

        var object: String { "asset/\(asset)/video.mp4" }

        func authority(_ verb: String, part: Int? = nil, id: String? = nil) async throws -> Answer {
            var query = [("http_verb", verb), ("bucket", vod.project), ("object_key", object)]
            if let part { query.append(("part_number", "\(part)")) }
            let id = id ?? self.id
            if !id.isEmpty { query.append(("upload_id", id)) }
            return try await vod.send(.GET, "/v1.1/{project}/asset/authority", query: query)
        }

        func send(_ verb: HTTPMethod, part: Int? = nil, _ body: Data = Data()) async throws -> Answer {
            try await Answer.of(verb, authority(verb.rawValue, part: part).text("sign_str"), body: body)
        }

        /// The list that completes the upload.
        static func list(_ parts: [(Int, Data)]) -> Data {
            let items = parts.map { number, bytes in
                "<Part><PartNumber>\(number)</PartNumber><ETag>\"\(bytes.md5.hex)\"</ETag></Part>"
            }
            return Data("<CompleteMultipartUpload>\(items.joined())</CompleteMultipartUpload>".utf8)
        }
    }

    private func begun() async throws -> Upload {
        let vod = try Site.current.vod
        var upload = Upload(vod: vod, asset: try await vod.create().text("asset_id"))
        let answer = try await upload.send(.POST)
        #expect(answer.status == 200)
        #expect(answer.element("Key") == upload.object)
        #expect(answer.element("Bucket") == vod.project)
        upload.id = try #require(answer.element("UploadId"))
        return upload
    }

    @Test("joins parts that came out of order, the later of two with the same number")
    func completes() async throws {
        let clip = try Media.clip
        let upload = try await begun()
        let (first, second) = (Data(clip.prefix(3000)), Data(clip.dropFirst(3000)))
        #expect(try await upload.send(.PUT, part: 7, second).headers.first(name: "etag") == "\"\(second.md5.hex)\"")
        #expect(try await upload.send(.PUT, part: 2, Data("wrong".utf8)).status == 200)
        #expect(try await upload.send(.PUT, part: 2, first).status == 200)
        let list = String(decoding: try await upload.send(.GET).body, as: UTF8.self)
        #expect(list.matches(of: /<PartNumber>(\d+)</).map(\.output.1) == ["2", "7"])
        #expect(list.contains("<Size>3000</Size>"))

        let done = try await upload.send(.POST, Upload.list([(2, first), (7, second)]))
        #expect(done.status == 200, "\(done)")
        #expect(done.element("ETag") == "\"\(clip.md5.hex)\"")
        #expect(try await upload.vod.confirm(upload.asset).status == 200)
        let url = try #require(try await upload.vod.details(upload.asset).tree.base_info.sign_url.text)
        #expect(try await Answer.of(.GET, url).body == clip)
        let query = "SELECT sha256 FROM file WHERE asset = ? AND role = 'video'"
        #expect(try DataFolder(Site.current.server).texts(query, [upload.asset]) == [clip.sha256])
        #expect(try await upload.send(.GET).objectError == "NoSuchUpload")
    }

    @Test("refuses lists that do not fit the parts, and leaves the upload open")
    func wrongLists() async throws {
        let upload = try await begun()
        let (first, second) = (Data("first".utf8), Data("second".utf8))
        _ = try await upload.send(.PUT, part: 1, first)
        _ = try await upload.send(.PUT, part: 2, second)
        for list in [
            [(1, second), (2, second)], [(1, first), (3, second)], [(2, second), (1, first)], [(1, first), (1, first)],
            [],
        ] {
            let answer = try await upload.send(.POST, Upload.list(list))
            #expect(answer.status == 400)
            #expect(answer.objectError == "InvalidPart", "\(answer)")
        }
        let nonsense = try await upload.send(.POST, Data("<x/>".utf8))
        #expect(nonsense.objectError == "MalformedXML")
        #expect(try await upload.send(.POST, Upload.list([(1, first), (2, second)])).status == 200)
    }

    @Test("drops what was sent when the upload is given up")
    func aborts() async throws {
        let upload = try await begun()
        _ = try await upload.send(.PUT, part: 1, Data("bytes".utf8))
        #expect(try await upload.send(.DELETE).status == 204)
        #expect(try await upload.send(.PUT, part: 1, Data("bytes".utf8)).status == 404)
        #expect(try await upload.send(.DELETE).objectError == "NoSuchUpload")
        try await upload.vod.confirm(upload.asset).expectError(403, "VOD.10060")
    }

    @Test("refuses uploads of other objects, and unknown ones")
    func wrongUpload() async throws {
        let (first, second) = (try await begun(), try await begun())
        let mixed = try await first.authority("PUT", part: 1, id: second.id).text("sign_str")
        #expect(try await Answer.of(.PUT, mixed, body: Data("x".utf8)).objectError == "NoSuchUpload")
        let unknown = try await first.authority("GET", id: String(repeating: "0", count: 32)).text("sign_str")
        #expect(try await Answer.of(.GET, unknown).status == 404)
    }

    @Test("signs one step alone")
    func tampered() async throws {
        let upload = try await begun()
        let address = try await upload.authority("PUT", part: 1).text("sign_str")
        let body = Data("x".utf8)
        for url in [
            address.replacing("partNumber=1", with: "partNumber=2"),
            address.replacing(upload.id, with: "0" + upload.id.dropFirst()),
            address.replacing("/obs/", with: "/obs/x"), address + "&uploads",
        ] where url != address {
            let answer = try await Answer.of(.PUT, url, body: body)
            #expect(answer.status == 403, "\(url): \(answer)")
        }
        #expect(try await Answer.of(.POST, address, body: body).status == 403)
        #expect(try await Answer.of(.PUT, address, body: body).status == 200)
    }

    @Test("gives addresses of the project's own objects alone, and names what is wrong")
    func authority() async throws {
        let vod = try Site.current.vod
        let asset = try await vod.create().text("asset_id")
        let object = "asset/\(asset)/video.mp4"
        func ask(_ query: [(String, String)]) async throws -> Answer {
            try await vod.send(.GET, "/v1.1/{project}/asset/authority", query: query)
        }
        let whole = [("http_verb", "PUT"), ("bucket", vod.project), ("object_key", object)]
        for (index, name) in ["http_verb", "bucket", "object_key"].enumerated() {
            var query = whole
            query.remove(at: index)
            try await ask(query).expectError(400, "VOD.10053", field: name)
        }
        try await ask([("http_verb", "PATCH")] + whole.dropFirst()).expectError(400, "VOD.10053", field: "http_verb")
        let foreign = [whole[0], ("bucket", Site.otherProject), whole[2]]
        try await ask(foreign).expectError(400, "VOD.10053", field: "bucket")
        for key in ["video.mp4", "asset/\(asset)/../x.mp4", "asset/\(asset)/other.mp4", "asset//video.mp4/x"] {
            try await ask([whole[0], whole[1], ("object_key", key)]).expectError(400, "VOD.10053", field: "object_key")
        }
        try await ask(whole + [("part_number", "0"), ("upload_id", "u")]).expectError(
            400,
            "VOD.10053",
            field: "part_number"
        )
        try await ask(whole + [("part_number", "10001"), ("upload_id", "u")])
            .expectError(400, "VOD.10053", field: "part_number")
        let unknown = [whole[0], whole[1], ("object_key", "asset/\(String(repeating: "0", count: 32))/video.mp4")]
        try await ask(unknown).expectError(403, "VOD.10062")
        let put = try await ask(whole + [("content_type", "video/mp4")]).text("sign_str")
        #expect(try await Answer.of(.PUT, put, body: try Media.clip).status == 200)
        #expect(try await vod.confirm(asset).status == 200)
    }
}
