// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore
import UseCases

/// KooDrive's surface: its paths, and what each operation answers (contract 3).
struct KooDriveRoutes: Sendable {
    static let prefix = "/koodrive/"
    private static let base = "/koodrive/ose"

    /// The largest body of a request, in bytes: that of the gateway (contract 6.2).
    static let largestBody = 12 << 20

    typealias Operation = @Sendable (KooDriveRequest) async throws -> Response

    let services: Services

    func register(on router: Router<AppContext>) {
        func post(_ path: String, _ operation: @escaping Operation) { on(router, .post, "/v1/\(path)", operation) }
        func get(_ path: String, _ operation: @escaping Operation) { on(router, .get, "/v1/\(path)", operation) }
        // The two seeds.
        post("video/thumbnail") { try await startThumbnails($0, as: .video) }
        post("document/thumbnail") { try await startThumbnails($0, as: .document) }
        // Getting files in.
        post("files/create", createFile)
        post("files/multipart/uploadUrl", partAddresses)
        post("files/complete", completeFile)
        // Reading and managing.
        post("files/:id/detail", fileDetail)
        post("files/search", searchFiles)
        post("files/download", downloadFiles)
        get("files/path", filePath)
        post("files/:id", listFiles)
        post("files/rename/:id", renameFile)
        post("directory", createFolder)
        post("jobs", startJob)
        get("jobs", listJobs)
        get("task/result", jobResult)
        get(":id", job)
        get("space/:id", space)
        get("space/container/:id", spaceByContainer)
        on(router, .get, "/v2/space/:id", spaces)
        // Sessions.
        on(router, .post, "/v1/session/refresh", isSession: true, refreshSession)
        on(router, .get, "/v1/session/logoff", isSession: true, endSession)
        open(router, "session", openSession)
        open(router, "auth/refreshToken", refreshToken)
    }

    /// Adds an operation for callers who are known.
    private func on(
        _ router: Router<AppContext>,
        _ method: HTTPRequest.Method,
        _ path: String,
        isSession: Bool = false,
        _ operation: @escaping Operation
    ) {
        router.on("\(Self.base)\(path)", method: method) { request, context in
            try await answering(request, context) { speech in
                let authenticator = KooDriveAuthenticator(services: services, context: context)
                let (caller, body) = try await authenticator.caller(
                    of: request,
                    showing: Self.credentials(of: request, orSession: isSession),
                    acceptsApplications: !isSession,
                    bodyLimit: Self.largestBody
                )
                try await services.rates.admit(caller.user.project, to: "\(method) \(Self.base)\(path)")
                try Self.checkSharedFolder(request)
                return try await operation(
                    KooDriveRequest(
                        caller: caller,
                        query: RawQuery(target: request.head.path ?? ""),
                        body: body,
                        parameters: context.parameters,
                        speech: speech
                    )
                )
            }
        }
    }

    /// Adds an operation whose body says who calls.
    private func open(
        _ router: Router<AppContext>,
        _ path: String,
        _ operation: @escaping @Sendable (ByteBuffer, KooDriveSpeech) async throws -> Response
    ) {
        router.post("\(Self.base)/v1/\(path)") { request, context in
            try await answering(request, context) { speech in
                let authenticator = KooDriveAuthenticator(services: services, context: context)
                return try await operation(try await authenticator.body(of: request, atMost: Self.largestBody), speech)
            }
        }
    }

    /// Runs an operation, and tells what it throws in KooDrive's shape.
    private func answering(
        _ request: Request,
        _ context: AppContext,
        _ body: (KooDriveSpeech) async throws -> Response
    ) async throws -> Response {
        Self.logTrace(of: request, context)
        let speech = KooDriveSpeech(request, context, codeAsString: services.options.codeAsString)
        do {
            return try await body(speech)
        } catch  where error is CancellationError || error is TooManyRequests {
            throw error
        } catch {
            return speech.answer(KooDriveError(any: error, context))
        }
    }

    /// There are no shared folders, so whoever names one names one that does not exist (contract 3.1).
    private static func checkSharedFolder(_ request: Request) throws {
        if let folder = HTTPField.Name("x-hw-share-folder-id").flatMap({ request.headers[$0] }), !folder.isEmpty {
            throw KooDriveError(.resourceUnknown)
        }
    }

    /// What a caller shows; a session may also be named by `x-session-id`.
    private static func credentials(of request: Request, orSession isSession: Bool) -> String {
        let session = isSession ? HTTPField.Name("x-session-id").flatMap { request.headers[$0] } : nil
        return request.headers[.authorization] ?? session ?? ""
    }

    /// Writes the client's trace id to the log, and nowhere else, when it is one (contract 3.1).
    private static func logTrace(of request: Request, _ context: AppContext) {
        let trace = ["X-Traceid", "x-hw-trace-id"].lazy
            .compactMap { HTTPField.Name($0).flatMap { request.headers[$0] } }
            .first
        let isTrace = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber) || character == "_"
        }
        guard let trace, (1...58).contains(trace.utf8.count), trace.allSatisfy(isTrace) else { return }
        context.logger.info("koodrive request", metadata: ["trace": "\(trace)", "path": "\(request.uri.path)"])
    }
}

extension KooDriveSpeech {
    init(_ request: Request, _ context: AppContext, codeAsString: Bool) {
        let language = HTTPField.Name("language").flatMap { request.headers[$0] }
        self.init(
            language: KooDriveLanguage(header: language),
            codeAsString: codeAsString,
            requestID: context.requestID
        )
    }
}
