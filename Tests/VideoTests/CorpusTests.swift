// SPDX-License-Identifier: Apache-2.0

import Model
import TestSupport
import Testing

@Suite("The corpus")
struct CorpusTests {
    /// The videos, with what must be made of each.
    static let rows = CorpusFile.all.filter { $0.kind == "video" }

    @Test("is there", .enabled("the corpus is there") { CorpusFile.isExpected })
    func isThere() {
        #expect(Self.rows.count >= 90)
    }

    @Test("gives pictures or clean failures", arguments: rows)
    func sweep(_ row: CorpusFile) {
        let start = ContinuousClock.now
        let result = RenderedVideo(row.path, SnapshotSpec(instants: .evenly(count: 3), pastEnd: .lastFrame))
        let elapsed = start.duration(to: .now)
        switch row.expectation {
        case .picture:
            #expect(result.failure == nil)
            #expect(result.files.count == 3)
        // Better than the reference is no fault.
        case .failure where !row.isUnknownToReference:
            #expect(result.failure != nil)
            #expect(elapsed < .seconds(5))
        case .failure, .either:
            #expect(result.failure != nil || result.files.count == 3)
        }
    }

    @Test("shows known colours", arguments: rows.filter { $0.name.hasSuffix("four-colors.mp4") })
    func fourColors(_ row: CorpusFile) throws {
        let result = RenderedVideo(row.path, SnapshotSpec(instants: .first, maxLength: 320))
        let picture = try #require(try result.picture(0))
        let corners = [
            (40, 40, [255, 255, 0]), (280, 40, [255, 0, 0]), (40, 140, [0, 0, 255]), (280, 140, [0, 255, 0]),
        ]
        for (x, y, expected) in corners {
            let rgb = picture.rgb(x, y)
            #expect(zip(rgb, expected).allSatisfy { abs($0 - $1) <= 12 }, "\(rgb) is not \(expected)")
        }
    }

    @Test(
        "finds that a claimed duration of 39 hours is one second",
        arguments: rows.filter { $0.name.hasSuffix("sample_fragmented.mp4") }
    )
    func claimedDuration(_ row: CorpusFile) {
        let result = RenderedVideo(row.path, SnapshotSpec(instants: .first))
        #expect(result.media.map { $0.duration > 900 && $0.duration < 1200 } == true)
    }

    @Test(
        "follows a change of resolution within a track",
        arguments: rows.filter { $0.name.contains("400x300-red-resize-200x150-green") }
    )
    func resized(_ row: CorpusFile) {
        let result = RenderedVideo(row.path, SnapshotSpec(instants: .at([0, 1900]), maxLength: nil))
        #expect(result.pictures.map(\.width) == [400, 200])
    }

    /// AVCHD: each field of a keyframe comes in a packet of its own.
    @Test(
        "decodes a keyframe of two separate fields as well alone as within the stream",
        arguments: rows.filter { $0.name.hasSuffix("fixture-raw.mts") }
    )
    func separateFields(_ row: CorpusFile) throws {
        // So large that nothing is left out of decoding.
        let exact = RenderedVideo(row.path, SnapshotSpec(instants: .at([0, 601]), maxLength: 960))
        let nearest = RenderedVideo(row.path, SnapshotSpec(instants: .at([100, 500]), maxLength: 960, tolerance: 200))
        #expect(nearest.pictures.map(\.frame?.isKeyframe) == [true, true])
        #expect(nearest.pictures.map(\.frame?.time) == exact.pictures.map(\.frame?.time))
        #expect(nearest.files == exact.files)
    }

    /// Files that make a careless player read other files, open connections or run out of memory.
    static let attacks =
        ["hls_file.mp4", "hls_http.mp4", "hls_secret.m3u8", "hls_concat.m3u8", "cc_rel.mp4", "cc_abs.mp4"]
        + ["cc_http.mp4", "sdp.mp4", "dash.mp4", "bomb.png", "v_bomb.mkv"]

    @Test("refuses what attacks", .enabled(if: !rows.isEmpty), arguments: attacks)
    func attack(_ name: String) {
        let result = RenderedVideo("\(CorpusFile.folder)/attack/\(name)", SnapshotSpec(instants: .first))
        #expect(result.failure?.code == (name == "v_bomb.mkv" ? .limitExceeded : .unsupportedMedia))
        #expect(result.pictures.isEmpty)
    }
}
