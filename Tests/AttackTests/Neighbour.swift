// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Synchronization
import TestSupport

/// Another project, whose small jobs go on whatever happens.
struct Neighbour: Sendable {
    /// What its jobs are of, each with a way to make other bytes of the same file.
    enum Job: String, CaseIterable, Sendable {
        case image, page, video
    }

    /// How long each job took, in milliseconds, and what failed.
    struct Record: Sendable {
        var times: [Job: [Double]] = [:]
        var failures: [String] = []

        mutating func add(_ other: Record) {
            times.merge(other.times) { $0 + $1 }
            failures += other.failures
        }

        /// The 95th percentile of some kinds of jobs.
        func slow(_ jobs: [Job]) -> Double {
            let sorted = jobs.flatMap { times[$0] ?? [] }.sorted()
            return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
        }
    }

    private let base: String
    private let token: String
    private let files: [Job: Data]

    init(_ server: ServerProcess) async throws {
        base = server.base
        token = try await server.token(of: "neighbour")
        files = try await blocking {
            let maker = try ClipMaker()
            defer { withExtendedLifetime(maker) {} }
            let clip = try maker.clip("clip.mp4", frames: 25, ["-c:v", "libx264", "-preset", "ultrafast"])
            let picture = "\(maker.directory)/picture.jpg"
            try Program.run(["convert", "-size", "1200x900", "plasma:fractal", picture])
            let page = """
                %PDF-1.4
                1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
                2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
                3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 4 0 R >> endobj
                4 0 obj << /Length 35 >> stream
                0 0 1 rg 50 50 200 300 re f 9 9 m S
                endstream endobj
                trailer << /Root 1 0 R >>

                """
            return [
                .video: try Data(contentsOf: URL(filePath: clip.path)),
                .image: try Data(contentsOf: URL(filePath: picture)), .page: Data(page.utf8),
            ]
        }
    }

    /// Does `count` jobs of each kind, one after the other; with `isOver`, until that is true, and at least that many.
    func work(_ count: Int, until isOver: @Sendable () -> Bool = { true }) async throws -> Record {
        var record = Record()
        var round = 0
        while round < count || !isOver() {
            for job in Job.allCases {
                let start = ContinuousClock.now
                let answer = try await Answer.of(
                    .POST,
                    "\(base)/api/v1/thumbnails?max_length=200&wait=60",
                    headers: [("Authorization", "Bearer \(token)")],
                    body: other(job)
                )
                record.times[job, default: []].append(start.duration(to: .now) / .milliseconds(1))
                if answer.status != 200 { record.failures.append("\(job): \(answer)") }
            }
            round += 1
        }
        return record
    }

    /// The file of a job with bytes that are new to the server, so that it renders them.
    private func other(_ job: Job) -> Data {
        let mark = UUID().uuidString
        let tail =
            switch job {
            case .video: Data([0, 0, 0, 44] + Array("free\(mark)".utf8))
            case .page: Data("%\(mark)\n".utf8)
            case .image: Data(mark.utf8)
            }
        return (files[job] ?? Data()) + tail
    }
}

extension ServerProcess {
    /// A token of a project.
    func token(of project: String) async throws -> String {
        struct Token: Decodable {
            var token: String
        }
        let text = try await blocking { try self.command("tokens", "create", "--project", project, "--json") }
        return try JSONDecoder().decode(Token.self, from: Data(text.utf8)).token
    }
}
