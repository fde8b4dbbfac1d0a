// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// Checks a finished task against the clip that it was taken from.
///
/// It must have succeeded with exactly one picture for each of `instants`, each served, a whole JPEG, and of the right
/// frame; and every surface must tell the same pictures, none of them twice.
///
/// - Parameters:
///   - instants: Whole seconds, ascending, below the end of `clip`.
///   - hint: Goes into the messages.
func checkPictures(
    of task: Answer,
    at instants: [Int],
    of clip: Clip,
    with client: VODClient,
    _ hint: String = ""
) async throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let shape = try decoder.decode(FinishedTask.self, from: task.body)
    try #require(shape.state == "SUCCEED", "\(hint) \(task)")
    #expect(shape.pictures.map(\.requestedMs) == instants.map { $0 * 1000 }, "\(hint) \(task)")
    for (picture, instant) in zip(shape.pictures, instants) {
        let file = try await Answer.of(.GET, picture.url)
        try #require(file.status == 200, "\(hint) \(picture.url): \(file.status)")
        #expect(file.body.count == picture.bytes, "\(hint) \(picture.url)")
        #expect(try FrameCode.read(file.body) == clip.frame(at: Double(instant) * 1000), "\(hint) \(picture.url)")
    }
    let details = try await client.send(
        .GET,
        "/v1/{project}/asset/thumbnail/details",
        query: [("task_id", shape.id), ("limit", "100")]
    )
    let listed = try decoder.decode(ListedPictures.self, from: details.body)
    #expect(listed.total == instants.count, "\(hint) \(details)")
    #expect(listed.thumbnailResult.map(\.offset) == instants, "\(hint) \(details)")
    #expect(listed.thumbnailResult.map(\.url) == shape.pictures.map(\.url), "\(hint) \(details)")
}

private struct FinishedTask: Decodable {
    struct Picture: Decodable {
        var url: String
        var bytes: Int
        var requestedMs: Int
    }

    var id: String
    var state: String
    var pictures: [Picture]
}

private struct ListedPictures: Decodable {
    struct Item: Decodable {
        var offset: Int
        var url: String
    }

    var total: Int
    var thumbnailResult: [Item]
}
