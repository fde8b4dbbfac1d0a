// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Glibc

/// A video whose frames carry their numbers, with the timeline that it was made with.
package struct Clip: Sendable {
    package var path: String
    /// When each frame is shown, in milliseconds after the start, ascending.
    package var times: [Double]
    /// When the last frame ends.
    package var end: Double
    /// Keeps the directory.
    private let maker: ClipMaker

    fileprivate init(path: String, times: [Double], end: Double, maker: ClipMaker) {
        self.path = path
        self.times = times
        self.end = end
        self.maker = maker
    }

    /// The number of the frame that a player shows at `milliseconds`.
    package func frame(at milliseconds: Double) -> Int {
        max(0, (times.firstIndex { $0 > milliseconds + 0.001 } ?? times.count) - 1)
    }
}

/// Makes clips with the ffmpeg command line, in a directory of its own that goes with it.
package final class ClipMaker: Sendable {
    /// Why no clip was made.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package static let width = 160
    package static let height = 96

    /// The directory of the clips.
    package let directory: String

    package init() throws {
        directory = try temporaryFolder("clips")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Encodes `frames` numbered frames, `rate` a second, into a file whose suffix chooses the container.
    ///
    /// `options` are ffmpeg's, for encoding; with `sound`, a tone of the same length is added.
    package func clip(
        _ name: String,
        frames: Int,
        rate: Int = 25,
        sound: Bool = false,
        _ options: [String]
    ) throws -> Clip {
        let raw = "\(directory)/\(name).raw"
        defer { unlink(raw) }
        var bytes = Data()
        for number in 0..<frames {
            bytes.append(contentsOf: FrameCode.draw(number, width: Self.width, height: Self.height))
        }
        try bytes.write(to: URL(filePath: raw))
        let path = "\(directory)/\(name)"
        var arguments = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", "\(Self.width)x\(Self.height)"]
        arguments += ["-r", "\(rate)", "-i", raw]
        if sound {
            arguments += ["-f", "lavfi", "-i", "sine=frequency=440:duration=\(Double(frames) / Double(rate))"]
        }
        try ffmpeg(arguments + ["-pix_fmt", "yuv420p"] + options + [path])
        let times = (0..<frames).map { Double($0) * 1000 / Double(rate) }
        return Clip(path: path, times: times, end: Double(frames) * 1000 / Double(rate), maker: self)
    }

    /// Copies the streams of `clip` into another file with other `options`.
    package func remux(_ clip: Clip, to name: String, _ options: [String]) throws -> Clip {
        var copy = clip
        copy.path = "\(directory)/\(name)"
        try ffmpeg(["-i", clip.path, "-c", "copy"] + options + [copy.path])
        return copy
    }

    /// Copies the first `share` of the bytes of `clip`.
    package func cut(_ clip: Clip, to name: String, share: Double) throws -> Clip {
        let bytes = try Data(contentsOf: URL(filePath: clip.path))
        var copy = clip
        copy.path = "\(directory)/\(name)"
        try bytes.prefix(Int(Double(bytes.count) * share)).write(to: URL(filePath: copy.path))
        return copy
    }

    /// Writes a file.
    package func file(_ name: String, _ bytes: Data) throws -> String {
        let path = "\(directory)/\(name)"
        try bytes.write(to: URL(filePath: path))
        return path
    }

    /// Runs ffmpeg to its end.
    package func ffmpeg(_ arguments: [String]) throws {
        let words = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-threads", "1"] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var process = pid_t()
        let started = posix_spawnp(&process, "ffmpeg", nil, nil, &pointers, environ)
        guard started == 0 else { throw Failure(description: "ffmpeg does not start: \(started)") }
        var status: CInt = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status == 0 else {
            throw Failure(description: "ffmpeg failed: \(words.joined(separator: " "))")
        }
    }
}

/// Ways of damaging a clip.
extension ClipMaker {
    /// Overwrites the bytes of `clip` from the first to the second share of them with a pattern that no decoder takes.
    package func overwrite(_ clip: Clip, from start: Double, to end: Double = 1) throws {
        var bytes = try Data(contentsOf: URL(filePath: clip.path))
        for index in Int(Double(bytes.count) * start)..<Int(Double(bytes.count) * end) { bytes[index] = 0xFF }
        try bytes.write(to: URL(filePath: clip.path))
    }

    /// Changes one byte in a hundred, chosen by `seed`.
    package func damage(_ clip: Clip, seed: UInt64) throws {
        var bytes = try Data(contentsOf: URL(filePath: clip.path))
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        for _ in 0..<bytes.count / 100 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            bytes[Int(state >> 8) % bytes.count] = UInt8(truncatingIfNeeded: state)
        }
        try bytes.write(to: URL(filePath: clip.path))
    }
}
