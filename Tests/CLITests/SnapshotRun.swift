// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// One run of `vignette snapshot`, with the folder that it wrote to, which goes with it.
final class SnapshotRun {
    private let run: CommandRun
    let duration: Duration
    private let folder: URL

    /// Runs the command on `video`.
    convenience init(_ video: String, _ arguments: String...) throws {
        try self.init(arguments: [video] + arguments)
    }

    init(arguments: [String]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "pictures-\(UUID().uuidString.lowercased())")
        let start = ContinuousClock.now
        run = try CommandRun(["snapshot", "-o", folder.path] + arguments)
        duration = start.duration(to: .now)
    }

    var status: Int32 { run.status }
    var output: String { run.output }
    var error: String { run.error }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The names of the files that it wrote, by their numbers.
    var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
    }

    /// The pictures, in the order of their numbers.
    var pictures: [Data] {
        get throws { try names.map { try Data(contentsOf: folder.appending(path: $0)) } }
    }

    /// The numbers of the frames that the pictures show.
    var frames: [Int?] {
        get throws { try pictures.map { try FrameCode.read($0) } }
    }

    /// The pictures in its report.
    var report: [[String: Any]] {
        get throws { try #require(try wholeReport["pictures"] as? [[String: Any]], "\(output)") }
    }

    /// The instants of the pictures that its report misses.
    var missing: [Int] {
        get throws { (try wholeReport["missing"] as? [[String: Any]] ?? []).compactMap { $0["instant"] as? Int } }
    }

    /// Bytes fetched, by its report.
    var fetched: Int? { get throws { try wholeReport["bytes_fetched"] as? Int } }

    /// Requests sent, by its report.
    var requests: Int? { get throws { try wholeReport["requests"] as? Int } }

    private var wholeReport: [String: Any] {
        get throws {
            try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], "\(output)")
        }
    }

    /// Checks that it failed with that status, one sentence and nothing else, but for pictures it made before.
    func expectFailure(
        _ status: Int32,
        allowingPictures: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        run.expectSentence(status, sourceLocation: sourceLocation)
        #expect(allowingPictures || names.isEmpty, sourceLocation: sourceLocation)
    }
}
