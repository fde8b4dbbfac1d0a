// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import RenderProtocol
import TestSupport
import Testing

extension ColorSuite {
    @Suite("of Dolby Vision")
    struct DolbyVisionColorTests {
        /// The chart as HEVC without anything around it.
        private static func stream(_ coding: ChartCoding, _ tags: ColorTags, in maker: ClipMaker) throws -> String {
            try VideoCase(.hevc, "hevc", coding, tags).bright().with {
                $0.options = ["-x265-params", "log-level=0:lossless=1:slices=1:keyint=1"]
            }.make(in: maker)
        }

        private static func made(_ path: String, _ patches: Patches, _ lab: RendererLab, _ name: String) async throws
            -> (row: ColorTable.Row, notes: [String])
        {
            let spec = SnapshotSpec(instants: .first, maxLength: nil)
            let snapshot = try await lab.chart(.snapshots(spec), of: path, .video)
            let whole = ThumbnailSpec(shapes: [.longSide(256)], format: .png)
            let thumbnail = try await lab.chart(.thumbnails(whole), of: path, .video)
            #expect(snapshot.notes == thumbnail.notes)
            let measurements = [Measurement(snapshot.raster, patches), Measurement(thumbnail.raster, patches)]
            return (ColorTable.Row(name: name, measurements: measurements, steps: snapshot.steps), snapshot.notes)
        }

        @Test("are those that its metadata explain, else greys that are called so, and the base's where there is one")
        func profiles() async throws {
            let maker = try ClipMaker()
            let patches = Patches.bright(peak: 1000)
            let own = ChartCoding.of(.dolbyVision, 10).full
            let stream = try Self.stream(own, ColorTags(range: "pc"), in: maker)
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: stream)))
            let explained = DolbyVisionMaker.inserted(DolbyVisionMaker.metadata(), behindSlicesOf: bytes)
            let input = try maker.file("explained.hevc", Data(explained))
            let rows = try await RendererLab.with { lab in
                var rows: [ColorTable.Row] = []
                for suffix in ["mkv", "mp4", "ts"] {
                    let path = "\(maker.directory)/explained.\(suffix)"
                    try maker.ffmpeg(["-f", "hevc", "-r", "25", "-i", input, "-c", "copy", path])
                    let made = try await Self.made(path, patches, lab, "HEVC in \(suffix), profile 5 with metadata")
                    #expect(made.notes == [])
                    rows.append(made.row)
                }
                let silent = try Self.announced(stream, profile: 5, compatibility: 0, maker)
                let greys = try await Self.made(
                    silent,
                    Self.greys(patches),
                    lab,
                    "HEVC in mp4, profile 5 without metadata"
                )
                #expect(greys.notes.count == 1 && greys.notes[0].contains("grey"))
                let base = try Self.stream(.of(.bt2020, 10), .pq, in: maker)
                let compatible = try Self.announced(base, profile: 8, compatibility: 1, maker)
                let other = try await Self.made(compatible, patches, lab, "HEVC in mp4, profile 8.1")
                #expect(other.notes == [])
                return rows + [greys.row, other.row]
            }
            ColorTable.check(rows)
            try ColorTable.write(rows, as: "Video: Dolby Vision", isWhole: Proof.isFull)
        }

        private static func announced(_ stream: String, profile: UInt8, compatibility: UInt8, _ maker: ClipMaker) throws
            -> String
        {
            let path = "\(maker.directory)/plain.mp4"
            try maker.ffmpeg(["-f", "hevc", "-r", "25", "-i", stream, "-c", "copy", "-tag:v", "hvc1", path])
            let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
            let changed = try DolbyVisionMaker.announced(file, profile: profile, compatibility: compatibility)
            return try maker.file("announced.mp4", Data(changed))
        }

        /// What is left of `patches` when only the first sample is understood, as it is.
        private static func greys(_ patches: Patches) -> Patches {
            var greys = patches
            let display = ReferenceDisplay(peak: 1000)
            greys.shown = patches.signals(.pq).map { signal in
                let sample = DolbyVisionMaker.samples(DolbyVisionMaker.components(signal))[0]
                let light = 10_000 * StandardCurve.pq.light(max(0, sample))
                return display.shown([light, light, light])
            }
            return greys
        }
    }
}
