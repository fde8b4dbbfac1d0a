// SPDX-License-Identifier: Apache-2.0

import Crypto
package import Foundation

/// The signature of an application for one of its users (contract 5.3).
package struct ApplicationSignature: Sendable {
    package var id: String
    package var secret: String
    /// Whom the application acts for.
    package var user: String
    /// `X-Date`; `nil` is now.
    package var date: Date?
    /// The headers that are signed, in the order of `SignedHeaders`.
    package var signedNames = ["host", "x-date", "x-user-id"]

    package init(id: String, secret: String, user: String) {
        self.id = id
        self.secret = secret
        self.user = user
    }

    /// The headers that sign a request; `target` is its path and query as they are sent.
    package func headers(_ method: String, _ target: String, host: String, body: Data) -> [(String, String)] {
        let style = Date.ISO8601FormatStyle(
            dateSeparator: .omitted,
            dateTimeSeparator: .standard,
            timeSeparator: .omitted
        )
        let stamp = (date ?? .now).formatted(style)
        let values = ["host": host, "x-date": stamp, "x-user-id": user, "content-type": "application/json"]
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        let path = parts[0].hasSuffix("/") ? parts[0] : parts[0] + "/"
        let query = parts.count > 1 ? parts[1].split(separator: "&").sorted(by: Self.precedes) : []
        let canonical = [
            method, path, query.joined(separator: "&"),
            signedNames.map { "\($0):\(values[$0] ?? "")\n" }.joined(), signedNames.joined(separator: ";"),
            Data(SHA256.hash(data: body)).hex,
        ].joined(separator: "\n")
        let toSign = "HMAC-SHA256\n\(Data(SHA256.hash(data: Data(canonical.utf8))).hex)"
        let key = SymmetricKey(data: Data(secret.utf8))
        let code = Data(HMAC<SHA256>.authenticationCode(for: Data(toSign.utf8), using: key)).hex
        let names = signedNames.joined(separator: ";")
        return [
            ("X-Date", stamp), ("X-User-Id", user),
            ("Authorization", "HMAC-SHA256 AppId=\(id),SignedHeaders=\(names),Signature=\(code)"),
        ]
    }

    /// By bytes: upper case comes first.
    private static func precedes(_ one: Substring, _ other: Substring) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }
}
