// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Where a picture was taken, by whom and with what stays with its owner.
@Suite struct MetadataTests {
    private static let canary = "CANARY-7f3a"

    /// A picture of 64 by 48, with all that cameras and programs write about one, and bytes behind its end.
    private static func photo() throws -> Data {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/photo.jpg"
        try maker.ffmpeg(["-f", "lavfi", "-i", "testsrc=size=64x48:duration=1", "-frames:v", "1", path])
        let plain = try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: path)) }
        func segment(_ marker: UInt8, _ body: Data) -> Data {
            Data([0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 0xFF)]) + body
        }
        let xmp = "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'>\(canary)</x:xmpmeta>"
        let segments =
            segment(0xE1, Data("Exif\0\0".utf8) + exif()) + segment(0xE1, Data(xmp.utf8))
            + segment(0xED, Data("Photoshop 3.0\08BIM\u{4}\u{4}\0\0\0\0\0\(canary)".utf8))
            + segment(0xFE, Data(canary.utf8))
        return plain.prefix(2) + segments + plain.dropFirst(2) + Data(canary.utf8)
    }

    /// A TIFF structure: a description, a quarter turn, and a place on Earth.
    private static func exif() -> Data {
        func number(_ value: Int, _ bytes: Int) -> Data { Data((0..<bytes).map { UInt8(value >> (8 * $0) & 0xFF) }) }
        func entry(_ tag: Int, _ type: Int, _ count: Int, _ value: Data) -> Data {
            number(tag, 2) + number(type, 2) + number(count, 4) + value + Data(count: 4 - value.count)
        }
        let text = Data("\(canary)\0".utf8)
        let (firstAt, textAt) = (8, 8 + 2 + 3 * 12 + 4)
        let gpsAt = textAt + text.count
        let latitudeAt = gpsAt + 2 + 2 * 12 + 4
        let first =
            number(3, 2) + entry(0x010E, 2, text.count, number(textAt, 4)) + entry(0x0112, 3, 1, number(6, 2))
            + entry(0x8825, 4, 1, number(gpsAt, 4)) + number(0, 4)
        let gps =
            number(2, 2) + entry(1, 2, 2, Data("N\0".utf8)) + entry(2, 5, 3, number(latitudeAt, 4)) + number(0, 4)
        let latitude = [48, 1, 51, 1, 30, 1].map { number($0, 4) }.reduce(Data(), +)
        return Data("II".utf8) + number(42, 2) + number(firstAt, 4) + first + text + gps + latitude
    }

    /// The same as a PNG, with chunks of text, XMP and EXIF.
    private static func drawing() throws -> Data {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/drawing.png"
        try maker.ffmpeg(["-f", "lavfi", "-i", "testsrc=size=64x48:duration=1", "-frames:v", "1", path])
        let plain = try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: path)) }
        func chunk(_ name: String, _ body: Data) -> Data {
            func number(_ value: UInt32) -> Data { Data((0..<4).map { UInt8(value >> (24 - 8 * UInt32($0)) & 0xFF) }) }
            let content = Data(name.utf8) + body
            var sum: UInt32 = 0xFFFF_FFFF
            for byte in content {
                sum ^= UInt32(byte)
                for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
            }
            return number(UInt32(body.count)) + content + number(~sum)
        }
        let chunks =
            chunk("tEXt", Data("Comment\0\(canary)".utf8))
            + chunk("iTXt", Data("XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>\(canary)</x:xmpmeta>".utf8))
            + chunk("eXIf", exif())
        // Behind the signature and IHDR.
        return plain.prefix(33) + chunks + plain.dropFirst(33)
    }

    /// A clip that says where it was filmed.
    private static func clip() throws -> Data {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/clip.mp4"
        let tags = ["comment=\(canary)", "location=+48.8584+002.2945/", "artist=\(canary)"].flatMap {
            ["-metadata", $0]
        }
        try maker.ffmpeg(
            ["-f", "lavfi", "-i", "testsrc=size=64x48:duration=1", "-c:v", "libx264"] + tags
                + ["-movflags", "use_metadata_tags", path]
        )
        return try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: path)) }
    }

    /// The names of the parts that a picture's file consists of.
    private static func parts(of file: Data) throws -> Set<String> {
        let bytes = [UInt8](file)
        func number(_ start: Int, _ count: Int) -> Int { bytes[start..<start + count].reduce(0) { $0 << 8 | Int($1) } }
        func name(_ start: Int) -> String { String(decoding: bytes[start..<start + 4], as: UTF8.self) }
        var parts: Set<String> = []
        var index: Int
        if bytes.starts(with: [0xFF, 0xD8]) {
            index = 2
            while bytes[index + 1] != 0xDA {
                try #require(bytes[index] == 0xFF)
                parts.insert(String(bytes[index + 1], radix: 16))
                index += 2 + number(index + 2, 2)
            }
            try #require(bytes.suffix(2) == [0xFF, 0xD9])
        } else if bytes.starts(with: [0x89, 0x50]) {
            index = 8
            while index < bytes.count {
                parts.insert(name(index + 4))
                index += 12 + number(index, 4)
            }
        } else if bytes.starts(with: Array("RIFF".utf8)) {
            index = 12
            while index + 8 <= bytes.count {
                parts.insert(name(index))
                let size = (0..<4).reduce(0) { $0 | Int(bytes[index + 4 + $1]) << (8 * $1) }
                index += 8 + size + size & 1
            }
        } else {
            // The items of an AVIF are named in its infe boxes, after their box type, version, id and protection.
            index = 0
            while let range = file[index...].range(of: Data("infe".utf8)) {
                parts.insert(name(range.upperBound + 8))
                index = range.upperBound
            }
        }
        return parts
    }

    private static let allowed: [String: Set<String>] = [
        // JFIF, tables, frame; progressive or not.
        "jpg": ["e0", "db", "c0", "c2", "c4", "dd"],
        "png": ["IHDR", "PLTE", "tRNS", "sRGB", "gAMA", "cHRM", "pHYs", "bKGD", "IDAT", "IEND"],
        "webp": ["VP8 ", "VP8L", "VP8X", "ALPH"],
        "avif": ["av01"],
    ]

    @Test("no output has a trace of them", arguments: ["photo", "drawing", "clip"])
    func outputs(source: String) async throws {
        let file =
            switch source {
            case "photo": try Self.photo()
            case "drawing": try Self.drawing()
            default: try Self.clip()
            }
        #expect(file.range(of: Data(Self.canary.utf8)) != nil)
        try await ServerProcess.with(settings: ["renderers.warm": "video,image"]) { server in
            let token = try await blocking {
                let text = try server.command("tokens", "create", "--project", "p", "--json")
                return try JSONDecoder().decode([String: String].self, from: Data(text.utf8))["token"] ?? ""
            }
            for (format, parts) in Self.allowed {
                let answer = try await Answer.of(
                    .POST,
                    "\(server.base)/api/v1/thumbnails?format=\(format)&max_length=64",
                    headers: [("Authorization", "Bearer \(token)")],
                    body: file
                )
                #expect(answer.status == 200, "\(format): \(answer)")
                for trace in [Self.canary, "Exif", "xmpmeta", "ns.adobe.com", "GPS", "48.8584", "Lavc", "Lavf"] {
                    #expect(answer.body.range(of: Data(trace.utf8)) == nil, "\(trace) in the \(format)")
                }
                let found = try Self.parts(of: answer.body)
                #expect(!found.isEmpty && found.isSubset(of: parts), "\(format): \(found.sorted())")
                // The quarter turn was read, and done.
                if source == "photo", format == "png" {
                    #expect([UInt8](answer.body[16..<24]) == [0, 0, 0, 48, 0, 0, 0, 64])
                }
            }
        }
    }

    @Test("a cover that a client uploads has none of them either, and stands as before", arguments: ["JPG", "PNG"])
    func covers(type: String) async throws {
        let file = type == "JPG" ? try Self.photo() : try Self.drawing()
        try await ServerProcess.with { server in
            let client = try server.client()
            let members: [String: Any] = [
                "title": "a clip", "video_name": "clip", "video_type": "MP4", "cover_type": type,
            ]
            let created = try await client.send(.POST, "/v1.0/{project}/asset", json: members)
            let (asset, address) = (try created.text("asset_id"), try created.text("cover_upload_url"))
            let sent = try await Answer.of(.PUT, address, body: file)
            #expect(sent.status == 200, "\(sent)")
            #expect(sent.headers.first(name: "etag") == "\"\(file.md5.hex)\"", "of what was sent")
            #expect(try await client.upload(of: asset, Self.clip()).status == 200)

            let details = try await client.send(
                .GET,
                "/v1.0/{project}/asset/details",
                query: [("asset_id", asset), ("categories", "base_info")]
            )
            let info = try #require(try details.json["base_info"] as? [String: Any], "\(details)")
            let cover = try #require((info["cover_info_array"] as? [[String: Any]])?.first?["cover_url"] as? String)
            let shown = try await Answer.of(.GET, cover)
            #expect(shown.status == 200)
            for trace in [Self.canary, "xmpmeta", "ns.adobe.com", "Photoshop", "Lavc"] {
                #expect(shown.body.range(of: Data(trace.utf8)) == nil, "\(trace) in the cover")
            }
            // Only how it stands is left of the EXIF data: a directory of one entry.
            let directory: [UInt8] = [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
            let turn = Data("MM".utf8) + [0, 42, 0, 0, 0, 8] + directory
            #expect(shown.body.range(of: turn) != nil)
            #expect(shown.body.count < file.count)
            let parts = try Self.parts(of: shown.body)
            let allowed = type == "JPG" ? Self.allowed["jpg"]?.union(["e1"]) : Self.allowed["png"]?.union(["eXIf"])
            #expect(parts.isSubset(of: allowed ?? []), "\(parts.sorted())")
            // The picture itself is the same to the byte.
            let start = try #require(file.range(of: type == "JPG" ? Data([0xFF, 0xDA]) : Data("IDAT".utf8)))
            #expect(shown.body.range(of: file[start.lowerBound...].prefix(200)) != nil)

            for other in [Data("no picture".utf8), Data(file.prefix(40)), Data()] {
                let refused = try await Answer.of(.PUT, address, body: other)
                #expect(refused.status == 400, "\(refused)")
                #expect("\(refused)".contains("<Code>InvalidImage</Code>"), "\(refused)")
            }
            #expect(try await Answer.of(.GET, cover).body == shown.body)
        }
    }
}

extension VODClient {
    /// Uploads the video of an asset by an address of its own, and confirms it.
    fileprivate func upload(of asset: String, _ video: Data) async throws -> Answer {
        let update: [String: Any] = ["asset_id": asset, "video_name": "clip", "video_type": "MP4"]
        let answer = try await send(.PUT, "/v1.0/{project}/asset", json: update)
        let put = try await Answer.of(.PUT, try answer.text("video_upload_url"), body: video)
        guard put.status == 200 else { return put }
        let confirmation = ["asset_id": asset, "status": "CREATED"]
        return try await send(.POST, "/v1.0/{project}/asset/status/uploaded", json: confirmation)
    }
}
