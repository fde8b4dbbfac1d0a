// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import HTTPAPI
import NIOCore
import Testing

@Suite struct AppSignatureTests {
    let vectors: [AppVectors.Vector]

    init() throws { vectors = try AppVectors.load() }

    @Test("lets in what an application signed, and says for whom")
    func acceptsVectors() throws {
        #expect(vectors.count == 2)
        for vector in vectors {
            #expect(AppSignature.isMeant(by: vector.authorization))
            #expect(try AppSignature.application(of: vector.request) == vector.app_id)
            let user = try AppSignature.verify(vector.request, secret: vector.secret, now: Vectors.now)
            #expect(user == "1605107117323346560", "\(vector.name)")
        }
    }

    @Test(
        "holds for 15 minutes, and lets a clock run one minute ahead",
        arguments: [(-61, false), (-60, true), (0, true), (900, true), (901, false)]
    )
    func clock(seconds: Int, isAllowed: Bool) throws {
        for vector in vectors {
            let refusal = refusal(of: vector.request, vector, now: Vectors.now + Double(seconds))
            #expect((refusal == nil) == isAllowed, "\(vector.name)")
            #expect(isAllowed || refusal?.code == "APIGW.0303")
        }
    }

    @Test("refuses a request in which any one signed byte was changed")
    func everyByteCounts() throws {
        for vector in vectors {
            for changed in mutations(of: vector) {
                #expect(refusal(of: changed, vector) != nil, "\(changed)")
            }
        }
    }

    @Test("refuses another secret")
    func otherSecret() throws {
        for vector in vectors {
            let other = SymmetricKey(data: Data((vector.app_secret + "x").utf8))
            #expect(throws: SignatureRefusal.self) {
                try AppSignature.verify(vector.request, secret: other, now: Vectors.now)
            }
        }
    }

    @Test("demands that the date and the user are there once, and signed", arguments: ["X-Date", "X-User-Id"])
    func compulsoryHeaders(name: String) throws {
        for vector in vectors {
            var fewer = vector.request
            fewer.headers.removeAll { $0.name == name }
            #expect(refusal(of: fewer, vector)?.evidence == "\(name.lowercased()) is missing")
            var more = vector.request
            more.headers += vector.request.headers.filter { $0.name == name }
            #expect(refusal(of: more, vector)?.evidence == "\(name.lowercased()) is missing")
            let signed = vector.signedNames.filter { $0 != name.lowercased() }
            let other = sign(vector, signing: signed)
            #expect(refusal(of: other, vector)?.evidence == "\(name.lowercased()) is not signed")
        }
    }

    @Test("takes a signature over any other headers as well")
    func otherHeaders() throws {
        let vector = try #require(vectors.first)
        let signed = sign(vector, signing: ["content-type", "x-date", "x-user-id"])
        #expect(refusal(of: signed, vector) == nil)
    }

    @Test("does not take the signature of an access key for one of an application")
    func otherScheme() throws {
        let vector = try #require(try Vectors.load().vectors.first)
        #expect(!AppSignature.isMeant(by: vector.authorization))
        #expect(throws: SignatureRefusal.self) { try AppSignature.application(of: vector.request) }
        #expect(throws: SignatureRefusal.self) { try RequestSignature.accessKey(of: vectors[0].request) }
    }

    private func refusal(
        of request: SignedRequest,
        _ vector: AppVectors.Vector,
        now: Date = Vectors.now
    ) -> SignatureRefusal? {
        do throws(SignatureRefusal) {
            _ = try AppSignature.verify(request, secret: vector.secret, now: now)
            return nil
        } catch {
            return error
        }
    }

    /// Signs the request of `vector` anew: a second, independent spelling of the arithmetic.
    ///
    /// Only for a vector without a query.
    private func sign(_ vector: AppVectors.Vector, signing names: [String]) -> SignedRequest {
        var request = vector.request
        request.headers.removeAll { $0.name == "Authorization" }
        let value = { (name: String) in request.headers.first { $0.name.lowercased() == name }?.value ?? "" }
        let body = hexadecimal(SHA256.hash(data: Data(request.body.readableBytesView)))
        let list = names.joined(separator: ";")
        let text =
            "\(request.method)\n\(request.target)/\n\n" + names.map { "\($0):\(value($0))\n" }.joined()
            + "\n\(list)\n\(body)"
        let toSign = "HMAC-SHA256\n\(hexadecimal(SHA256.hash(data: Data(text.utf8))))"
        let code = hexadecimal(HMAC<SHA256>.authenticationCode(for: Data(toSign.utf8), using: vector.secret))
        let header = "HMAC-SHA256 AppId=\(vector.app_id),SignedHeaders=\(list),Signature=\(code)"
        request.headers.append(("Authorization", header))
        return request
    }

    private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The request with each byte of its method, target, signed headers, signature and body changed in turn.
    private func mutations(of vector: AppVectors.Vector) -> [SignedRequest] {
        let request = vector.request
        var requests: [SignedRequest] = []
        for text in changes(of: request.method) { requests.append(with(request) { $0.method = text }) }
        for text in changes(of: request.target) { requests.append(with(request) { $0.target = text }) }
        for (index, header) in request.headers.enumerated() {
            let isAuthorization = header.name == "Authorization"
            guard isAuthorization || vector.signedNames.contains(header.name.lowercased()) else { continue }
            // The AppId stands outside the signature: it chooses the secret.
            let keep = isAuthorization ? header.value.prefix(while: { $0 != "," }) : ""
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
