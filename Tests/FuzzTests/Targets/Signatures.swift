// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
@testable import HTTPAPI
import NIOCore
import UseCases

extension FuzzTarget {
    /// Credentials that are signatures.
    static let signatures = [authorization, signedRequest, signedAddress]

    private static let secret = SymmetricKey(data: Array("a secret of the fuzzing".utf8))
    private static let date = "20261129T045656Z"
    private static let now = Date(timeIntervalSince1970: 1_796_000_216)

    /// `Authorization` headers of both kinds.
    private static let authorization = FuzzTarget(
        "authorization",
        rounds: 12_000,
        seeds: [SignatureAuthorization.Scheme.accessKey, .application].map { scheme in
            let names = "content-type;host;x-sdk-date"
            let signature = String(repeating: "0123456789abcdef", count: 4)
            let parts = "\(scheme.keyName)=AKEXAMPLE1, SignedHeaders=\(names), Signature=\(signature)"
            return Array("\(scheme.algorithm) \(parts)".utf8)
        }
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        for scheme in [SignatureAuthorization.Scheme.accessKey, .application] {
            guard let read = try? SignatureAuthorization(parsing: text, scheme: scheme) else { continue }
            promise(1...128 ~= read.accessKey.utf8.count, "a key of \(read.accessKey.utf8.count) bytes")
            promise(read.signature.utf8.count == 64 && read.signature.utf8.allSatisfy(\.isLowercaseHexDigit), text)
            promise(Set(read.signedHeaders).count == read.signedHeaders.count, "a header twice")
            promise(read.signedHeaders.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty }, "\(read.signedHeaders)")
            guard !read.accessKey.contains(",") else { continue }
            let names = read.signedHeaders.joined(separator: ";")
            let again =
                "\(scheme.algorithm) Signature=\(read.signature),\(scheme.keyName)=\(read.accessKey),SignedHeaders=\(names)"
            promise((try? SignatureAuthorization(parsing: again, scheme: scheme)) == read, again)
        }
    }

    /// Whole requests, of which only those may be let in that the holder of the secret signed.
    private static let signedRequest = FuzzTarget("signed-request", rounds: 2500, seeds: signed.map(\.bytes)) { bytes in
        let request = WireRequest(bytes)
        if RequestSignature.isMeant(by: "SDK-HMAC-SHA256"), (try? RequestSignature.accessKey(of: request.signed)) != nil
        {
            let verified = try? RequestSignature.verify(request.signed, secret: secret, now: now)
            if let verified {
                let isKnown = signed.contains { $0.isSame(as: request, withBody: verified.coversBody) }
                promise(isKnown, "a forged request")
            }
        }
        if (try? AppSignature.verify(request.signed, secret: secret, now: now)) != nil {
            promise(signed.contains { $0.isSame(as: request, withBody: true) }, "a forged request of an application")
        }
    }

    private static let signed: [WireRequest] = [
        signed("GET", "/v1.0/p/asset/list?page=0&size=10&status=CREATED&asset_id=b&asset_id=a"),
        signed("POST", "/v1.0/p/asset/process", body: "{\"asset_id\":\"0123\"}"),
        signed("PUT", "/v1.0/a%2Fb/%E4%B8%AD?A=1&b", isCovered: false, body: "bytes"),
        signed("POST", "/koodrive/ose/v1/document/thumbnail?x=%20", isOfApplication: true, body: "{}"),
    ]

    private static func signed(
        _ method: String,
        _ target: String,
        isOfApplication: Bool = false,
        isCovered: Bool = true,
        body: String = ""
    ) -> WireRequest {
        var headers = [("Host", "vignette.example"), (isOfApplication ? "X-Date" : "X-Sdk-Date", date)]
        if isOfApplication { headers.append(("X-User-Id", "somebody")) }
        if !isCovered { headers += [("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"), ("Content-Type", "text/plain")] }
        var request = WireRequest(method: method, target: target, headers: headers, body: body)
        let names = headers.map { $0.0.lowercased() }
        let hash = SHA256.hash(data: Data(body.utf8)).hex
        guard let lines = try? CanonicalRequest.headers(names, of: request.signed) else { return request }
        let canonical = [
            method, CanonicalRequest.paths(request.signed.path)[0], CanonicalRequest.queries(request.signed.query)[0],
            lines, names.joined(separator: ";"), isCovered ? hash : "UNSIGNED-PAYLOAD",
        ]
        let digest = SHA256.hash(data: Data(canonical.joined(separator: "\n").utf8)).hex
        let scheme: SignatureAuthorization.Scheme = isOfApplication ? .application : .accessKey
        let text = isOfApplication ? [scheme.algorithm, digest] : [scheme.algorithm, date, digest]
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.joined(separator: "\n").utf8), using: secret).hex
        let value = "\(scheme.keyName)=AK1, SignedHeaders=\(names.joined(separator: ";")), Signature=\(code)"
        request.headers.append(("Authorization", "\(scheme.algorithm) \(value)"))
        return request
    }

    /// Addresses that allow one thing until they expire.
    private static let signedAddress = FuzzTarget(
        "signed-address",
        rounds: 6000,
        seeds: grants.map { Array("\($0.method) \(address(of: $0))".utf8) }
    ) { bytes in
        let words = String(decoding: bytes, as: UTF8.self).split(separator: " ", maxSplits: 1).map(String.init)
        guard words.count == 2 else { return }
        let grant = try? UploadSignature.verify(
            method: words[0],
            path: words[1].prefix { $0 != "?" }.percentDecoded,
            queryItems: RawQuery(target: words[1]).items,
            key: { label, _ in label == "key1" ? secret : nil },
            now: now
        )
        if let grant { promise(grants.contains(grant), "a forged address: \(grant)") }
    }

    private static let grants = [
        UploadSignature.Grant(method: "PUT", path: "/obs/p/asset/a/video.mp4"),
        UploadSignature.Grant(method: "PUT", path: "/obs/p/asset/a/video.mp4", uploadID: "u1", partNumber: 12),
        UploadSignature.Grant(method: "POST", path: "/obs/p/asset/a/video.mp4", isAboutUploads: true),
        UploadSignature.Grant(method: "GET", path: "/thumbnail/t/0.jpg", imageProcess: "image/resize,l_100"),
    ]

    private static func address(of grant: UploadSignature.Grant) -> String {
        let items = UploadSignature.queryItems(
            for: grant,
            label: "key1",
            expires: now.addingTimeInterval(60),
            key: secret
        )
        return grant.path + "?" + items.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
    }
}

/// A request as its bytes on the wire: a line, headers, nothing, the body.
private struct WireRequest: Sendable {
    var method: String
    var target: String
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    init(method: String, target: String, headers: [(String, String)], body: String) {
        self.method = method
        self.target = target
        self.headers = headers.map { (name: $0.0, value: $0.1) }
        self.body = Array(body.utf8)
    }

    init(_ bytes: [UInt8]) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        let first = (lines.popFirst() ?? []).split(separator: UInt8(ascii: " "), maxSplits: 1)
        method = first.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
        target = first.count > 1 ? String(decoding: first[1], as: UTF8.self) : ""
        headers = []
        while let line = lines.popFirst(), !line.isEmpty {
            let pair = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count > 1 ? String(decoding: pair[1], as: UTF8.self) : ""
            headers.append((name: String(decoding: pair[0], as: UTF8.self), value: value))
        }
        body = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    var bytes: [UInt8] {
        let head = ["\(method) \(target)"] + headers.map { "\($0.name):\($0.value)" }
        return Array((head.joined(separator: "\n") + "\n\n").utf8) + body
    }

    var signed: SignedRequest {
        SignedRequest(method: method, target: target, headers: headers, body: ByteBuffer(bytes: body))
    }

    /// Whether both ask for the same thing.
    func isSame(as other: WireRequest, withBody: Bool) -> Bool {
        let (mine, others) = (signed, other.signed)
        return method == other.method.uppercased() && (!withBody || body == other.body)
            && !Set(CanonicalRequest.paths(mine.path)).isDisjoint(with: CanonicalRequest.paths(others.path))
            && !Set(CanonicalRequest.queries(mine.query)).isDisjoint(with: CanonicalRequest.queries(others.query))
    }
}
