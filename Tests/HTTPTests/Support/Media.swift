// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The files that the tests upload, each made once.
enum Media {
    /// 30 seconds of numbered frames, two a second: the frame at second `s` has the number `2 * s`.
    static var clip: Data { get throws { try madeClip.get() } }
    /// The same for 12 seconds, one keyframe a second, with bytes in the middle that no decoder takes.
    static var damagedClip: Data { get throws { try madeDamagedClip.get() } }
    /// The same, five a second and 12 seconds long, with nothing to be seen in the first four seconds.
    static var darkClip: Data { get throws { try madeDarkClip.get() } }
    /// Sound without a picture.
    static var sound: Data { get throws { try madeSound.get() } }
    /// A JPEG.
    static var picture: Data { get throws { try madePicture.get() } }
    /// A PNG.
    static var drawing: Data { get throws { try madeDrawing.get() } }

    static let seconds = 30
    static let width = ClipMaker.width
    static let height = ClipMaker.height

    private static let madeClip = Result {
        let maker = try ClipMaker()
        let options = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-g", "8"]
        let clip = try maker.clip("clip.mp4", frames: 60, rate: 2, options)
        return try Data(contentsOf: URL(filePath: clip.path))
    }
    private static let madeDamagedClip = Result {
        let maker = try ClipMaker()
        let options = ["-c:v", "libx264", "-g", "25", "-x264-params", "scenecut=0", "-movflags", "+faststart"]
        let clip = try maker.clip("damaged.mp4", frames: 300, options)
        try maker.overwrite(clip, from: 0.35, to: 0.65)
        return try Data(contentsOf: URL(filePath: clip.path))
    }
    private static let madeDarkClip = Result {
        let maker = try ClipMaker()
        let curtain = "drawbox=color=black:t=fill:enable='lt(t,4)'"
        let options = ["-vf", curtain, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-g", "600"]
        let clip = try maker.clip("dark.mp4", frames: 60, rate: 5, options)
        return try Data(contentsOf: URL(filePath: clip.path))
    }
    private static let madeSound = Result {
        try make("sound.m4a", ["-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-c:a", "aac"])
    }
    private static let madePicture = Result {
        // Without the encoder's name, so that it is the picture alone.
        let plain = ["-flags:v", "+bitexact"]
        return try make("cover.jpg", ["-f", "lavfi", "-i", "testsrc=size=64x48:duration=1", "-frames:v", "1"] + plain)
    }
    private static let madeDrawing = Result {
        try make("cover.png", ["-f", "lavfi", "-i", "testsrc=size=64x48:duration=1", "-frames:v", "1"])
    }

    private static func make(_ name: String, _ arguments: [String]) throws -> Data {
        let maker = try ClipMaker()
        try maker.ffmpeg(arguments + ["\(maker.directory)/\(name)"])
        return try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: "\(maker.directory)/\(name)")) }
    }
}

/// The sides of a JPEG, read from its frame header.
func jpegSize(_ file: Data) -> (width: Int, height: Int)? {
    let bytes = [UInt8](file)
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var index = 2
    while index + 9 < bytes.count {
        let marker = bytes[index + 1]
        if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
            return (
                Int(bytes[index + 7]) << 8 | Int(bytes[index + 8]), Int(bytes[index + 5]) << 8 | Int(bytes[index + 6])
            )
        }
        index += 2 + (Int(bytes[index + 2]) << 8 | Int(bytes[index + 3]))
    }
    return nil
}
