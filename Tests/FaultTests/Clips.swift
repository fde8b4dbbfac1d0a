// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport

/// The videos of these tests, each made anew and gone with its last user.
enum Clips {
    /// 20 seconds, small, a keyframe a second.
    static func short() throws -> Clip {
        let options = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-g", "5"]
        return try ClipMaker().clip("short.mp4", frames: 100, rate: 5, options)
    }

    /// 20 seconds, large, a keyframe every 5 seconds: a task that a kill is likely to hit.
    static func middling() throws -> Clip {
        let options = ["-vf", "scale=1280:-2:flags=neighbor", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20"]
        return try ClipMaker().clip("middling.mp4", frames: 100, rate: 5, options + ["-g", "25"])
    }

    /// 101 seconds whose only keyframe is the first: exact frames of it are work for seconds.
    static func long() throws -> Clip {
        let options = ["-vf", "scale=1280:-2:flags=neighbor", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "20"]
        return try ClipMaker().clip("long.mp4", frames: 1010, rate: 10, options + ["-g", "2000"])
    }
}

extension Clip {
    var bytes: Data {
        get throws { try Data(contentsOf: URL(filePath: path)) }
    }

    /// Every whole second of it.
    var seconds: [Int] { Array(0..<Int(end / 1000)) }
}

extension VODClient {
    /// Orders exact snapshots at whole seconds.
    func dots(_ asset: String, _ instants: [Int]) async throws -> String {
        try await snapshot(asset, ["type": "dots", "dots": instants])
    }

    /// Waits until the work that an upload made for the server is done.
    func idle(within patience: Duration = .seconds(30)) async throws {
        try await eventually("the queue is empty", within: patience) {
            let queue = try await Answer.of(.GET, base + "/readyz").json["queue"] as? [String: Any]
            return queue?["waiting"] as? Int == 0 && queue?["processing"] as? Int == 0
        }
    }
}
