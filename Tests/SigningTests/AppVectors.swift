// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import HTTPAPI
import NIOCore

/// The vectors of the contract for applications.
struct AppVectors: Decodable {
    struct Vector: Decodable {
        var name: String
        var app_id: String
        var app_secret: String
        var method: String
        var host: String
        var request_target: String
        var headers: [String: String]
        var body_utf8: String
        var authorization: String

        var secret: SymmetricKey { SymmetricKey(data: Data(app_secret.utf8)) }

        var request: SignedRequest {
            SignedRequest(
                method: method,
                target: request_target,
                headers: headers.map { ($0.key, $0.value) } + [("Host", host), ("Authorization", authorization)],
                body: ByteBuffer(string: body_utf8)
            )
        }

        /// The names that are signed.
        var signedNames: [String] {
            let list = authorization.split(separator: "SignedHeaders=").last?.prefix { $0 != "," } ?? ""
            return list.split(separator: ";").map(String.init)
        }
    }

    var vectors: [Vector]

    /// Reads the vectors from where ``Vectors`` are.
    static func load() throws -> [Vector] {
        struct File: Decodable { var koodrive_app_auth: AppVectors }
        return try JSONDecoder().decode(File.self, from: try Vectors.text()).koodrive_app_auth.vectors
    }
}
