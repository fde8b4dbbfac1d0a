// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The calls that tests make again and again.
extension VODClient {
    func create(_ more: [String: Any] = [:]) async throws -> Answer {
        let members: [String: Any] = ["title": "a clip", "video_name": "clip.mp4", "video_type": "MP4"]
        return try await send(.POST, "/v1.0/{project}/asset", json: members.merging(more) { $1 })
    }

    func confirm(_ asset: String, as status: String = "CREATED") async throws -> Answer {
        let body = ["asset_id": asset, "status": status]
        return try await send(.POST, "/v1.0/{project}/asset/status/uploaded", json: body)
    }

    func process(_ asset: String, _ thumbnail: [String: Any]) async throws -> Answer {
        let body: [String: Any] = ["asset_id": asset, "thumbnail": thumbnail]
        return try await send(.POST, "/v1.0/{project}/asset/process", json: body)
    }

    /// Orders snapshots and waits for them.
    ///
    /// Returns the task's id.
    func snapshots(_ asset: String, _ thumbnail: [String: Any]) async throws -> String {
        let task = try await snapshot(asset, thumbnail)
        let end = try await finished(task)
        guard end.tree.state.text == "SUCCEED" else { throw ServerTrouble(description: "\(end)") }
        return task
    }

    func details(_ asset: String, _ categories: String = "") async throws -> Answer {
        try await send(
            .GET,
            "/v1.0/{project}/asset/details",
            query: [("asset_id", asset), ("categories", categories)]
        )
    }

    func tasks(_ query: [(String, String)]) async throws -> Answer {
        try await send(.GET, "/v1/{project}/asset/thumbnails", query: query)
    }

    func deleteTasks(_ query: [(String, String)]) async throws -> Answer {
        try await send(.DELETE, "/v1/{project}/asset/thumbnails", query: query)
    }

    func pictures(_ task: String, _ query: [(String, String)] = []) async throws -> Answer {
        try await send(.GET, "/v1/{project}/asset/thumbnail/details", query: [("task_id", task)] + query)
    }

    func setCover(_ url: Any) async throws -> Answer {
        try await send(.PUT, "/v1.0/{project}/asset/cover", json: ["thumbnailUrl": url])
    }

    func delete(_ asset: String) async throws -> Answer {
        try await send(.DELETE, "/v1.0/{project}/asset", query: [("asset_id", asset)])
    }

    /// The address of an asset's cover, if it has one.
    func cover(of asset: String) async throws -> String? {
        let covers = try await details(asset, "base_info").tree.base_info.cover_info_array.list
        #expect(covers.count <= 1)
        return covers.first?.cover_url.text
    }

    /// Uploads the clip and waits until it was looked at.
    ///
    /// Returns the asset's id.
    func uploadClip(_ more: [String: Any] = [:]) async throws -> String {
        let asset = try await upload(try Media.clip, more: more)
        try await eventually("the clip was looked at") {
            try await details(asset, "base_info").tree.base_info.meta_data.duration.int ?? 0 > 0
        }
        return asset
    }
}
