// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Hummingbird
import Model
import UseCases

extension KooDriveRoutes {
    /// Most files that a job names.
    private static let fileLimit = 1000

    /// Does a job; its id is the answer.
    @Sendable func startJob(_ request: KooDriveRequest) async throws -> Response {
        let shape = try request.decode(JobOrderShape.self)
        let command = try shape.command()
        guard let space = shape.taskInfo?.srcContainerId ?? shape.dstContainerId else {
            throw KooDriveError.invalid("taskInfo.srcContainerId")
        }
        if let target = shape.dstContainerId, target != space {
            // Nobody has two spaces: this tells what is wrong with the other one.
            _ = try await services.drive.space(target.id(), for: request.user)
            throw KooDriveError.invalid("dstContainerId")
        }
        let files = shape.taskInfo?.fileInfo ?? []
        guard command == .clearBin || (1...Self.fileLimit).contains(files.count) else {
            throw KooDriveError.invalid("taskInfo.fileInfo")
        }
        let job = try await services.drive.run(
            command,
            on: files.map { $0.fileId.id() },
            in: space.id(),
            for: request.user
        )
        return request.speech.answer(Answer(data: job.id.text))
    }

    /// The jobs of the caller, newest first.
    @Sendable func listJobs(_ request: KooDriveRequest) async throws -> Response {
        let limit = try request.number("limit", 1...1000) ?? 100
        let offset = try request.number("offset", 0...100_000) ?? 0
        let type = try request.number("type", 1...7)
        let status = try request.number("status", 0...3)
        let kind = type.flatMap { DriveJob.Kind(rawValue: $0) }
        // Of a type that is not known here, and of any other status than the one, there are none.
        guard (type == nil) == (kind == nil), status ?? JobShape.completed == JobShape.completed else {
            return request.speech.answer(Answer(data: [JobShape]()))
        }
        let jobs = try await services.drive.jobs(for: request.user, of: kind, offset: offset, limit: limit)
        return request.speech.answer(Answer(data: jobs.map(JobShape.init)))
    }

    /// `GET /{job_id}`; what looks like no id of a job is an unknown path.
    @Sendable func job(_ request: KooDriveRequest) async throws -> Response {
        let id = try request.parameter("id")
        guard id.utf8.count == 32, id.utf8.allSatisfy(\.isLowercaseHexDigit) else { throw KooDriveError.noSuchAPI }
        return request.speech.answer(Answer(data: JobDetailShape(try await job(id, request), request.speech)))
    }

    @Sendable func jobResult(_ request: KooDriveRequest) async throws -> Response {
        let job = try await job(try request.required("taskId"), request)
        return request.speech.answer(Answer(data: JobResultShape(job, request.speech)))
    }

    private struct Answer<Value: Encodable>: Encodable {
        var data: Value
    }

    private func job(_ id: String, _ request: KooDriveRequest) async throws -> DriveJob {
        guard let job = try await services.drive.job(ID(wire: id), for: request.user) else {
            throw KooDriveError(.resourceUnknown)
        }
        return job
    }
}
