// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A video as the ffmpeg command line sees it.
struct ReferenceVideo {
    let path: String
    /// When its frames are shown, in their order, in seconds as `-ss` counts them; `nil` where ffprobe does not know.
    private let times: [Double?]
    private let maker: ClipMaker

    /// Lists the frames by decoding all of the file.
    ///
    /// - Throws: ``ProgramTrouble`` when ffprobe does not open it.
    init(_ path: String) throws {
        struct Listing: Decodable {
            struct Frame: Decodable {
                var best_effort_timestamp_time: String?
            }
            struct Format: Decodable {
                var start_time: String?
            }

            var frames: [Frame]
            var format: Format
        }
        self.path = path
        maker = try ClipMaker()
        let output = "\(maker.directory)/frames.json"
        try Program.run([
            "ffprobe", "-v", "quiet", "-select_streams", "V:0", "-show_entries",
            "format=start_time:frame=best_effort_timestamp_time", "-of", "json", "-o", output, path,
        ])
        let listing = try JSONDecoder().decode(Listing.self, from: Data(contentsOf: URL(filePath: output)))
        let start = listing.format.start_time.flatMap(Double.init) ?? 0
        times = listing.frames.map { $0.best_effort_timestamp_time.flatMap(Double.init).map { $0 - start } }
    }

    /// The frames that some millisecond belongs to, by their numbers.
    ///
    /// What an edit list hides begins before the start; a frame that none follows in order has no known end.
    var askable: [Int] {
        times.indices.filter { index in
            guard let time = times[index], time > -0.0005 else { return false }
            guard index + 1 < times.count else { return true }
            guard let next = times[index + 1] else { return false }
            return Double(instant(of: index)) < next * 1000
        }
    }

    /// The first whole millisecond at which the frame at `index` is shown; 0 where that is not known.
    func instant(of index: Int) -> Int {
        max(0, Int(((times[index] ?? 0) * 1000 - 0.001).rounded(.up)))
    }

    /// How ffmpeg gets to a frame.
    enum Way {
        /// Its exact seek: `-ss` before `-i`, behind which comes the first frame that begins at that time or later.
        case seeking
        /// Decoding everything before it.
        case decoding
    }

    /// The frame at `index` and its neighbours, in the shape of a picture of `width` by `height`.
    func frames(around index: Int, _ way: Way, width: Int, height: Int) throws -> Neighbours {
        let first = max(0, index - 1)
        let last = min(times.count - 1, index + 1)
        let stem = "\(maker.directory)/\(way)-\(index)"
        var seek: [String] = []
        if way == .seeking, let time = times[first], time > 0.0005 {
            seek = ["-ss", String(format: "%.6f", time - 0.0004)]
        }
        let choice = way == .decoding ? "select='between(n,\(first),\(last))'," : ""
        try? Program.run(
            ["ffmpeg", "-nostdin", "-v", "quiet", "-y"] + seek + ["-i", path, "-map", "0:V:0"]
                + ["-vf", "\(choice)scale=\(width):\(height):flags=area", "-fps_mode", "passthrough"]
                + ["-frames:v", "\(last - first + 1)", "\(stem)-%d.png"]
        )
        func picture(_ frame: Int) -> Data? {
            guard (first...last).contains(frame) else { return nil }
            return FileManager.default.contents(atPath: "\(stem)-\(frame - first + 1).png")
        }
        return Neighbours(before: picture(index - 1), frame: picture(index), after: picture(index + 1))
    }

    /// A frame between two others; what ffmpeg does not give is `nil`.
    struct Neighbours {
        var before: Data?
        var frame: Data?
        var after: Data?
    }
}
