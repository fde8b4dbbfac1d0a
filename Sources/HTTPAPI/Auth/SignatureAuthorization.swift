// SPDX-License-Identifier: Apache-2.0

/// An `Authorization` header of the form
/// `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b;c, Signature=…`, or of its sister for applications.
struct SignatureAuthorization: Equatable, Sendable {
    /// A kind of signature: what its header begins with, and what it calls its key.
    struct Scheme: Equatable, Sendable {
        var algorithm: String
        var keyName: String

        /// Access keys (contract 5.2).
        static let accessKey = Scheme(algorithm: SignatureAuthorization.algorithm, keyName: "Access")
        /// Applications of the drive (contract 5.3).
        static let application = Scheme(algorithm: "HMAC-SHA256", keyName: "AppId")
    }

    static let algorithm = "SDK-HMAC-SHA256"

    let accessKey: String
    /// Lower-case header names, in the order in which they were signed.
    let signedHeaders: [String]
    /// 64 lower-case hex digits.
    let signature: String

    /// Reads the one `Authorization` header of `request`.
    init(of request: SignedRequest, scheme: Scheme = .accessKey) throws(SignatureRefusal) {
        let values = request.values(of: "authorization")
        guard let value = values.first, values.count == 1 else {
            throw .failed("\(values.count) Authorization headers")
        }
        try self.init(parsing: value, scheme: scheme)
    }

    /// Reads the text of the header; its three parts may stand in any order, each exactly once.
    init(parsing text: String, scheme: Scheme = .accessKey) throws(SignatureRefusal) {
        guard text.hasPrefix(scheme.algorithm + " ") else {
            throw .failed("Authorization has another algorithm than \(scheme.algorithm)")
        }
        var parts: [String: String] = [:]
        let list = text.dropFirst(scheme.algorithm.count + 1)
        for piece in list.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = piece.trimmingBlanks().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, parts.updateValue(String(pair[1]), forKey: String(pair[0])) == nil else {
                throw .failed("Authorization has a malformed or repeated part")
            }
        }
        guard parts.count == 3, let key = parts[scheme.keyName], let names = parts["SignedHeaders"],
            let signature = parts["Signature"]
        else { throw .failed("Authorization needs \(scheme.keyName), SignedHeaders and Signature") }
        guard (1...128).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .failed("the access key is malformed")
        }
        guard signature.utf8.count == 64, signature.utf8.allSatisfy(\.isLowercaseHexDigit) else {
            throw .failed("the signature is not 64 lower-case hex digits")
        }
        accessKey = key
        signedHeaders = try Self.headerNames(names)
        self.signature = signature
    }

    private static func headerNames(_ list: String) throws(SignatureRefusal) -> [String] {
        let names = list.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy(isLowercaseToken) else { throw .failed("SignedHeaders has a malformed name") }
        guard Set(names).count == names.count else { throw .failed("SignedHeaders names a header twice") }
        return names
    }

    /// Whether `name` is a header name in lower case (RFC 9110, 5.6.2).
    private static func isLowercaseToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
    }
}

extension StringProtocol {
    /// The text without the blanks and tabs at its ends, which are no part of a header's value (RFC 9110, 5.5).
    func trimmingBlanks() -> String {
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let bytes = utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(bytes), as: UTF8.self)
    }
}

extension UInt8 {
    var isLowercaseHexDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
