// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Pictures under their addresses.
@Suite(.server())
struct PictureTests {
    private func picture() async throws -> (url: String, asset: String, task: String) {
        let vod = try Site.current.vod
        let asset = try await vod.uploadClip()
        let task = try await vod.snapshots(asset, ["type": "dots", "dots": [3]])
        return (try #require(try await vod.pictures(task).tree.thumbnail_result[0].url.text), asset, task)
    }

    @Test("serves GET and HEAD with what a browser needs to keep it, and to do no more than show it")
    func headers() async throws {
        let url = try await picture().url
        let get = try await Answer.of(.GET, url)
        let head = try await Answer.of(.HEAD, url)
        #expect(get.status == 200)
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        for answer in [get, head] {
            func header(_ name: String) -> String? { answer.headers.first(name: name) }
            #expect(header("content-type") == "image/jpeg")
            #expect(header("content-length") == "\(get.body.count)")
            #expect(header("cache-control")?.contains("immutable") == true)
            #expect(header("x-content-type-options") == "nosniff")
            #expect(header("content-security-policy")?.contains("default-src 'none'") == true)
            #expect(header("accept-ranges") == "bytes")
            #expect(header("etag")?.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
            #expect(header("x-request-id")?.isEmpty == false)
        }
    }

    @Test("answers 304 to who has the picture")
    func conditional() async throws {
        let url = try await picture().url
        let tag = try #require(try await Answer.of(.GET, url).headers.first(name: "etag"))
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let answer = try await Answer.of(.GET, url, headers: [("If-None-Match", known)])
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
            #expect(answer.headers.first(name: "etag") == tag)
        }
        #expect(try await Answer.of(.GET, url, headers: [("If-None-Match", "\"x\"")]).status == 200)
    }

    @Test("serves ranges")
    func ranges() async throws {
        let url = try await picture().url
        let whole = try await Answer.of(.GET, url)
        let size = whole.body.count
        let tag = try #require(whole.headers.first(name: "etag"))
        for (header, range) in [
            ("bytes=0-0", 0..<1), ("bytes=10-19", 10..<20), ("bytes=10-", 10..<size), ("bytes=-7", size - 7..<size),
            ("bytes=5-999999", 5..<size), ("bytes=-999999", 0..<size),
        ] {
            let answer = try await Answer.of(.GET, url, headers: [("Range", header), ("If-Range", tag)])
            #expect(answer.status == 206)
            #expect(answer.body == whole.body[range])
            let named = answer.headers.first(name: "content-range")
            #expect(named == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
        }
        for header in ["bytes=\(size)-", "bytes=-0"] {
            let answer = try await Answer.of(.GET, url, headers: [("Range", header)])
            #expect(answer.status == 416)
            #expect(answer.headers.first(name: "content-range") == "bytes */\(size)")
        }
        for header in ["bytes=2-1", "bytes=x-", "items=0-1", "bytes=0-1,3-4"] {
            let answer = try await Answer.of(.GET, url, headers: [("Range", header)])
            #expect(answer.status == 200)
            #expect(answer.body == whole.body)
        }
        let stale = try await Answer.of(.GET, url, headers: [("Range", "bytes=0-0"), ("If-Range", "\"x\"")])
        #expect(stale.status == 200)
    }

    @Test("serves nothing under any other address")
    func otherAddresses() async throws {
        let (url, asset, task) = try await picture()
        let another = try await picture()
        let cover = try #require(try await Site.current.vod.cover(of: asset))
        #expect(try await Answer.of(.GET, cover).status == 200)
        for wrong in [
            url.replacing("/0.jpg", with: "/1.jpg"), url.replacing("/0.jpg", with: "/00.jpg"),
            url.replacing("/0.jpg", with: "/0.png"), url.replacing("/0.jpg", with: "/-1.jpg"), url + "/",
            url.replacing("/dots/", with: "/others/"), url.replacing(asset, with: another.asset),
            url.replacing(task, with: another.task), url.replacing(task, with: String(repeating: "0", count: 32)),
            cover.replacing(asset, with: another.asset), cover.replacing("Cover0", with: "Cover1"),
            cover.replacing("/cover/", with: "/subtitle/"),
        ] {
            let answer = try await Answer.of(.GET, wrong)
            #expect(answer.status == 404, "\(wrong): \(answer)")
        }
    }

    @Test("serves a snapshot under its own kind alone")
    func otherKind() async throws {
        let url = try await picture().url.replacing("/dots/", with: "/sample/")
        let status = try await Answer.of(.GET, url).status
        #expect(status == 404)
    }

    @Test(
        "lets no path out of the store",
        arguments: [
            "/asset/../catalogue.sqlite", "/asset/%2e%2e/%2e%2e/etc/passwd", "/asset/x/cover/..%2f..%2f/Cover0.jpg",
            "/asset/x/snapshot/../../../etc/passwd/0.jpg", "/obs/..%2f..%2fetc/passwd", "/asset/x/cover/%00/Cover0.jpg",
        ]
    )
    func traversal(_ path: String) async throws {
        let base = try Site.current.vod.base
        let answer = try await blocking {
            let connection = try RawConnection(to: base)
            connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return connection.readToEnd()
        }
        #expect(answer?.wholeMatch(of: /(?s)HTTP\/1.1 (400|403|404) .*/) != nil, "\(answer ?? "no end")")
    }

    @Test(
        "answers HEAD without a body, also when it refuses",
        arguments: ["/obs/p/asset/a/video.mp4", "/asset/a/cover/v/Cover0.jpg", "/v1/nothing", "/healthz"]
    )
    func headWithoutBody(_ path: String) async throws {
        let base = try Site.current.vod.base
        let whole = try await blocking {
            let connection = try RawConnection(to: base)
            connection.send("HEAD \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return connection.readToEnd()
        }
        let answer = try #require(whole)
        #expect(answer.hasPrefix("HTTP/1.1 ") && answer.hasSuffix("\r\n\r\n"), "\(answer)")
    }
}
