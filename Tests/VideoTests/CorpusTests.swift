// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import TestSupport
import Testing

@Suite("The corpus")
struct CorpusTests {
    static let rows = CorpusSweep.rows()

    @Test("is there", .enabled(if: getenv("CI") != nil || !rows.isEmpty, "no corpus: set VIGNETTE_CORPUS"))
    func isThere() {
        #expect(Self.rows.count >= 90)
    }

    @Test("gives pictures or clean failures", arguments: rows)
    func sweep(_ row: CorpusSweep.Row) throws {
        CorpusSweep.check(row) { path, spec in
            let result = RenderedVideo(path, spec)
            return (result.files, result.failure)
        }
    }

    @Test("shows known colours", arguments: rows.filter { $0.name.hasSuffix("four-colors.mp4") })
    func fourColors(_ row: CorpusSweep.Row) throws {
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
    func claimedDuration(_ row: CorpusSweep.Row) {
        let result = RenderedVideo(row.path, SnapshotSpec(instants: .first))
        #expect(result.media.map { $0.duration > 900 && $0.duration < 1200 } == true)
    }

    @Test(
        "follows a change of resolution within a track",
        arguments: rows.filter { $0.name.contains("400x300-red-resize-200x150-green") }
    )
    func resized(_ row: CorpusSweep.Row) {
        let result = RenderedVideo(row.path, SnapshotSpec(instants: .at([0, 1900]), maxLength: nil))
        #expect(result.pictures.map(\.width) == [400, 200])
    }

    /// AVCHD: each field of a keyframe comes in a packet of its own.
    @Test(
        "decodes a keyframe of two separate fields as well alone as within the stream",
        arguments: rows.filter { $0.name.hasSuffix("fixture-raw.mts") }
    )
    func separateFields(_ row: CorpusSweep.Row) throws {
        let exact = RenderedVideo(row.path, SnapshotSpec(instants: .at([0, 601])))
        let nearest = RenderedVideo(row.path, SnapshotSpec(instants: .at([100, 500]), tolerance: 200))
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
        let result = RenderedVideo("\(CorpusSweep.directory)/attack/\(name)", SnapshotSpec(instants: .first))
        #expect(result.failure?.code == (name == "v_bomb.mkv" ? .limitExceeded : .unsupportedMedia))
        #expect(result.pictures.isEmpty)
    }
}
