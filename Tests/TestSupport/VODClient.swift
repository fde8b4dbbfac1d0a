// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Crypto
package import Foundation
import NIOCore
package import NIOHTTP1

/// A client of the VOD surface that signs as the SDKs do (contract 5.2.1).
package struct VODClient: Sendable {
    package let base: String
    package let project: String
    package let accessKey: String
    package let secretKey: String

    package init(base: String, project: String, accessKey: String, secretKey: String) {
        self.base = base
        self.project = project
        self.accessKey = accessKey
        self.secretKey = secretKey
    }

    /// Sends a signed request.
    ///
    /// - Parameters:
    ///   - path: Begins with a slash and is free of characters that need encoding; `{project}` stands for the project.
    ///   - query: Names and values, not encoded.
    package func send(
        _ method: HTTPMethod,
        _ path: String,
        query: [(String, String)] = [],
        body: Data = Data(),
        headers extra: [(String, String)] = [],
        date: Date = .now
    ) async throws -> Answer {
        let path = path.replacing("{project}", with: project)
        // Names here are plain ASCII without a common beginning, so the order of the pairs is that of the contract.
        let text = query.map { "\(Self.encode($0.0))=\(Self.encode($0.1))" }.sorted().joined(separator: "&")
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted,
            dateTimeSeparator: .standard,
            timeSeparator: .omitted
        )
        let stamp = date.formatted(style)
        let host = base.replacing("http://", with: "")
        let signed = [("content-type", "application/json"), ("host", host), ("x-sdk-date", stamp)]
        let canonical = [
            method.rawValue, path + (path.hasSuffix("/") ? "" : "/"), text,
            signed.map { "\($0.0):\($0.1)\n" }.joined(), signed.map(\.0).joined(separator: ";"),
            Data(SHA256.hash(data: body)).hex,
        ].joined(separator: "\n")
        let toSign = "SDK-HMAC-SHA256\n\(stamp)\n\(Data(SHA256.hash(data: Data(canonical.utf8))).hex)"
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(toSign.utf8),
            using: SymmetricKey(data: Data(secretKey.utf8))
        )
        let authorization =
            "SDK-HMAC-SHA256 Access=\(accessKey), SignedHeaders=content-type;host;x-sdk-date, Signature=\(Data(code).hex)"
        let headers =
            [("Content-Type", "application/json"), ("X-Sdk-Date", stamp), ("Authorization", authorization)] + extra
        return try await Answer.of(
            method,
            base + path + (text.isEmpty ? "" : "?\(text)"),
            headers: headers,
            body: body
        )
    }

    /// Sends a signed request whose body is JSON.
    package func send(_ method: HTTPMethod, _ path: String, json: Any) async throws -> Answer {
        try await send(method, path, body: try JSONSerialization.data(withJSONObject: json))
    }

    /// Makes an asset, uploads `video` and confirms it.
    ///
    /// Returns the asset's id.
    package func upload(_ video: Data, type: String = "MP4", more: [String: Any] = [:]) async throws -> String {
        let members: [String: Any] = ["title": "a clip", "video_name": "clip", "video_type": type]
        let created = try await send(.POST, "/v1.0/{project}/asset", json: members.merging(more) { $1 })
        let asset = try created.text("asset_id")
        let put = try await Answer.of(.PUT, try created.text("video_upload_url"), body: video)
        guard put.status == 200 else { throw ServerTrouble(description: "PUT: \(put)") }
        let confirmed = try await send(
            .POST,
            "/v1.0/{project}/asset/status/uploaded",
            json: ["asset_id": asset, "status": "CREATED"]
        )
        guard confirmed.status == 200 else { throw ServerTrouble(description: "confirm: \(confirmed)") }
        return asset
    }

    /// Orders snapshots.
    ///
    /// Returns the task's id.
    package func snapshot(_ asset: String, _ thumbnail: [String: Any]) async throws -> String {
        let answer = try await send(
            .POST,
            "/v1.0/{project}/asset/process",
            json: ["asset_id": asset, "thumbnail": thumbnail]
        )
        return try answer.text("thumbnail_task_id")
    }

    /// Waits until a task has ended.
    ///
    /// Returns it as the native surface tells it.
    package func finished(_ task: String, within patience: Duration = .seconds(60)) async throws -> Answer {
        let deadline = ContinuousClock.now + patience
        while true {
            let answer = try await send(.GET, "/api/v1/tasks/\(task)")
            let state = try answer.text("state")
            if ["SUCCEED", "FAILED", "PARTIAL"].contains(state) { return answer }
            guard ContinuousClock.now < deadline else {
                throw ServerTrouble(description: "task \(task) is \(state) after \(patience)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    static func encode(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
    }
}

/// An answer, read whole.
package struct Answer: Sendable, CustomStringConvertible {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: Data

    /// Sends a request as it is.
    package static func of(
        _ method: HTTPMethod,
        _ url: String,
        headers: [(String, String)] = [],
        body: Data = Data()
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = HTTPHeaders(headers)
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: Data(bytes.readableBytesView)
        )
    }

    /// The body as a JSON object.
    package var json: [String: Any] {
        get throws {
            guard let object = try JSONSerialization.jsonObject(with: body) as? [String: Any] else {
                throw ServerTrouble(description: "not a JSON object: \(self)")
            }
            return object
        }
    }

    /// A member of the body that is text.
    package func text(_ member: String) throws -> String {
        guard let text = try json[member] as? String else {
            throw ServerTrouble(description: "no \(member) in \(self)")
        }
        return text
    }

    package var description: String { "\(status) \(String(decoding: body.prefix(2000), as: UTF8.self))" }
}
