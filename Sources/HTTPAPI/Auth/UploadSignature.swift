// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import FoundationEssentials
import UseCases

/// The signature in a presigned upload address: whoever has the address may do this one thing until it expires.
///
/// The query items carry the names that object stores use, since clients append a part number or read the expiry.
/// Bytes and content type of the upload are free.
package enum UploadSignature {
    /// One thing that an address allows.
    package struct Grant: Equatable, Sendable {
        /// `PUT`, `POST`, `GET` or `DELETE`.
        package var method: String
        /// The path of the object, as it stands in the address.
        package var path: String
        /// The multipart upload it belongs to (`uploadId`).
        package var uploadID: String?
        /// 1...10000 (`partNumber`).
        package var partNumber: Int?
        /// Whether it is about starting or listing multipart uploads (`uploads`).
        package var isAboutUploads: Bool
        /// The picture that it is about (`imageProcess`, in OBS's words).
        package var imageProcess: String?

        package init(
            method: String,
            path: String,
            uploadID: String? = nil,
            partNumber: Int? = nil,
            isAboutUploads: Bool = false,
            imageProcess: String? = nil
        ) {
            self.method = method
            self.path = path
            self.uploadID = uploadID
            self.partNumber = partNumber
            self.isAboutUploads = isAboutUploads
            self.imageProcess = imageProcess
        }
    }

    /// Why an upload was not let in.
    package enum Refusal: Error, Equatable, Sendable {
        /// A query item is missing, malformed or there twice.
        case malformed
        case expired
        /// The address was not made by this server, or not for this.
        case mismatch
    }

    /// The query items of `grant`, in the order in which they belong into the address.
    ///
    /// - Parameters:
    ///   - grant: What the address will allow.
    ///   - label: Names the key (`AWSAccessKeyId`); no secret, and covered by the signature.
    ///   - expires: Rounded down to the second.
    ///   - key: The secret of this server.
    /// - Returns: Decoded names and values; those who write an address encode them.
    package static func queryItems(
        for grant: Grant,
        label: String,
        expires: Date,
        key: SymmetricKey
    ) -> [(name: String, value: String)] {
        let seconds = Int64(expires.timeIntervalSince1970.rounded(.down))
        var items: [(name: String, value: String)] = []
        if grant.isAboutUploads { items.append(("uploads", "")) }
        if let partNumber = grant.partNumber { items.append(("partNumber", String(partNumber))) }
        if let uploadID = grant.uploadID { items.append(("uploadId", uploadID)) }
        if let imageProcess = grant.imageProcess { items.append(("imageProcess", imageProcess)) }
        let code = HMAC<SHA256>.authenticationCode(for: text(grant, label, seconds), using: key)
        return items + [("AWSAccessKeyId", label), ("Expires", String(seconds)), ("Signature", code.hex)]
    }

    /// Checks that `queryItems`, decoded, are those of an address for exactly this, made with one of our keys and not yet
    /// expired.
    ///
    /// Items with other names mean nothing and are passed over.
    ///
    /// - Parameter key: The key that a label names, if it can have signed an address that expires then.
    /// - Returns: What the address allows.
    package static func verify(
        method: String,
        path: String,
        queryItems: [(name: String, value: String)],
        key: (_ label: String, _ expires: Date) -> SymmetricKey?,
        now: Date
    ) throws(Refusal) -> Grant {
        guard let label = try value(of: "AWSAccessKeyId", in: queryItems),
            let expires = try value(of: "Expires", in: queryItems), let seconds = Int64(expires),
            let signature = try value(of: "Signature", in: queryItems)
        else { throw .malformed }
        let partNumber = try value(of: "partNumber", in: queryItems)
        let grant = Grant(
            method: method,
            path: path,
            uploadID: try value(of: "uploadId", in: queryItems),
            partNumber: partNumber.flatMap { Int($0) },
            isAboutUploads: try value(of: "uploads", in: queryItems) != nil,
            imageProcess: try value(of: "imageProcess", in: queryItems)
        )
        guard partNumber == grant.partNumber.map(String.init), expires == String(seconds) else { throw .malformed }
        guard let key = key(label, Date(timeIntervalSince1970: TimeInterval(seconds))) else { throw .mismatch }
        let code = HMAC<SHA256>.authenticationCode(for: text(grant, label, seconds), using: key)
        guard equalInConstantTime(code.hex.utf8, signature.utf8) else { throw .mismatch }
        guard now.timeIntervalSince1970 < Double(seconds) else { throw .expired }
        return grant
    }

    /// The value of the one item `name`; `nil` when there is none.
    private static func value(
        of name: String,
        in items: [(name: String, value: String)]
    ) throws(Refusal) -> String? {
        let values = items.filter { $0.name == name }
        guard values.count <= 1 else { throw .malformed }
        return values.first?.value
    }

    /// What is signed: every part with its length, so that no two grants have the same text.
    private static func text(_ grant: Grant, _ label: String, _ expires: Int64) -> Data {
        let parts: [String?] = [
            "vignette-upload-1", grant.method, grant.path, label, String(expires), grant.uploadID,
            grant.partNumber.map { String($0) }, grant.isAboutUploads ? "uploads" : nil,
            grant.imageProcess,
        ]
        return Data(parts.map { part in part.map { "\($0.utf8.count):\($0)\n" } ?? "-\n" }.joined().utf8)
    }
}
