// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model

/// An error of the native surface: problem details (RFC 9457).
struct Problem: Error {
    var status: HTTPResponse.Status
    var code: String
    var detail: String

    static let noSuchRoute = Problem(status: .notFound, code: "not_found", detail: "There is nothing under this path.")
    static let tooManyRequests = Problem(
        status: .tooManyRequests,
        code: "rate_limited",
        detail: "The project calls this too often; see Retry-After."
    )

    init(status: HTTPResponse.Status, code: String, detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    /// The one table from failures to statuses.
    init(_ failure: Failure) {
        let status: HTTPResponse.Status
        switch failure.code {
        case .invalidParameter: status = .badRequest
        case .assetNotFound, .taskNotFound, .pictureNotFound, .projectNotFound, .uploadNotFound: status = .notFound
        case .stateConflict, .uploadMissing, .digestMismatch: status = .conflict
        case .limitExceeded: status = .contentTooLarge
        case .storageFull: status = .insufficientStorageSpace
        case .internalError: status = .internalServerError
        case .rendererCrashed, .rendererUnavailable, .deadlineExceeded, .fetchFailed: status = .serviceUnavailable
        case .unsupportedMedia, .damagedMedia, .encryptedMedia, .noVideo, .noPictures, .quarantined, .notSupported,
            .addressRefused:
            status = .unprocessableContent
        }
        self.init(status: status, code: failure.code.rawValue, detail: failure.message)
    }

    func response() -> Response {
        struct Body: Encodable {
            var type = "about:blank"
            var title: String
            var status: Int
            var detail: String
            var code: String
        }
        let body = Body(title: status.reasonPhrase, status: status.code, detail: detail, code: code)
        return JSONBody.response(status, body, contentType: "application/problem+json")
    }
}
