// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

@Suite("What is left out to be fast")
struct ShortCutTests {
    private static let encoder = ["-preset", "medium", "-g", "50", "-bf", "3", "-x264-params", "scenecut=0"]

    /// A clip with textures and motion, strongly compressed, so that blocks would show.
    private static func busy(_ maker: ClipMaker, _ name: String, size: String, _ options: [String] = encoder) throws
        -> String
    {
        let path = "\(maker.directory)/\(name)"
        let picture = "mandelbrot=size=\(size):rate=25:start_scale=0.7:end_scale=0.2:end_pts=200,noise=alls=12:allf=t"
        try maker.ffmpeg(["-f", "lavfi", "-i", picture, "-frames:v", "150", "-pix_fmt", "yuv420p"] + options + [path])
        return path
    }

    @Test(
        "the filter between blocks does not show where pictures are a third of the frame or less",
        arguments: ["libx264", "libx265"]
    )
    func deblocking(_ codec: String) throws {
        let maker = try ClipMaker()
        let options =
            ["-c:v", codec, "-crf", "30", "-g", "50"] + (codec == "libx265" ? ["-x265-params", "log-level=none"] : [])
        let path = try Self.busy(maker, "busy.mp4", size: "1440x816", options)
        // The keyframes at 0, 2 and 4 s: alone without the filter, and as exact frames with it.
        let instants = SnapshotSpec.Instants.at([0, 2000, 4000])
        let fast = RenderedVideo(path, SnapshotSpec(instants: instants, maxLength: 480, tolerance: 10))
        let whole = RenderedVideo(path, SnapshotSpec(instants: instants, maxLength: 480, tolerance: 0))
        #expect(fast.files.count == 3 && fast.files != whole.files)
        #expect(fast.pictures.map(\.frame?.time) == whole.pictures.map(\.frame?.time))
        for index in 0..<3 {
            let (one, other) = (try #require(try fast.picture(index)), try #require(try whole.picture(index)))
            #expect(one.signalToNoise(of: other) >= 40)
        }
        // Larger ones are made with it.
        let large = SnapshotSpec(instants: instants, maxLength: 720, tolerance: 10)
        let exact = SnapshotSpec(instants: instants, maxLength: 720, tolerance: 0)
        #expect(RenderedVideo(path, large).files == RenderedVideo(path, exact).files)
    }

    @Test("frames that nothing is built on are skipped, and those that are shown are the same to the bit")
    func disposable() throws {
        let maker = try ClipMaker()
        let path = try Self.busy(maker, "busy.mp4", size: "320x176", ["-c:v", "libx264"] + Self.encoder)
        // Its frames tell only when a unit of several is shown: nothing is skipped there.
        let stream = "\(maker.directory)/busy.ts"
        try maker.ffmpeg(["-i", path, "-c", "copy", stream])
        let instants = SnapshotSpec.Instants.at((0..<25).map { 17 + 229 * $0 })
        let skipping = RenderedVideo(path, SnapshotSpec(instants: instants, maxLength: nil))
        let whole = RenderedVideo(stream, SnapshotSpec(instants: instants, maxLength: nil))
        #expect(skipping.files.count == 25)
        #expect(skipping.files == whole.files)
    }

    @Test("several threads make the pictures that one makes", arguments: ["mp4", "mkv", "ts"], [0, 700] as [Int64])
    func threads(_ container: String, _ tolerance: Int64) throws {
        let maker = try ClipMaker()
        let path = try Self.busy(maker, "busy.\(container)", size: "320x176", ["-c:v", "libx264"] + Self.encoder)
        for instants in [.evenly(count: 40), .evenly(count: 3), .at([5333])] as [SnapshotSpec.Instants] {
            let spec = SnapshotSpec(instants: instants, tolerance: tolerance)
            let one = RenderedVideo(path, spec)
            let several = RenderedVideo(path, spec, limits: RenderLimits(threads: 3))
            #expect(!one.files.isEmpty && one.files == several.files)
            #expect(one.pictures.map(\.frame?.time) == several.pictures.map(\.frame?.time))
            #expect(one.summary == several.summary)
        }
    }

    @Test("several threads tell of damage what one tells", arguments: [1, 7])
    func damaged(_ instants: Int) throws {
        let maker = try ClipMaker()
        let path = try Self.busy(maker, "damaged.mp4", size: "320x176", ["-c:v", "libx264"] + Self.encoder)
        var bytes = try Data(contentsOf: URL(filePath: path))
        let (start, end) = (bytes.count / 3, bytes.count / 2)
        for position in stride(from: start, to: end, by: 97) { bytes[position] ^= 0x55 }
        try bytes.write(to: URL(filePath: path))
        let spec = SnapshotSpec(instants: instants == 1 ? .at([2700]) : .evenly(count: instants))
        let one = RenderedVideo(path, spec)
        let several = RenderedVideo(path, spec, limits: RenderLimits(threads: 2))
        #expect(!one.pictures.isEmpty && one.missing.map(\.index) == several.missing.map(\.index))
        #expect(one.pictures.map(\.frame?.time) == several.pictures.map(\.frame?.time))
        // What is made up for lost parts depends on what was decoded before.
        guard instants == 1 else { return }
        #expect(one.files == several.files)
        #expect(one.pictures.map(\.frame?.report?.isDamaged) == several.pictures.map(\.frame?.report?.isDamaged))
    }
}

extension PixelBuffer {
    /// The ratio of the largest luma to its difference from `other`, a picture of the same size, in decibels.
    fileprivate func signalToNoise(of other: PixelBuffer) -> Double {
        var sum = 0
        for row in 0..<height {
            for column in 0..<width {
                let place = row * luma.stride + column
                let difference = Int(luma.bytes[place]) - Int(other.luma.bytes[place])
                sum += difference * difference
            }
        }
        return 10 * log10(255 * 255 * Double(width * height) / Double(max(1, sum)))
    }
}
