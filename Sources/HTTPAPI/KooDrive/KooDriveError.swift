// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Logging
import Model
import UseCases

/// An error in KooDrive's shape: `{"code","msg"}` (contract 3.2, 6.3).
///
/// What the gateway before KooDrive would refuse has the status as its code, and the gateway's own members beside it
/// (contract 6.2): `code` stays a number for those who read nothing else.
struct KooDriveError: Error {
    var status: HTTPResponse.Status
    var code: Int
    var message: Wording
    /// The gateway's code, such as `APIGW.0301`.
    var gatewayCode: String?

    init(_ code: KooDriveCode, _ message: Wording? = nil) {
        status = code.status
        self.code = code.rawValue
        self.message = message ?? code.message
    }

    private init(_ status: HTTPResponse.Status, _ gatewayCode: String, _ message: Wording) {
        self.status = status
        code = status.code
        self.message = message
        self.gatewayCode = gatewayCode
    }

    // MARK: The gateway

    static let noSuchAPI = KooDriveError(
        .notFound,
        "APIGW.0101",
        Wording("The API does not exist or has not been published.", "API不存在或未发布。")
    )
    static let bodyTooLarge = KooDriveError(
        .contentTooLarge,
        "APIGW.0201",
        Wording("The request body is larger than 12 MB.", "请求体超过12 MB。")
    )
    static let tooManyRequests = KooDriveError(
        .tooManyRequests,
        "APIGW.0308",
        Wording("The throttling threshold has been reached.", "请求过于频繁，已达到流控阈值。")
    )
    static let unauthorized = unauthorized("APIGW.0301")

    static func unauthorized(_ gatewayCode: String) -> KooDriveError {
        KooDriveError(
            .unauthorized,
            gatewayCode,
            Wording("Authentication failed: the login is missing, wrong or expired.", "认证失败：未登录、登录信息错误或已过期。")
        )
    }

    // MARK: The service

    static let malformedBody = KooDriveError(
        .invalidParameter,
        Wording("Verify parameters failed: the body is not a JSON object.", "参数校验失败：请求体不是JSON对象。")
    )

    static func invalid(_ field: String) -> KooDriveError {
        KooDriveError(.invalidParameter, Wording("Verify parameters failed: \(field).", "参数校验失败：\(field)。"))
    }

    init(_ refusal: DriveRefusal) {
        self.init(KooDriveCode(refusal), refusal == .tooManyEntries ? Self.tooManyEntries : nil)
    }

    private static let tooManyEntries = Wording(
        "Verify parameters failed: a job changes at most \(Drive.entryLimit) files and folders.",
        "参数校验失败：一个任务最多处理\(Drive.entryLimit)个文件和文件夹。"
    )

    init(_ failure: Failure) {
        if let field = failure.field {
            self = .invalid(field)
        } else {
            self.init(KooDriveCode(failure))
        }
    }

    init(_ tooLong: FileTooLong) {
        self.init(
            .invalidParameter,
            Wording(
                "Verify parameters failed: length. A file has at most \(tooLong.limit) bytes.",
                "参数校验失败：length。文件最大为\(tooLong.limit)字节。"
            )
        )
    }

    init(_ unsupported: UnsupportedSuffix) {
        let suffix = unsupported.suffix.isEmpty ? "-" : unsupported.suffix
        let (english, chinese) = unsupported.source == .video ? ("video", "视频") : ("document", "文档")
        self.init(
            .invalidParameter,
            Wording(
                "Verify parameters failed: files of the type \(suffix) are not supported by the \(english) API.",
                "参数校验失败：\(chinese)接口不支持\(suffix)类型的文件。"
            )
        )
    }

    /// The error that stands for whatever an operation throws.
    init(any error: any Error, _ context: AppContext) {
        switch error {
        case let error as KooDriveError: self = error
        case let refusal as DriveRefusal: self.init(refusal)
        case let unsupported as UnsupportedSuffix: self.init(unsupported)
        case let tooLong as FileTooLong: self.init(tooLong)
        case let failure as Failure:
            context.log(failure)
            self.init(failure)
        case let error as any HTTPResponseError where error.status == .notFound: self = .noSuchAPI
        case is any HTTPResponseError: self.init(.badRequest)
        default:
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            self.init(.innerError)
        }
    }
}
