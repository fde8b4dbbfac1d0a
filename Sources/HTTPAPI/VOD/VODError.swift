// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model

/// An error in VOD's own shape: `{"error_code","error_msg"}`, from a gateway also `"request_id"` (contract 6.1, 6.2).
struct VODError: Error {
    var status: HTTPResponse.Status
    var code: String
    var message: String

    // MARK: The gateway

    static let noSuchAPI = VODError(
        status: .notFound,
        code: "APIGW.0101",
        message: "The API does not exist or has not been published."
    )
    static let bodyTooLarge = VODError(
        status: .contentTooLarge,
        code: "APIGW.0201",
        message: "The request body is larger than 12 MB."
    )
    static let malformedRequest = VODError(status: .badRequest, code: "APIGW.0201", message: "Bad request.")

    static let tooManyRequests = VODError(
        status: .tooManyRequests,
        code: "APIGW.0308",
        message: "The throttling threshold has been reached."
    )

    // MARK: The service

    static let wrongProject = VODError(
        status: .forbidden,
        code: "VOD.10057",
        message: "Tenant ID verification failed."
    )
    static let malformedBody = VODError(
        status: .badRequest,
        code: "VOD.10053",
        message: "The request body is not a JSON object."
    )

    static func illegal(_ field: String) -> VODError {
        VODError(
            status: .badRequest,
            code: "VOD.10053",
            message: "The request parameter is illegal, illegal field: {\(field)}."
        )
    }

    static func noSuchAsset(_ status: HTTPResponse.Status) -> VODError {
        VODError(
            status: status,
            code: "VOD.10062",
            message: "Media asset or resource does not exist, please check."
        )
    }

    /// The one table from failures to VOD's codes.
    ///
    /// - Parameter refused: The status with which this operation says that something does not exist or is in no state for
    ///   it; pages differ (contract 6.1).
    init(_ failure: Failure, refused: HTTPResponse.Status) {
        switch failure.code {
        case .invalidParameter:
            self = failure.field.map(Self.illegal) ?? Self.malformedBody
        case .assetNotFound, .taskNotFound, .pictureNotFound, .projectNotFound, .uploadNotFound:
            self = .noSuchAsset(refused)
        case .uploadMissing, .digestMismatch:
            self.init(status: .forbidden, code: "VOD.10060", message: failure.message)
        case .stateConflict:
            self.init(status: refused, code: "VOD.10061", message: failure.message)
        case .notSupported, .noVideo, .addressRefused:
            self.init(status: .forbidden, code: "VOD.10083", message: failure.message)
        case .storageFull:
            self.init(status: .insufficientStorageSpace, code: "VOD.10051", message: "The storage is full.")
        case .limitExceeded, .deadlineExceeded, .unsupportedMedia, .damagedMedia, .encryptedMedia, .noPictures,
            .quarantined:
            self.init(status: .badRequest, code: "VOD.10081", message: failure.message)
        case .rendererCrashed, .rendererUnavailable, .fetchFailed, .internalError:
            self.init(status: .forbidden, code: "VOD.10051", message: "Internal system error.")
        }
    }

    init(status: HTTPResponse.Status, code: String, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// The answer.
    func response(requestID: String) -> Response {
        struct Body: Encodable {
            var errorCode: String
            var errorMsg: String
            var requestId: String?
        }
        let body = Body(errorCode: code, errorMsg: message, requestId: code.hasPrefix("APIGW.") ? requestID : nil)
        return JSONBody.response(status, body)
    }
}
