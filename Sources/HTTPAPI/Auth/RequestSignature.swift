// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import FoundationEssentials
import NIOCore
import UseCases

/// Checks the AK/SK signature `SDK-HMAC-SHA256` of a request.
///
/// The server first asks for the ``accessKey(of:)``, looks its secret up, and then asks to ``verify(_:secret:now:)``.
package enum RequestSignature {
    /// What a valid signature covers.
    package struct Verified: Equatable, Sendable {
        package let accessKey: String
        /// False when the client signed `UNSIGNED-PAYLOAD`: anybody on the way may have changed the body.
        package let coversBody: Bool
    }

    /// How far the clocks of client and server may be apart, in seconds.
    private static let clockTolerance = 15.0 * 60
    private static let contentHashHeader = "x-sdk-content-sha256"
    private static let dateHeader = "x-sdk-date"
    private static let unsignedPayload = "UNSIGNED-PAYLOAD"

    /// Whether `authorization` asks for this kind of check.
    package static func isMeant(by authorization: String) -> Bool {
        authorization.hasPrefix(SignatureAuthorization.algorithm)
    }

    /// The access key that `request` names, which proves nothing yet.
    package static func accessKey(of request: SignedRequest) throws(SignatureRefusal) -> String {
        try SignatureAuthorization(of: request).accessKey
    }

    /// Checks that the holder of `secret` signed `request`, within the last or next 15 minutes of `now`.
    ///
    /// A server has no protection against the same request sent twice within that time.
    package static func verify(
        _ request: SignedRequest,
        secret: SymmetricKey,
        now: Date
    ) throws(SignatureRefusal) -> Verified {
        let authorization = try SignatureAuthorization(of: request)
        guard request.target.hasPrefix("/") else { throw .failed("the request target is not a path") }
        let date = try checkedDate(authorization, request, now)
        let payloads = try payloads(authorization, request)
        let headers = try CanonicalRequest.headers(authorization.signedHeaders, of: request)
        let names = authorization.signedHeaders.joined(separator: ";")
        let expected = Array(authorization.signature.utf8)

        for query in CanonicalRequest.queries(request.query) {
            for path in CanonicalRequest.paths(request.path) {
                for payload in payloads {
                    let lines = [request.method.uppercased(), path, query, headers, names, payload]
                    let text = [SignatureAuthorization.algorithm, date, SHA256.hash(data: canonical(lines)).hex]
                    let signed = Data(text.joined(separator: "\n").utf8)
                    let actual = HMAC<SHA256>.authenticationCode(for: signed, using: secret).hex
                    guard equalInConstantTime(actual.utf8, expected) else { continue }
                    let coversBody = payload != unsignedPayload || request.body.readableBytes == 0
                    return Verified(accessKey: authorization.accessKey, coversBody: coversBody)
                }
            }
        }
        throw .failed("no form of the request has this signature")
    }

    private static func canonical(_ lines: [String]) -> Data {
        Data(lines.joined(separator: "\n").utf8)
    }

    /// The text of `X-Sdk-Date`, which must be signed and near `now`.
    private static func checkedDate(
        _ authorization: SignatureAuthorization,
        _ request: SignedRequest,
        _ now: Date
    ) throws(SignatureRefusal) -> String {
        guard authorization.signedHeaders.contains(dateHeader) else { throw .failed("X-Sdk-Date is not signed") }
        guard let value = request.values(of: dateHeader).first else { throw .failed("X-Sdk-Date is missing") }
        let text = value.trimmingBlanks()
        guard let seconds = SigningTime.seconds(text) else { throw .failed("X-Sdk-Date is malformed") }
        let difference = now.timeIntervalSince1970 - Double(seconds)
        guard abs(difference) <= clockTolerance else {
            throw .clock("X-Sdk-Date is \(Int64(difference.rounded())) seconds before the server's time")
        }
        return text
    }

    /// The payload lines that the client may have signed.
    ///
    /// A signed content hash is held against the body here: the signature alone covers only the header.
    private static func payloads(
        _ authorization: SignatureAuthorization,
        _ request: SignedRequest
    ) throws(SignatureRefusal) -> [String] {
        let hash = request.body.withUnsafeReadableBytes { SHA256.hash(data: $0) }.hex
        guard authorization.signedHeaders.contains(contentHashHeader),
            let value = request.values(of: contentHashHeader).first?.trimmingBlanks()
        else { return [hash] }
        if value == hash { return [hash] }
        guard value == unsignedPayload else { throw .failed("X-Sdk-Content-Sha256 is not the hash of the body") }
        // Python signs the hash of nothing here, Go and Java the literal.
        if request.body.readableBytes == 0 { return [hash, unsignedPayload] }
        guard mayBeUnsigned(request) else { throw .failed("the payload of a JSON request is not signed") }
        return [unsignedPayload]
    }

    /// Whether the body is said to be something other than JSON: SDKs leave only such bodies unsigned.
    private static func mayBeUnsigned(_ request: SignedRequest) -> Bool {
        let types = request.values(of: "content-type")
        guard let type = types.first?.trimmingBlanks().lowercased(), types.count == 1 else { return false }
        return !type.hasPrefix("application/json") && !type.hasPrefix("application/bson")
    }
}
