// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol
import TestSupport
import Testing

extension ColorSuite {
    @Suite("of pictures")
    struct ImageColorTests {
        /// A part of the table.
        enum Part: String, CaseIterable, Sendable {
            case profiles = "Pictures: profiles"
            case codePoints = "Pictures: code points"

            var cases: [ImageCase] {
                switch self {
                case .profiles: ImageCase.profiles
                case .codePoints: ImageCase.codePoints
                }
            }
        }

        @Test("are true within what can hardly be seen", arguments: Part.allCases)
        func charts(_ part: Part) async throws {
            let cases = ColorTable.chosen(part.cases, sample: 6)
            let rows = try await RendererLab.with { lab in
                var rows: [ColorTable.Row] = []
                for item in cases {
                    let maker = try ClipMaker()
                    let spec = ThumbnailSpec(shapes: [.longSide(ChartPixels.width)], format: .png)
                    let made = try await lab.chart(.thumbnails(spec), of: item.make(maker), .image)
                    rows.append(
                        ColorTable.Row(
                            name: item.name,
                            measurements: [Measurement(made.raster, item.patches)],
                            steps: []
                        )
                    )
                }
                return rows
            }
            ColorTable.check(rows)
            try ColorTable.write(rows, as: part.rawValue, isWhole: cases.count == part.cases.count)
        }
    }
}
