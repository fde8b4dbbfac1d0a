// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

/// Thousands of keys, names and headers that want out of their place.
@Suite struct HostileTests {
    private static let project = "0123456789abcdef0123456789abcdef"
    /// What a file that nobody may read has in it.
    private static let secret = "CANARY-of-the-neighbour"
    /// The headers that answers have; any other was brought in by a request.
    private static let known: Set<String> = [
        "accept-ranges", "allow", "cache-control", "connection", "content-disposition", "content-length",
        "content-range",
        "content-security-policy", "content-type", "date", "etag", "location", "retry-after", "server",
        "transfer-encoding", "x-content-type-options", "x-request-id", "x-subject-token", "x-task-id",
    ]

    /// A server whose data folder has neighbours.
    private struct Street: Sendable {
        let root: URL
        let prey: URL
        let server: ServerProcess

        init() throws {
            root = FileManager.default.temporaryDirectory.appending(path: "street-\(UUID().uuidString)")
            let data = root.appending(path: "inner/house/data")
            for name in ["inner/house", "inner/garden", "etc"] {
                try FileManager.default.createDirectory(
                    at: root.appending(path: name),
                    withIntermediateDirectories: true
                )
            }
            try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
            prey = root.appending(path: "prey.txt")
            for name in ["prey.txt", "inner/prey.txt", "inner/house/prey.txt", "inner/garden/0.jpg", "etc/passwd"] {
                try Data(HostileTests.secret.utf8).write(to: root.appending(path: name))
            }
            server = try ServerProcess(data: data)
        }
    }

    /// One request as bytes.
    private static func request(_ number: Int, _ texts: inout HostileTexts, token: String, _ drive: KooDriveClient)
        -> Data
    {
        let text = texts.next()
        var head: [String] = []
        var body = Data()
        func json(_ members: [String: Any]) -> Data { (try? JSONSerialization.data(withJSONObject: members)) ?? Data() }
        switch number % 10 {
        // Keys of objects and paths of pictures.
        case 0:
            let query =
                "AWSAccessKeyId=\(texts.target(texts.next()))&Expires=9999999999&Signature=\(texts.target("../"))"
            head = ["\(["GET", "PUT", "DELETE"][texts.number(0..<3)]) /obs/\(texts.target(text))?\(query) HTTP/1.1"]
        case 1:
            let paths = [
                "/asset/\(texts.target(text))/snapshot/\(texts.target(texts.next()))/dots/0.jpg",
                "/asset/a/cover/\(texts.target(text))/Cover0.jpg", "/asset/\(texts.target(text))",
                "/thumbnail/\(texts.target(text))/\(texts.target(texts.next()))",
                "/drive/\(texts.target(text))/content",
                "/\(texts.target(text))",
            ]
            head = ["GET \(paths[texts.number(0..<paths.count)]) HTTP/1.1"]
        case 2:
            let task = texts.target(text)
            head = ["GET /api/v1/tasks/\(task)?\(texts.target(texts.next())) HTTP/1.1", "X-Auth-Token: \(token)"]
        case 3:
            let query = "asset_id=\(texts.target(text))&categories=\(texts.target(texts.next()))"
            head = ["GET /v1.0/\(project)/asset/details?\(query) HTTP/1.1", "X-Auth-Token: \(token)"]
        // Names.
        case 4:
            body = json([
                "title": text, "video_name": texts.next(), "video_type": texts.pick(), "description": texts.next(),
            ])
            head = ["POST /v1.0/\(project)/asset HTTP/1.1", "X-Auth-Token: \(token)"]
        case 5:
            let auth = [
                "identity": ["methods": ["password"], "password": ["user": ["id": text, "password": texts.next()]]]
            ]
            body = json(["auth": auth])
            head = ["POST /v3/auth/tokens HTTP/1.1"]
        case 6:
            body = json([
                "containerId": drive.container, "fileName": text, "parentFolder": [texts.next()], "fileType": "10",
            ])
            head = ["POST /koodrive/ose/v1/directory HTTP/1.1", "Authorization: Bearer \(drive.bearer)"]
        // Headers.
        case 7, 8:
            let names = [
                "X-Request-Id", "X-Traceid", "language", "X-User-Id", "Authorization", "X-Auth-Token", "Range",
                "If-None-Match", "Content-Type", "Accept", "X-Project-Id", "Origin", "Forwarded", "X-Forwarded-For",
                "Cookie", "x-hw-share-folder-id", "X-Sdk-Date", "Expect", "Upgrade",
            ]
            let paths = [
                "/healthz", "/v1/\(project)/asset/thumbnails", "/koodrive/ose/v1/jobs", "/obs/a/b", "/v3/projects",
            ]
            head = ["GET \(paths[texts.number(0..<paths.count)]) HTTP/1.1"]
            for _ in 0..<3 {
                let name = names[texts.number(0..<names.count)]
                head.append("\(name): \(HostileTexts.headerValue(texts.next()))")
            }
        // Heads that are none.
        default:
            head = ["GET /\(texts.number(0..<2) == 0 ? text : "healthz") HTTP/1.1", "X-A\(texts.pick()): \(text)"]
        }
        head += ["Host: \(number % 7 == 0 ? HostileTexts.headerValue(texts.pick()) : "x")", "Connection: close"]
        if !body.isEmpty { head.append("Content-Type: application/json") }
        head.append("Content-Length: \(body.count)")
        return Data((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }

    /// What is wrong with an answer.
    private static func fault(in answer: Data) -> String? {
        if answer.range(of: Data(secret.utf8)) != nil { return "it has what lies outside" }
        guard let end = answer.range(of: Data("\r\n\r\n".utf8)) else {
            return answer.isEmpty ? nil : "it has no end of its head"
        }
        let lines = String(decoding: answer[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: false)
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 ") else { return "it is no answer" }
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), known.contains(line[..<colon].lowercased()) else {
                return "it has the header '\(line)'"
            }
            let isBare = line.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0.value == 0 }
            if isBare { return "a header goes on in '\(line)'" }
        }
        if first.hasPrefix("HTTP/1.1 5") {
            return "the server failed: \(String(decoding: answer.prefix(600), as: UTF8.self))"
        }
        return nil
    }

    @Test("10,000 hostile keys, names and headers touch nothing outside the data folder and bring in no header")
    func hostile() async throws {
        let street = try Street()
        let server = street.server
        defer {
            server.remove()
            try? FileManager.default.removeItem(at: street.root)
        }
        try await server.start()
        let (token, drive) = try await blocking {
            let text = try server.command("tokens", "create", "--project", Self.project, "--json")
            let token = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))["token"] ?? ""
            return (token, try server.driveClient("ann", of: Self.project))
        }
        let before = try FolderSnapshot(of: street.root, without: server.data)
        let count = Proof.count(sample: 300, full: 10_000)
        let workers = 4
        let answered = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    try await blocking {
                        var texts = HostileTexts(seed: Proof.seed &+ UInt64(worker), prey: street.prey.path)
                        var answered = 0
                        for number in stride(from: worker, to: count, by: workers) {
                            let request = Self.request(number, &texts, token: token, drive)
                            let connection = try RawConnection(to: server.base)
                            connection.send(request)
                            // Decoding mends what is no UTF-8; neither the ends of lines nor names of headers are that.
                            let answer = connection.readToEnd().map { Data($0.utf8) }
                            let place =
                                "seed \(Proof.seed), request \(number): \(String(decoding: request.prefix(1000), as: UTF8.self).debugDescription)"
                            guard let answer else {
                                Issue.record("no end of the answer: \(place)")
                                continue
                            }
                            if let fault = Self.fault(in: answer) { Issue.record("\(fault): \(place)") }
                            if !answer.isEmpty { answered += 1 }
                        }
                        return answered
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        // Only what is no HTTP may go without an answer.
        #expect(answered >= count * 8 / 10)
        #expect(try FolderSnapshot(of: street.root, without: server.data) == before)
        #expect(try Data(contentsOf: street.prey) == Data(Self.secret.utf8))
        try Self.checkData(server)
        #expect(try await Answer.of(.GET, server.base + "/readyz").status == 200)
    }

    @Test("the checks see what they look for")
    func checks() throws {
        let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: vignette\r\n\r\nok"
        #expect(Self.fault(in: Data(good.utf8)) == nil)
        for bad in [
            good.replacing("Server:", with: "X-Injected: 1\r\nServer:"), good.replacing("ok", with: Self.secret),
            good.replacing("vignette", with: "vig\nX-Injected: 1"), good.replacing("vignette", with: "vig\rnette"),
            good.replacing("200 OK", with: "500 Oh"), "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\n",
        ] {
            #expect(Self.fault(in: Data(bad.utf8)) != nil, "\(bad.debugDescription)")
        }
        let street = try Street()
        defer { try? FileManager.default.removeItem(at: street.root) }
        let data = street.server.data
        let before = try FolderSnapshot(of: street.root, without: data)
        try Data("x".utf8).write(to: data.appending(path: "inside"))
        #expect(try FolderSnapshot(of: street.root, without: data) == before)
        try Data("x".utf8).write(to: street.root.appending(path: "inner/outside"))
        #expect(try FolderSnapshot(of: street.root, without: data) != before)
        try FileManager.default.removeItem(at: street.root.appending(path: "inner/outside"))
        // What came and went again shows in the times of the folder.
        #expect(try FolderSnapshot(of: street.root, without: data) != before)
    }

    @Test("names of files come back as they were given, and never as a header of their own")
    func names() async throws {
        let street = try Street()
        let server = street.server
        defer {
            server.remove()
            try? FileManager.default.removeItem(at: street.root)
        }
        try await server.start()
        let drive = try await blocking { try server.driveClient("ann", of: Self.project) }
        let before = try FolderSnapshot(of: street.root, without: server.data)
        var texts = HostileTexts(seed: Proof.seed, prey: street.prey.path)
        var kept = 0
        for number in 0..<Proof.count(sample: 40, full: 1000) {
            // Of every four, three are without what no name may have, and two have a media type that is one.
            let name = number % 4 == 0 ? texts.next() : HostileTexts.fileName(texts.next())
            let mimeType = number % 2 == 0 ? texts.next() : "text/html; a=\"\(number)\""
            let bytes = Data("bytes of \(number)".utf8)
            let created = try await drive.create(name, length: bytes.count, ["mimeType": mimeType])
            guard created.code == 0 else {
                #expect(created.status == 400, "seed \(Proof.seed), \(name.debugDescription): \(created)")
                continue
            }
            kept += 1
            let file = try created.text("fileId")
            #expect(try await drive.put(bytes, to: drive.address(of: 1, size: bytes.count, created)).status == 200)
            #expect(try await drive.complete(file, sha256: bytes.sha256).code == 0)
            let told = try await drive.detail(file).payload
            // Byte for byte, but for the stamp of a name that was taken.
            let given = try #require(told.fileName.text ?? told.fileInfo.fileName.text, "\(told)")
            let isStamped = given.unicodeScalars.count > name.unicodeScalars.count
            // JSONSerialization, which reads the answers here, leaves out a byte order mark at the start of a text.
            let isMarked = name.unicodeScalars.first == "\u{FEFF}"
            let expected = Array(name.utf8.dropFirst(isMarked ? 3 : 0))
            #expect(
                Array(given.utf8) == expected || isStamped,
                "\(given.debugDescription) of \(name.debugDescription)"
            )
            let links = try await drive.download([file])
            let link = String(decoding: links.body, as: UTF8.self)
                .firstMatch(of: /"(http[^"]*\/drive\/[^"]*content[^"]*)"/).map { String($0.1) }
            let address = try #require(link, "\(links)").replacing("\\/", with: "/")
            let answer = try await blocking {
                let connection = try RawConnection(to: server.base)
                connection.send(
                    "GET \(address.dropFirst(server.base.count)) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                )
                return connection.readToEnd().map { Data($0.utf8) }
            }
            let raw = try #require(answer)
            #expect(Self.fault(in: raw) == nil, "seed \(Proof.seed), \(name.debugDescription)")
            #expect(raw.suffix(bytes.count) == bytes, "seed \(Proof.seed), \(name.debugDescription)")
        }
        #expect(kept > 0)
        #expect(try FolderSnapshot(of: street.root, without: server.data) == before)
        try Self.checkData(server)
    }

    /// Checks that the data folder has nothing but what the server names itself, and its log one event a line.
    private static func checkData(_ server: ServerProcess) throws {
        let own = /catalogue\.sqlite(-.+)?|instance\.key|serve\.lock|server\.log|storage|work/
        for name in try FileManager.default.contentsOfDirectory(atPath: server.data.path) {
            #expect(name.wholeMatch(of: own) != nil, "\(name)")
        }
        let storage = server.data.appending(path: "storage")
        let files = FileManager.default.enumerator(atPath: storage.path)
        while let name = files?.nextObject() as? String {
            let stored = /staging(\/[0-9a-f]{32})?|blobs(\/[0-9a-f]{2}(\/[0-9a-f]{32})?)?/
            #expect(name.wholeMatch(of: stored) != nil, "\(name)")
        }
        let log = try Data(contentsOf: server.log)
        for line in log.split(separator: UInt8(ascii: "\n")) {
            let event = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            #expect(event?["msg"] is String, "\(String(decoding: line.prefix(300), as: UTF8.self))")
        }
    }
}

extension KooDriveClient {
    /// The token, without its scheme.
    fileprivate var bearer: String {
        guard case .header(let value) = credential else { return "" }
        return value.replacing("Bearer ", with: "")
    }
}
