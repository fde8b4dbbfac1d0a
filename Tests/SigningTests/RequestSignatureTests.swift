// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import HTTPAPI
import NIOCore
import Testing

@Suite struct RequestSignatureTests {
    let vectors: Vectors

    init() throws { vectors = try Vectors.load() }

    @Test("lets every request in that an SDK signed")
    func acceptsVectors() throws {
        #expect(vectors.vectors.count == 33)
        #expect(vectors.other_sdks.vectors.count == 4)
        for vector in vectors.vectors + vectors.other_sdks.vectors {
            #expect(throws: Never.self, "\(vector.name)") {
                #expect(try RequestSignature.accessKey(of: vector.request) == vectors.access_key)
                let verified = try RequestSignature.verify(vector.request, secret: vectors.secret, now: Vectors.now)
                #expect(verified.accessKey == vectors.access_key)
                #expect(verified.coversBody == (vector.name != "body-not-json-unsigned-payload"), "\(vector.name)")
            }
        }
    }

    @Test("refuses what was changed, replayed or signed otherwise")
    func refusesVectors() throws {
        #expect(vectors.must_be_refused.count == 15)
        for vector in vectors.must_be_refused {
            let isLate = vector.name == "replayed-after-16-minutes"
            let refusal = #expect(throws: SignatureRefusal.self, "\(vector.name)") {
                let key = try RequestSignature.accessKey(of: vector.request)
                // As the server does: a key that nobody has cannot be checked.
                guard key == vectors.access_key else { throw SignatureRefusal.unknownKey(key) }
                let now = Vectors.now + (isLate ? 16 * 60 : 0)
                return try RequestSignature.verify(vector.request, secret: vectors.secret, now: now)
            }
            #expect(refusal?.code == (isLate ? "APIGW.0303" : "APIGW.0301"), "\(vector.name)")
        }
    }

    @Test("says in the gateway's words why")
    func messages() throws {
        #expect(
            SignatureRefusal.unknownKey("AK1").message
                == "Incorrect IAM authentication information: Get secretKey failed,ak:AK1,err:ak not exist"
        )
        var request = try vector("put-json-body").request
        request.method = "POST"
        let refusal = refusal(of: request)
        #expect(refusal?.message == "Incorrect IAM authentication information: verify aksk signature fail")
    }

    @Test(
        "allows 15 minutes between the clocks, to the second",
        arguments: [(-901, false), (-900, true), (900, true), (901, false)]
    )
    func clock(seconds: Int, isAllowed: Bool) throws {
        let request = try vector("put-json-body").request
        let refusal = refusal(of: request, now: Vectors.now + Double(seconds))
        #expect((refusal == nil) == isAllowed)
        #expect(isAllowed || refusal?.code == "APIGW.0303")
    }

    @Test("refuses a request in which any one signed byte was changed")
    func everyByteCounts() throws {
        for name in ["post-json-with-query", "project-and-security-token", "body-with-explicit-content-sha256"] {
            var request = try vector(name).request
            // The blanks after its commas are the only bytes of Authorization that may be there or not.
            for index in request.headers.indices where request.headers[index].name == "Authorization" {
                request.headers[index].value.replace(", ", with: ",")
            }
            #expect(refusal(of: request) == nil)
            for changed in mutations(of: request) {
                #expect(refusal(of: changed) != nil, "\(changed)")
            }
        }
    }

    @Test("refuses another secret, to the last byte")
    func otherSecret() throws {
        let request = try vector("put-json-body").request
        for index in vectors.secret_key.utf8.indices {
            var bytes = Array(vectors.secret_key.utf8)
            bytes[vectors.secret_key.utf8.distance(from: vectors.secret_key.utf8.startIndex, to: index)] ^= 1
            #expect(throws: SignatureRefusal.self) {
                try RequestSignature.verify(request, secret: SymmetricKey(data: bytes), now: Vectors.now)
            }
        }
    }

    @Test("refuses a signed header that is missing or there twice")
    func headerCounts() throws {
        let request = try vector("put-json-body").request
        for name in ["Host", "Content-Type", "X-Sdk-Date", "Authorization"] {
            var fewer = request
            fewer.headers.removeAll { $0.name == name }
            #expect(refusal(of: fewer) != nil, "\(name) missing")
            var more = request
            more.headers += request.headers.filter { $0.name == name }.map { ($0.name.uppercased(), $0.value) }
            #expect(refusal(of: more) != nil, "\(name) twice")
        }
    }

    @Test("ignores headers that are not signed")
    func otherHeaders() throws {
        var request = try vector("put-json-body").request
        request.headers += [("Accept", "*/*"), ("Accept", "text/plain"), ("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD")]
        #expect(refusal(of: request) == nil)
    }

    @Test("does not take an unsigned payload for JSON")
    func unsignedJSON() throws {
        for type in ["application/json", "APPLICATION/JSON; charset=utf-8", "application/bson"] {
            var request = try vector("body-not-json-unsigned-payload").request
            request.headers.removeAll { $0.name == "Content-Type" }
            request.headers.append(("Content-Type", type))
            let names = ["host", "x-sdk-content-sha256", "x-sdk-date"]
            let signed = sign(request, signing: names, payload: "UNSIGNED-PAYLOAD")
            #expect(refusal(of: signed)?.evidence == "the payload of a JSON request is not signed")
        }
    }

    @Test("takes the literal payload of an empty body, as Go and Java sign it")
    func literalPayloadOfNothing() throws {
        let request = try vector("body-not-json-empty").request
        let names = ["host", "x-sdk-content-sha256", "x-sdk-date"]
        let signed = sign(request, signing: names, payload: "UNSIGNED-PAYLOAD")
        #expect(refusal(of: signed) == nil)
    }

    @Test(
        "takes an encoded slash in each of its spellings",
        arguments: ["/v1/a/b/", "/v1/a%2Fb/", "/v1/a%252Fb/"]
    )
    func encodedSlash(canonicalPath: String) throws {
        let request = try vector("path-encoded-slash").request
        let signed = sign(request, signing: ["host", "x-sdk-date"], path: canonicalPath)
        #expect(refusal(of: signed) == nil)
        var other = signed
        other.target = "/v1/a%2Fc"
        #expect(refusal(of: other) != nil)
    }

    @Test(
        "refuses a malformed Authorization",
        arguments: [
            "", "SDK-HMAC-SHA256", "SDK-HMAC-SHA256 ", "SDK-HMAC-SHA256 Access=a",
            "SDK-HMAC-SM3 Access=a, SignedHeaders=x-sdk-date, Signature=HEX",
            "V11-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=HEX",
            "SDK-HMAC-SHA256 Access=, SignedHeaders=x-sdk-date, Signature=HEX",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=, Signature=HEX",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date;, Signature=HEX",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=X-Sdk-Date, Signature=HEX",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date;x-sdk-date, Signature=HEX",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=HEX0",
            "SDK-HMAC-SHA256 Access=a, Access=a, SignedHeaders=x-sdk-date, Signature=HEX",
            "SDK-HMAC-SHA256 Access=a, SignedHeaders=x-sdk-date, Signature=HEX, Other=1",
            "SDK-HMAC-SHA256 Access=a\u{7}, SignedHeaders=x-sdk-date, Signature=HEX",
        ]
    )
    func malformedAuthorization(text: String) throws {
        var request = try vector("get-no-query").request
        request.headers.removeAll { $0.name == "Authorization" }
        let digits = String(repeating: "0", count: 64)
        request.headers.append(("Authorization", text.replacing("HEX", with: digits)))
        #expect(throws: SignatureRefusal.self) { try RequestSignature.accessKey(of: request) }
        #expect(refusal(of: request)?.code == "APIGW.0301")
    }

    @Test(
        "refuses a malformed date",
        arguments: [
            "", "20261121T083000", "20261121 083000Z", "20261321T083000Z", "2026112AT083000Z", "20261121T083060Z",
        ]
    )
    func malformedDate(text: String) throws {
        var request = try vector("get-no-query").request
        request.headers.removeAll { $0.name == "X-Sdk-Date" }
        request.headers.append(("X-Sdk-Date", text))
        #expect(refusal(of: sign(request, signing: ["host", "x-sdk-date"]))?.evidence == "X-Sdk-Date is malformed")
    }

    private func vector(_ name: String) throws -> Vectors.Accepted {
        try #require(vectors.vectors.first { $0.name == name })
    }

    private func refusal(of request: SignedRequest, now: Date = Vectors.now) -> SignatureRefusal? {
        do throws(SignatureRefusal) {
            _ = try RequestSignature.verify(request, secret: vectors.secret, now: now)
            return nil
        } catch {
            return error
        }
    }

    /// Signs `request`, which has no query, anew: a second, independent spelling of the arithmetic.
    private func sign(
        _ request: SignedRequest,
        signing names: [String],
        path: String? = nil,
        payload: String? = nil
    ) -> SignedRequest {
        var request = request
        request.headers.removeAll { $0.name == "Authorization" }
        let value = { (name: String) in request.headers.first { $0.name.lowercased() == name }?.value ?? "" }
        let body = payload ?? hexadecimal(SHA256.hash(data: Data(request.body.readableBytesView)))
        let text =
            "\(request.method)\n\(path ?? request.target + "/")\n\n" + names.map { "\($0):\(value($0))\n" }.joined()
            + "\n\(names.joined(separator: ";"))\n\(body)"
        let toSign = "SDK-HMAC-SHA256\n\(value("x-sdk-date"))\n\(hexadecimal(SHA256.hash(data: Data(text.utf8))))"
        let code = hexadecimal(HMAC<SHA256>.authenticationCode(for: Data(toSign.utf8), using: vectors.secret))
        let list = names.joined(separator: ";")
        let header = "SDK-HMAC-SHA256 Access=\(vectors.access_key), SignedHeaders=\(list), Signature=\(code)"
        request.headers.append(("Authorization", header))
        return request
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// `request` with each byte of its method, target, signed headers, signature and body changed in turn.
    private func mutations(of request: SignedRequest) -> [SignedRequest] {
        var requests: [SignedRequest] = []
        for text in changes(of: request.method) { requests.append(with(request) { $0.method = text }) }
        for text in changes(of: request.target) { requests.append(with(request) { $0.target = text }) }
        for (index, header) in request.headers.enumerated() {
            // The access key stands outside the signature: it chooses the secret.
            let keep = header.name == "Authorization" ? header.value.prefix(while: { $0 != "," }) : ""
            for text in changes(of: String(header.value.dropFirst(keep.count))) {
                requests.append(with(request) { $0.headers[index].value = keep + text })
            }
        }
        for text in changes(of: String(buffer: request.body)) {
            requests.append(with(request) { $0.body = ByteBuffer(string: text) })
        }
        return requests
    }
}
