// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import TestSupport
import Testing

@testable import VideoEngine

@Suite("Waveforms")
struct WaveformTests {
    @Test(
        "show where a sound is loud, in every sample format",
        arguments: ["u8", "s16le", "s24le", "s32le", "f32le", "f64le"]
    )
    func loudness(_ format: String) throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/a.wav"
        // Silence, then half of the full scale.
        try maker.ffmpeg([
            "-f", "lavfi", "-i", "aevalsrc='0.5*gt(t,1)*sin(2*PI*440*t)|0.5*gt(t,1)*sin(2*PI*440*t)':d=2:s=44100",
            "-c:a", "pcm_\(format)", path,
        ])
        let picture = try drawn(path, in: maker)
        let white: [UInt8] = [255, 255, 255, 255]
        #expect(picture.pixel(200, 100) == white)
        #expect(picture.pixel(600, 60) == white)
        #expect(picture.pixel(600, 120) != white)
        #expect(picture.pixel(600, 190) != white)
        #expect(picture.pixel(600, 190) != picture.pixel(600, 120), "two tones: the peak and what is effective")
        #expect(picture.pixel(200, 200) != white, "a thread where there is silence")
    }

    @Test(
        "are drawn of compressed sound too",
        arguments: [("a.mp3", "libmp3lame"), ("a.m4a", "aac"), ("a.opus", "libopus")]
    )
    func compressed(_ name: String, _ codec: String) throws {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/\(name)"
        try maker.ffmpeg(["-f", "lavfi", "-i", "aevalsrc=0.9*sin(2*PI*440*t):d=3:s=48000", "-c:a", codec, path])
        let picture = try drawn(path, in: maker)
        #expect(picture.pixel(400, 60) != [255, 255, 255, 255])
        #expect(picture.pixel(400, 10) == [255, 255, 255, 255])
    }

    private func drawn(_ path: String, in maker: ClipMaker) throws -> Raster {
        let spec = ThumbnailSpec(shapes: [.longSide(800)], format: .png, waveform: true)
        let result = RenderedVideo(path, spec)
        #expect(result.failure == nil)
        #expect(result.media?.audio != nil)
        #expect(result.pictures == [Picture(index: 0, width: 800, height: 400)])
        #expect(RenderedVideo(path, spec).files == result.files, "the same file gives the same picture")
        return try ImageMagick.read(
            maker.file("out.png", #require(result.files.first)),
            PixelSize(width: 800, height: 400)
        )
    }

    @Test("give way to cover art", .enabled("the corpus is there") { CorpusFile.isExpected })
    func cover() {
        let spec = ThumbnailSpec(shapes: [.longSide(200)], waveform: true)
        let path = "\(CorpusFile.folder)/audio/005-bear-id3.mp3"
        #expect(RenderedVideo(path, spec).pictures.map(\.height) == [200])
    }

    @Test("keep a bounded number of spans, and lose no peak")
    func bounded() {
        var wave = Waveform()
        for index in 0..<3_000_000 { wave.add(index == 1_234_567 ? -0.75 : 0.1) }
        #expect(wave.spans.count <= 2 * Waveform.size.width)
        #expect(wave.spans.map(\.peak).max() == 0.75)
        #expect(wave.spans.allSatisfy { abs($0.level - 0.1) < 0.05 })
        let peak = wave.spans.firstIndex { $0.peak == 0.75 } ?? 0
        #expect(abs(Double(peak) / Double(wave.spans.count) - 1_234_567 / 3_000_000) < 0.01)
    }

    @Test("are drawn of a single sample, and of none not at all")
    func short() {
        var wave = Waveform()
        #expect(wave.isEmpty)
        wave.add(.nan)
        #expect(!wave.isEmpty)
        #expect(wave.drawn().size == Waveform.size)
    }
}
