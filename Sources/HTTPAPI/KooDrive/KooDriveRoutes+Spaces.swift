// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import Model
import UseCases

extension KooDriveRoutes {
    private struct Single: Encodable {
        var data: SpaceShape
    }

    private struct Several: Encodable {
        var data: [SpaceShape]
    }

    /// The personal space of the caller.
    @Sendable func space(_ request: KooDriveRequest) async throws -> Response {
        let use = try await personalSpace(request)
        if let named = request.query["containerId"], named != use.space.id.text {
            // Tells what is wrong with the other one.
            _ = try await services.drive.space(ID(wire: named), for: request.user)
            throw DriveRefusal.spaceUnknown
        }
        return request.speech.answer(Single(data: SpaceShape(use)))
    }

    @Sendable func spaces(_ request: KooDriveRequest) async throws -> Response {
        request.speech.answer(Several(data: [SpaceShape(try await personalSpace(request))]))
    }

    @Sendable func spaceByContainer(_ request: KooDriveRequest) async throws -> Response {
        let use = try await services.drive.space(ID(wire: try request.parameter("id")), for: request.user)
        return request.speech.answer(Single(data: SpaceShape(use)))
    }

    private func personalSpace(_ request: KooDriveRequest) async throws -> SpaceUse {
        switch request.query["type"] ?? "1" {
        case "1": break
        // Departments and groups are not kept here.
        case "0", "2": throw DriveRefusal.spaceUnknown
        default: throw KooDriveError.invalid("type")
        }
        return try await services.drive.space(of: ID(wire: try request.parameter("id")), for: request.user)
    }
}

/// A space (contract 3.6).
struct SpaceShape: Encodable {
    /// 1: personal.
    var type = 1
    /// 1: active.
    var status: Int
    var ownerId: String
    var containerId: String
    var bizRootFileId = FolderName.root
    /// There is no safe box.
    var bizSboxFileId = ""
    var capacity: Int64
    var spaceUsed: Int64
    var tenantId: String
    var creator: String
    var createTime: String
    var modifier: String
    var updateTime: String
    var rootFileId = FolderName.root

    init(_ use: SpaceUse) {
        let space = use.space
        status = space.isActive ? 1 : 0
        ownerId = space.owner.text
        containerId = space.id.text
        capacity = space.capacity
        spaceUsed = use.used
        tenantId = space.project.text
        creator = space.owner.text
        createTime = KooDriveTime.text(space.created)
        modifier = space.owner.text
        updateTime = createTime
    }
}
