// SPDX-License-Identifier: Apache-2.0

package import Foundation
package import NIOHTTP1

/// A client of the KooDrive surface, written from the contract's section 3 alone.
package struct KooDriveClient: Sendable {
    /// How a request says who sends it.
    package enum Credential: Sendable {
        /// Not at all.
        case none
        /// `Authorization` with this value (contract 5.4 knows five spellings).
        case header(String)
        /// A signature over the request (contract 5.3).
        case application(ApplicationSignature)
    }

    /// What paths of KooDrive begin with.
    package static let prefix = "/koodrive/ose/v1/"

    package let base: String
    /// Whom the client acts for.
    package let user: String
    /// The personal space of that user.
    package let container: String
    package var credential: Credential

    package init(base: String, user: String, container: String, credential: Credential) {
        self.base = base
        self.user = user
        self.container = container
        self.credential = credential
    }

    /// The same client with other credentials.
    package func with(_ credential: Credential) -> KooDriveClient {
        var client = self
        client.credential = credential
        return client
    }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - path: What follows ``prefix``, or all of it when it begins with a slash; free of characters that need
    ///     encoding.
    ///   - query: Names and values, not encoded, sent in this order.
    ///   - extra: Headers that replace those of the same name.
    package func send(
        _ method: HTTPMethod,
        _ path: String,
        query: [(String, String)] = [],
        body: Data = Data(),
        headers extra: [(String, String)] = []
    ) async throws -> Answer {
        let text = query.map { "\(VODClient.encode($0.0))=\(VODClient.encode($0.1))" }.joined(separator: "&")
        let target = (path.hasPrefix("/") ? path : Self.prefix + path) + (text.isEmpty ? "" : "?\(text)")
        var headers = HTTPHeaders()
        if !body.isEmpty { headers.add(name: "Content-Type", value: "application/json") }
        switch credential {
        case .none: break
        case .header(let value): headers.add(name: "Authorization", value: value)
        case .application(let signature):
            let host = base.replacing("http://", with: "")
            for (name, value) in signature.headers(method.rawValue, target, host: host, body: body) {
                headers.add(name: name, value: value)
            }
        }
        for (name, value) in extra { headers.replaceOrAdd(name: name, value: value) }
        return try await Answer.of(method, base + target, headers: headers.map { ($0.name, $0.value) }, body: body)
    }

    /// Sends a request whose body is JSON.
    package func post(
        _ path: String,
        _ members: [String: Any],
        headers: [(String, String)] = []
    ) async throws -> Answer {
        try await send(.POST, path, body: JSONSerialization.data(withJSONObject: members), headers: headers)
    }
}

extension Answer {
    /// KooDrive's `code`, written as a number or as text (contract 3.2).
    package var code: Int? {
        let code = tree.code
        return code.text.flatMap { Int($0) } ?? code.int
    }

    /// The members of the operation, wherever the envelope has them (contract 3.2: at top level or under `data`).
    package var payload: JSON { tree.data.isAbsent ? tree : tree.data }
}
