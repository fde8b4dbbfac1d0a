// SPDX-License-Identifier: Apache-2.0

package import Foundation
import NIOHTTP1

/// Thumbnails: starting them and reading them back (contract 3.3 and 3.4).
extension KooDriveClient {
    /// The two operations that start them.
    package enum Endpoint: String, Sendable, CaseIterable {
        case video
        case document
    }

    /// The usages that a finished task adds to a file's links.
    package static let usages: Set<String> = [
        "thumbnail", "minThumbnail", "midThumbnail", "largeThumbnail", "superLargeThumbnail",
    ]

    /// Starts the thumbnails of a file.
    package func start(
        _ endpoint: Endpoint,
        _ file: String,
        _ more: [String: Any] = [:],
        headers: [(String, String)] = []
    ) async throws -> Answer {
        let members: [String: Any] = ["fileId": file, "containerId": container, "userId": user]
        return try await post("\(endpoint.rawValue)/thumbnail", members.merging(more) { $1 }, headers: headers)
    }

    /// The links of a file by usage.
    package func links(of file: String, imageProcess: String? = nil) async throws -> [String: String] {
        let answer = try await detail(file, imageProcess: imageProcess)
        return try Self.links(answer.tree)
    }

    /// The links of a file object by usage.
    package static func links(_ file: JSON) throws -> [String: String] {
        let links = file.downloadLinks.list.compactMap { link in
            link.usage.text.flatMap { usage in link.downloadLink.text.map { (usage, $0) } }
        }
        return try Dictionary(links) { _, _ in throw ServerTrouble(description: "a usage twice: \(file)") }
    }

    /// Starts the thumbnails of a file and gets them.
    ///
    /// Returns the pictures by usage.
    package func thumbnail(
        _ file: String,
        _ endpoint: Endpoint,
        imageProcess: String? = nil,
        within patience: Duration = .seconds(120)
    ) async throws -> [String: Data] {
        let started = try await start(endpoint, file)
        guard started.code == 0 else { throw ServerTrouble(description: "\(endpoint): \(started)") }
        let links = try await finishedLinks(
            of: file,
            task: started.headers.first(name: "X-Task-Id"),
            imageProcess: imageProcess,
            within: patience
        )
        var pictures: [String: Data] = [:]
        for (usage, link) in links where usage != "content" {
            let answer = try await Answer.of(.GET, link)
            guard answer.status == 200 else { throw ServerTrouble(description: "\(usage): \(answer.status)") }
            pictures[usage] = answer.body
        }
        return pictures
    }

    /// Waits until `detail` has the links of finished thumbnails.
    ///
    /// - Throws: ``ThumbnailFailure`` once the native surface says that `task` failed.
    package func finishedLinks(
        of file: String,
        task: String? = nil,
        imageProcess: String? = nil,
        within patience: Duration = .seconds(120)
    ) async throws -> [String: String] {
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            let links = try await links(of: file, imageProcess: imageProcess)
            if links["thumbnail"] != nil { return links }
            if let task, let failure = try await failure(of: task) { throw failure }
            try await Task.sleep(for: .milliseconds(30))
        }
        throw ServerTrouble(description: "no thumbnail of \(file) within \(patience)")
    }

    /// Why a task failed, if it did.
    private func failure(of task: String) async throws -> ThumbnailFailure? {
        let answer = try await send(.GET, "/api/v1/tasks/\(task)")
        guard answer.tree.state.text == "FAILED" else { return nil }
        let failure = answer.tree.failure
        return ThumbnailFailure(code: failure.code.text ?? "", message: failure.message.text ?? "")
    }
}

/// A task that ended without pictures.
package struct ThumbnailFailure: Error, CustomStringConvertible {
    /// The native surface's code of the failure.
    package let code: String
    package let message: String

    package var description: String { "\(code): \(message)" }
}
