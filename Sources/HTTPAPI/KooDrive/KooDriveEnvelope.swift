// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Hummingbird
import NIOCore

/// How answers are written for one request.
struct KooDriveSpeech: Sendable {
    var language: KooDriveLanguage
    /// Whether `code` is a text.
    var codeAsString: Bool
    var requestID: String

    /// A success, with the members of `body` beside `code` and `msg`.
    func answer(_ body: some Encodable) -> Response {
        respond(.ok, Envelope(code: code(0), msg: KooDriveCode.success.message.text(in: language), body: body))
    }

    /// A success and nothing more.
    func success() -> Response { answer(Nothing()) }

    func answer(_ error: KooDriveError) -> Response {
        let message = error.message.text(in: language)
        let body = error.gatewayCode.map { GatewayMembers(error_code: $0, error_msg: message, request_id: requestID) }
        return respond(error.status, Envelope(code: code(error.code), msg: message, body: body))
    }

    func code(_ number: Int) -> CodeValue { CodeValue(number: number, isText: codeAsString) }

    private func respond(_ status: HTTPResponse.Status, _ value: some Encodable) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        return Response(
            status: status,
            headers: [.contentType: "application/json", .contentLength: String(data.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data))
        )
    }

    private struct Nothing: Encodable {}

    /// The gateway spells its members so.
    private struct GatewayMembers: Encodable {
        var error_code: String
        var error_msg: String
        var request_id: String
    }
}

/// A code as it is written: a number or, for clients that compare it with `"0"`, a text.
struct CodeValue: Encodable {
    var number: Int
    var isText: Bool

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if isText { try container.encode(String(number)) } else { try container.encode(number) }
    }
}

/// KooDrive's envelope: the members of an answer, with `code` and `msg` among them.
private struct Envelope<Body: Encodable>: Encodable {
    var code: CodeValue
    var msg: String
    var body: Body?

    private enum Key: String, CodingKey {
        case code, msg
    }

    func encode(to encoder: any Encoder) throws {
        try body?.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(code, forKey: .code)
        try container.encode(msg, forKey: .msg)
    }
}
