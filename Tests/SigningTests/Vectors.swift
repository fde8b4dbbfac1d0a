// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import HTTPAPI
import NIOCore

/// The signing vectors of the contract.
struct Vectors: Decodable {
    struct Wire: Decodable {
        var method: String?
        var request_target: String
        var headers: [String: String]
        var body_utf8: String
    }

    struct Accepted: Decodable {
        struct Input: Decodable { var method: String }
        var name: String
        var input: Input?
        var wire: Wire
        var authorization: String

        var request: SignedRequest {
            SignedRequest(
                method: wire.method ?? input?.method ?? "",
                target: wire.request_target,
                headers: wire.headers.map { ($0.key, $0.value) } + [("Authorization", authorization)],
                body: ByteBuffer(string: wire.body_utf8)
            )
        }
    }

    struct Refused: Decodable {
        var name: String
        var method: String
        var target: String
        var headers: [String: String]
        var body: String
        var authorization: String

        var request: SignedRequest {
            SignedRequest(
                method: method,
                target: target,
                headers: headers.map { ($0.key, $0.value) } + [("Authorization", authorization)],
                body: ByteBuffer(string: body)
            )
        }
    }

    struct OtherSDKs: Decodable { var vectors: [Accepted] }

    var access_key: String
    var secret_key: String
    var vectors: [Accepted]
    var must_be_refused: [Refused]
    var other_sdks: OtherSDKs

    var secret: SymmetricKey { SymmetricKey(data: Data(secret_key.utf8)) }

    /// The server's clock for all vectors, 2026-11-21T08:30:00Z.
    static let now = Date(timeIntervalSince1970: 1_795_249_800)

    static func load() throws -> Vectors {
        try JSONDecoder().decode(Vectors.self, from: try text())
    }

    /// The file of all vectors, from `$VIGNETTE_CONTRACT` or from beside the package.
    static func text() throws -> Data {
        let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let folder = ProcessInfo.processInfo.environment["VIGNETTE_CONTRACT"] ?? package + "/../shared/contract"
        return try Data(contentsOf: URL(filePath: folder + "/signing-vectors.json"))
    }
}
