// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol
import TestSupport
import Testing

/// All charts, one after the other: each is encoded by a program that wants a core.
@Suite("Colours", .serialized)
struct ColorSuite {}

extension ColorSuite {
    @Suite("of video")
    struct VideoColorTests {
        /// A part of the table.
        enum Part: String, CaseIterable, Sendable {
            case samples = "Video: samples"
            case tags = "Video: tags"
            case bright = "Video: high dynamic range"

            var cases: [VideoCase] {
                switch self {
                case .samples: VideoCase.samples
                case .tags: VideoCase.tags
                case .bright: VideoCase.bright
                }
            }
        }

        @Test("are true within what can hardly be seen", arguments: Part.allCases)
        func charts(_ part: Part) async throws {
            let cases = ColorTable.chosen(part.cases, sample: 4)
            let rows = try await RendererLab.with { lab in
                var rows: [ColorTable.Row] = []
                for item in cases { rows.append(try await Self.measure(item, lab)) }
                return rows
            }
            ColorTable.check(rows)
            try ColorTable.write(rows, as: part.rawValue, isWhole: cases.count == part.cases.count)
        }

        /// Measures the picture as a snapshot and as a thumbnail, which are made in different ways.
        private static func measure(_ item: VideoCase, _ lab: RendererLab) async throws -> ColorTable.Row {
            let maker = try ClipMaker()
            let path = try item.make(in: maker)
            let spec = SnapshotSpec(instants: .first, maxLength: nil)
            let snapshot = try await lab.chart(.snapshots(spec), of: path, .video)
            let whole = ThumbnailSpec(shapes: [.longSide(item.coding.width)], format: .png)
            let thumbnail = try await lab.chart(.thumbnails(whole), of: path, .video)
            return ColorTable.Row(
                name: item.name,
                measurements: [
                    Measurement(snapshot.raster, item.patches), Measurement(thumbnail.raster, item.patches),
                ],
                steps: snapshot.steps
            )
        }
    }
}
