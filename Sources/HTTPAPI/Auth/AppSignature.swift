// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import FoundationEssentials
import NIOCore
import UseCases

/// Checks the signature `HMAC-SHA256` with which an application calls the drive (contract 5.3).
///
/// The server first asks for the ``application(of:)``, looks its secret up, and then asks to
/// ``verify(_:secret:now:)``.
package enum AppSignature {
    /// How long a signature holds, and how far the client's clock may run ahead, in seconds.
    private static let lifetime = 15.0 * 60
    private static let clockTolerance = 60.0
    private static let dateHeader = "x-date"
    private static let userHeader = "x-user-id"

    /// Whether `authorization` asks for this kind of check.
    package static func isMeant(by authorization: String) -> Bool {
        authorization.hasPrefix(SignatureAuthorization.Scheme.application.algorithm + " ")
    }

    /// The AppId that `request` names, which proves nothing yet.
    package static func application(of request: SignedRequest) throws(SignatureRefusal) -> String {
        try SignatureAuthorization(of: request, scheme: .application).accessKey
    }

    /// Checks that the holder of `secret` signed `request` within the last 15 minutes of `now`.
    ///
    /// A server has no protection against the same request sent twice within that time.
    ///
    /// - Returns: The user that the application acts for.
    package static func verify(
        _ request: SignedRequest,
        secret: SymmetricKey,
        now: Date
    ) throws(SignatureRefusal) -> String {
        let authorization = try SignatureAuthorization(of: request, scheme: .application)
        guard request.target.hasPrefix("/") else { throw .failedApp("the request target is not a path") }
        let user = try value(of: userHeader, authorization, request)
        try checkDate(value(of: dateHeader, authorization, request), now)
        let headers = try CanonicalRequest.headers(authorization.signedHeaders, of: request)
        let names = authorization.signedHeaders.joined(separator: ";")
        let payload = request.body.withUnsafeReadableBytes { SHA256.hash(data: $0) }.hex

        for query in CanonicalRequest.queries(request.query) {
            for path in CanonicalRequest.paths(request.path) {
                let lines = [request.method.uppercased(), path, query, headers, names, payload]
                let digest = SHA256.hash(data: Data(lines.joined(separator: "\n").utf8)).hex
                // No line for the date: it counts as a signed header (contract 7, no. 20).
                let text = SignatureAuthorization.Scheme.application.algorithm + "\n" + digest
                let actual = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: secret).hex
                if equalInConstantTime(actual.utf8, authorization.signature.utf8) { return user }
            }
        }
        throw .failedApp("no form of the request has this signature")
    }

    /// The value of a header that must be there once, filled and signed.
    private static func value(
        of name: String,
        _ authorization: SignatureAuthorization,
        _ request: SignedRequest
    ) throws(SignatureRefusal) -> String {
        guard authorization.signedHeaders.contains(name) else { throw .failedApp("\(name) is not signed") }
        let values = request.values(of: name)
        guard let value = values.first?.trimmingBlanks(), values.count == 1, !value.isEmpty else {
            throw .failedApp("\(name) is missing")
        }
        return value
    }

    private static func checkDate(_ text: String, _ now: Date) throws(SignatureRefusal) {
        guard let seconds = SigningTime.seconds(text) else { throw .failedApp("X-Date is malformed") }
        let age = now.timeIntervalSince1970 - Double(seconds)
        guard (-clockTolerance...lifetime).contains(age) else {
            throw .clock("X-Date is \(Int64(age.rounded())) seconds before the server's time")
        }
    }
}

extension SignatureRefusal {
    /// The signature of an application does not fit the request; which rule was broken is for the operator.
    static func failedApp(_ evidence: String) -> Self {
        Self(code: "APIGW.0303", message: "Incorrect app authentication information", evidence: evidence)
    }
}
