// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// PUT to presigned addresses, and that a failed one leaves nothing behind.
@Suite(.server(["limits.uploadBytes": "100000", "limits.uploadStallSeconds": "1"]), .serialized)
struct UploadTests {
    private func prepared() async throws -> (asset: String, address: String) {
        let created = try await Site.current.vod.create()
        return (try created.text("asset_id"), try created.text("video_upload_url"))
    }

    /// Runs `body`, after which the storage must hold what it held before.
    private func leavingNothing(_ body: () async throws -> Void) async throws {
        let site = try Site.current
        let before = site.storedFiles
        try await body()
        try await eventually("the storage is as before") { site.storedFiles == before }
    }

    /// Confirms the upload and waits until the clip was looked at and its cover made.
    private func confirmed(_ asset: String) async throws {
        let vod = try Site.current.vod
        #expect(try await vod.confirm(asset).status == 200)
        try await eventually("the cover appears") { try await vod.cover(of: asset) != nil }
    }

    /// The target of an address.
    private func target(_ address: String) throws -> String {
        String(address.dropFirst(try Site.current.vod.base.count))
    }

    @Test("takes what was sent last before the confirmation, and nothing after it")
    func lastWins() async throws {
        let site = try Site.current
        let (asset, address) = try await prepared()
        let before = site.storedFiles
        let first = try await Answer.of(.PUT, address, body: Data("first".utf8))
        #expect(first.status == 200)
        #expect(first.headers.first(name: "etag") == "\"\(Data("first".utf8).md5.hex)\"")
        #expect(try await Answer.of(.PUT, address, body: try Media.clip).status == 200)
        try await eventually("one blob is left") { site.storedFiles == (before.blobs + 1, before.staging) }
        try await confirmed(asset)
        #expect(try await Answer.of(.PUT, address, body: Data("late".utf8)).status == 404)
        let url = try #require(try await site.vod.details(asset).tree.base_info.sign_url.text)
        #expect(try await Answer.of(.GET, url).body == Media.clip)
        #expect(try await Answer.of(.HEAD, url).headers.first(name: "content-length") == "\(Media.clip.count)")
        let part = try await Answer.of(.GET, url, headers: [("Range", "bytes=1-3")])
        #expect(part.status == 206)
        #expect(part.body == (try Media.clip)[1...3])
    }

    @Test("checks Content-MD5", arguments: [true, false])
    func contentMD5(_ isHex: Bool) async throws {
        let (_, address) = try await prepared()
        let bytes = Data("bytes".utf8)
        try await leavingNothing {
            let wrong = Data("other".utf8).md5
            let header = ("Content-MD5", isHex ? wrong.hex : wrong.base64EncodedString())
            let refused = try await Answer.of(.PUT, address, headers: [header], body: bytes)
            #expect(refused.status == 400)
            #expect(refused.objectError == "BadDigest")
            let nonsense = try await Answer.of(.PUT, address, headers: [("Content-MD5", "x")], body: bytes)
            #expect(nonsense.objectError == "InvalidDigest")
        }
        let header = ("Content-MD5", isHex ? bytes.md5.hex : bytes.md5.base64EncodedString())
        #expect(try await Answer.of(.PUT, address, headers: [header], body: bytes).status == 200)
    }

    @Test("refuses bodies that are too large, announced or not", arguments: [true, false])
    func tooLarge(_ isAnnounced: Bool) async throws {
        let (_, address) = try await prepared()
        try await leavingNothing {
            let answer = try await blocking { [base = try Site.current.vod.base, target = try target(address)] in
                let connection = try RawConnection(to: base)
                let length = isAnnounced ? "Content-Length: 100001" : "Transfer-Encoding: chunked"
                connection.send("PUT \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(length)\r\n\r\n")
                if !isAnnounced {
                    for _ in 0..<101 {
                        connection.send("3e8\r\n" + String(repeating: "x", count: 1000) + "\r\n")
                    }
                    connection.send("0\r\n\r\n")
                }
                return connection.readToEnd()
            }
            #expect(answer?.hasPrefix("HTTP/1.1 413 ") == true, "\(answer ?? "no end")")
            #expect(answer?.contains("EntityTooLarge") == true)
        }
    }

    @Test("takes a body of unannounced length")
    func chunked() async throws {
        let (asset, address) = try await prepared()
        var request = HTTPClientRequest(url: address)
        request.method = .PUT
        request.body = .stream(
            [ByteBuffer(bytes: try Media.clip.prefix(1000)), ByteBuffer(bytes: try Media.clip.dropFirst(1000))].async,
            length: .unknown
        )
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "etag") == "\"\(try Media.clip.md5.hex)\"")
        try await confirmed(asset)
    }

    @Test("refuses compressed bodies")
    func compressed() async throws {
        let (_, address) = try await prepared()
        try await leavingNothing {
            let headers = [("Content-Encoding", "gzip")]
            let answer = try await Answer.of(.PUT, address, headers: headers, body: Data("x".utf8))
            #expect(answer.status == 415)
        }
    }

    @Test("keeps nothing of an upload that breaks off")
    func truncated() async throws {
        let (asset, address) = try await prepared()
        try await leavingNothing {
            try await blocking { [base = try Site.current.vod.base, target = try target(address)] in
                let connection = try RawConnection(to: base)
                connection.send("PUT \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
                connection.send(Data(count: 20_000))
            }
            try await Site.current.vod.confirm(asset).expectError(403, "VOD.10060")
        }
        #expect(try await Answer.of(.PUT, address, body: Data("again".utf8)).status == 200)
    }

    @Test("ends the connection of an upload that stands still, and keeps nothing of it")
    func stalled() async throws {
        let (asset, address) = try await prepared()
        try await leavingNothing {
            let end = try await blocking { [base = try Site.current.vod.base, target = try target(address)] in
                let connection = try RawConnection(to: base)
                connection.send("PUT \(target) HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
                connection.send(Data(count: 20_000))
                return connection.readToEnd()
            }
            #expect(end != nil, "the connection stays open")
            try await Site.current.vod.confirm(asset).expectError(403, "VOD.10060")
        }
    }

    @Test("refuses addresses that were changed")
    func tampered() async throws {
        let (_, address) = try await prepared()
        let (_, another) = try await prepared()
        let body = Data("x".utf8)
        let query = another.drop { $0 != "?" }
        let path = address.prefix { $0 != "?" }
        for url in [
            "\(path)\(query)", address.replacing("Expires=", with: "Expires=9"), String(path),
            address.replacing("Signature=", with: "Signature=x"), address.replacing("video.mp4", with: "Cover0.jpg"),
        ] {
            let answer = try await Answer.of(.PUT, url, body: body)
            #expect(answer.status == 403, "\(url): \(answer)")
            #expect(answer.headers.first(name: "content-type") == "application/xml")
        }
        #expect(try await Answer.of(.GET, address).status == 403)
        #expect(try await Answer.of(.DELETE, address).status == 403)
    }
}

/// Addresses that expire.
@Suite(.server(["addresses.uploadSeconds": "1"]))
struct UploadExpiryTests {
    @Test("refuses an address that has expired")
    func expired() async throws {
        let created = try await Site.current.vod.create()
        let address = try created.text("video_upload_url")
        var last: Answer?
        try await eventually("the address expires") {
            last = try await Answer.of(.PUT, address, body: Data("x".utf8))
            return last?.status == 403
        }
        #expect(last?.objectError == "AccessDenied")
        #expect(last?.element("Message") == "The address has expired.")
    }
}

extension Array where Element: Sendable {
    /// These, one after the other.
    fileprivate var async: AsyncStream<Element> {
        AsyncStream { continuation in
            for element in self { continuation.yield(element) }
            continuation.finish()
        }
    }
}
