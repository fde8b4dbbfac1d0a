// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1

/// Reading and managing (contract 3.6).
extension KooDriveClient {
    package func detail(_ file: String, imageProcess: Any? = nil, in container: String? = nil) async throws -> Answer {
        var members: [String: Any] = ["containerId": container ?? self.container]
        members["imageProcess"] = imageProcess
        return try await post("files/\(file)/detail", members)
    }

    /// Lists a folder, or the recycle bin for `type` 1.
    package func list(
        _ folder: String = "root",
        type: String = "0",
        page: [String: Any] = [:],
        sort: [String: Any] = [:],
        _ more: [String: Any] = [:]
    ) async throws -> Answer {
        var members: [String: Any] = ["containerId": container, "parentFileId": folder]
        if !page.isEmpty { members["pageInfo"] = page }
        if !sort.isEmpty { members["sortInfo"] = sort }
        return try await post("files/\(type)", members.merging(more) { $1 })
    }

    /// Searches the personal space.
    ///
    /// The contract leaves the body open; this is the one of the vendor's page "Retrieving Files Using Search Engine
    /// Capabilities".
    package func search(
        _ filter: [String: Any],
        page: [String: Any] = ["pageSize": 100, "pageCursor": ""],
        _ more: [String: Any] = [:]
    ) async throws -> Answer {
        let members: [String: Any] = [
            "searchType": "personal", "pageInfo": page, "recursived": true,
            "filter": filter.merging(["containerId": container]) { own, _ in own },
        ]
        return try await post("files/search", members.merging(more) { $1 })
    }

    package func download(_ files: [String]) async throws -> Answer {
        try await post("files/download", ["containerId": container, "fileIds": files])
    }

    /// Makes a folder; the body is that of the vendor's page "Adding a File Directory".
    package func makeFolder(_ name: String, in folder: String = "root", _ more: [String: Any] = [:]) async throws
        -> Answer
    {
        let members: [String: Any] = [
            "fileName": name, "fileType": "10", "parentFolder": [folder], "containerId": container,
        ]
        return try await post("directory", members.merging(more) { $1 })
    }

    /// Makes a folder.
    ///
    /// Returns its id.
    package func folder(_ name: String, in folder: String = "root") async throws -> String {
        let answer = try await makeFolder(name, in: folder)
        guard answer.code == 0 else { throw ServerTrouble(description: "directory \(name): \(answer)") }
        return try answer.text("id")
    }

    package func rename(_ file: String, to name: String) async throws -> Answer {
        try await post("files/rename/\(file)", ["containerId": container, "name": name])
    }

    // MARK: Jobs

    package enum JobKind: Int, Sendable {
        case copy = 1
        case delete = 2
        case move = 3
        case restore = 4
        case clearBin = 7

        /// The `actionType` that KooDrive's clients send for it; deletion here is that into the bin.
        var action: Int? { [.copy: 101, .delete: 201, .move: 301, .clearBin: 701][self] }
    }

    /// Orders a job.
    package func order(
        _ kind: JobKind,
        _ files: [String] = [],
        to folder: String? = nil,
        action: Int? = nil,
        _ more: [String: Any] = [:]
    ) async throws -> Answer {
        var info: [String: Any] = [
            "fileInfo": files.map { ["fileId": $0] }, "srcContainerId": container,
        ]
        info["newFilePath"] = folder
        var members: [String: Any] = ["taskType": kind.rawValue, "taskInfo": info, "dstContainerId": container]
        members["actionType"] = action ?? kind.action
        return try await post("jobs", members.merging(more) { $1 })
    }

    /// Orders a job and waits for its end.
    ///
    /// Returns what `GET /koodrive/ose/v1/{job_id}` tells of it.
    package func run(
        _ kind: JobKind,
        _ files: [String] = [],
        to folder: String? = nil,
        action: Int? = nil
    ) async throws -> Answer {
        let ordered = try await order(kind, files, to: folder, action: action)
        guard ordered.code == 0, let job = Self.job(ordered) else {
            throw ServerTrouble(description: "\(kind): \(ordered)")
        }
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let answer = try await send(.GET, job)
            // 0 new, 1 running, 2 done, 3 failed.
            if let status = answer.payload.jobInfo.status.int, status >= 2 { return answer }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ServerTrouble(description: "job \(job) did not end")
    }

    /// The id of an ordered job: `data`, or the `taskId` in it.
    package static func job(_ ordered: Answer) -> String? {
        ordered.tree.data.text ?? ordered.tree.data.taskId.text
    }
}
