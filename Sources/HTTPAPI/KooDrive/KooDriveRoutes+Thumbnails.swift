// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model
import UseCases

extension KooDriveRoutes {
    private struct Shape: Decodable {
        var fileId: Filled
        var containerId: Filled
        var userId: Filled
    }

    /// S1, S2: has the thumbnails of a file made; its `downloadLinks` will carry them.
    @Sendable func startThumbnails(_ request: KooDriveRequest, as source: ThumbnailSource) async throws -> Response {
        let shape = try request.decode(Shape.self)
        guard shape.userId.text == request.user.text else { throw DriveRefusal.notPermitted }
        let task = try await services.drive.startThumbnails(
            of: shape.fileId.id(),
            in: shape.containerId.id(),
            as: source,
            for: request.user
        )
        var response = request.speech.success()
        response.headers[.taskID] = task.id.text
        response.headers[.location] = services.addresses.task(task.id)
        return response
    }
}
