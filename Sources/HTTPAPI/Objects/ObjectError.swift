// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model
import NIOCore

/// An error in the object store's shape, as S3 and OBS have it: `<Error><Code/><Message/><RequestId/></Error>`.
struct ObjectError: Error {
    var status: HTTPResponse.Status
    var code: String
    var message: String

    static let noSuchKey = ObjectError(.notFound, "NoSuchKey", "There is nothing under this address.")
    static let noSuchUpload = ObjectError(.notFound, "NoSuchUpload", "There is no such multipart upload.")
    static let malformedXML = ObjectError(.badRequest, "MalformedXML", "The list of parts cannot be read.")
    static let tooManyRequests = ObjectError(.tooManyRequests, "SlowDown", "Please reduce your request rate.")

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    init(_ refusal: UploadSignature.Refusal) {
        switch refusal {
        case .expired: self.init(.forbidden, "AccessDenied", "The address has expired.")
        default: self.init(.forbidden, "SignatureDoesNotMatch", "The address is not one that this server has signed.")
        }
    }

    /// The one table from failures to the object store's codes.
    init(_ failure: Failure) {
        switch failure.code {
        case .uploadNotFound, .assetNotFound:
            self.init(.notFound, failure.code == .uploadNotFound ? "NoSuchUpload" : "NoSuchKey", failure.message)
        case .pictureNotFound: self = .noSuchKey
        case .uploadMissing: self.init(.badRequest, "IncompleteBody", failure.message)
        case .digestMismatch: self.init(.badRequest, "BadDigest", failure.message)
        case .damagedMedia: self.init(.badRequest, "InvalidImage", failure.message)
        case .invalidParameter: self.init(.badRequest, "InvalidPart", failure.message)
        case .limitExceeded: self.init(.contentTooLarge, "EntityTooLarge", failure.message)
        case .deadlineExceeded: self.init(.requestTimeout, "RequestTimeout", failure.message)
        case .stateConflict: self.init(.conflict, "InvalidObjectState", failure.message)
        case .storageFull: self.init(.insufficientStorageSpace, "InsufficientStorage", "The storage is full.")
        default: self.init(.internalServerError, "InternalError", "Internal error.")
        }
    }

    func response(requestID: String) -> Response {
        XML.response(
            status,
            "<Error><Code>\(code)</Code><Message>\(XML.escape(message))</Message><RequestId>\(requestID)</RequestId></Error>"
        )
    }
}

/// XML as the object store answers it.
enum XML {
    static func response(_ status: HTTPResponse.Status, _ document: String) -> Response {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(document)"
        return Response(
            status: status,
            headers: [.contentType: "application/xml", .contentLength: String(text.utf8.count)],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    static func escape(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }
}
