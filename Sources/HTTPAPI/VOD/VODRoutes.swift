// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore

/// VOD's surface: its paths, and what each operation answers (contract 2).
struct VODRoutes: Sendable {
    /// The largest body of a request, in bytes (contract 6.2).
    static let largestBody = 12 << 20

    let services: Services

    func register(on router: Router<AppContext>) {
        let v1 = { on(router, $0, "v1", $1, refused: $2, $3) }
        let v10 = { on(router, $0, "v1.0", $1, refused: $2, $3) }
        // The three seeds, and the pictures of a task.
        v10(.put, "asset/cover", .badRequest, setCover)
        v1(.get, "asset/thumbnails", .badRequest, listSnapshotTasks)
        v1(.delete, "asset/thumbnails", .badRequest, deleteSnapshotTasks)
        v1(.get, "asset/thumbnail/details", .badRequest, listPictures)
        // Making.
        v10(.post, "asset", .forbidden, createAsset)
        v10(.post, "asset/status/uploaded", .forbidden, confirmUpload)
        v10(.post, "asset/upload_by_url", .forbidden, uploadByURL)
        v10(.post, "asset/process", .forbidden, process)
        v10(.delete, "asset/process", .forbidden, cancelTranscoding)
        on(router, .get, "v1.1", "asset/authority", refused: .forbidden, uploadAuthority)
        v10(.get, "asset/duplication", .badRequest, duplication)
        // Changing.
        v10(.put, "asset", .forbidden, updateAsset)
        v10(.put, "asset/info", .badRequest, updateMetadata)
        v10(.post, "asset/status/publish", .forbidden) { try await setPublished(true, $0) }
        v10(.post, "asset/status/unpublish", .forbidden) { try await setPublished(false, $0) }
        v10(.delete, "asset", .forbidden, deleteAssets)
        // Reading.
        v10(.get, "asset/details", .badRequest, assetDetails)
        v10(.get, "asset/list", .badRequest, listAssets)
        v10(.get, "asset/info", .badRequest, assetInfo)
    }

    /// Adds one operation.
    ///
    /// - Parameter refused: The status with which the operation says that something does not exist or is in no state for it.
    private func on(
        _ router: Router<AppContext>,
        _ method: HTTPRequest.Method,
        _ version: String,
        _ path: String,
        refused: HTTPResponse.Status,
        _ operation: @escaping @Sendable (VODRequest) async throws -> Response
    ) {
        router.on("/\(version)/:project/\(path)", method: method) { request, context in
            do {
                return try await operation(admit(request, context, to: "\(method) \(path)"))
            } catch let error as VODError {
                return error.response(requestID: context.requestID)
            } catch let failure as Failure {
                context.log(failure)
                return VODError(failure, refused: refused).response(requestID: context.requestID)
            }
        }
    }

    /// Checks who calls, that they may act for the project in the path, and how often they call.
    private func admit(_ request: Request, _ context: AppContext, to operation: String) async throws -> VODRequest {
        let caller: Caller
        let body: ByteBuffer
        do {
            (caller, body) = try await services.authenticator.caller(of: request, bodyLimit: Self.largestBody)
        } catch let refusal as AuthenticationRefusal {
            context.log(refusal)
            throw VODError(status: .unauthorized, code: refusal.code, message: refusal.message)
        }
        let project = try context.parameters.require("project")
        let header = HTTPField.Name("X-Project-Id").flatMap { request.headers[$0] }
        guard caller.project.text == project, header == nil || header == project else { throw VODError.wrongProject }
        try await services.rates.admit(caller.project, to: operation)
        return VODRequest(project: caller.project, query: RawQuery(target: request.head.path ?? ""), body: body)
    }
}
