// SPDX-License-Identifier: Apache-2.0

/// The part of a glance inside the black bars that films are framed with.
///
/// The edge of a bar is as sharp as an edge can be, and would hide that all else is blurred.
struct GlanceArea {
    private(set) var rows: Range<Int>
    private(set) var columns: Range<Int>

    var count: Int { rows.count * columns.count }

    /// Luma that a bar does not exceed, with what coding adds to it.
    private static let black: UInt8 = 20

    init(of glance: Glance) {
        let (width, luma) = (glance.width, glance.luma)
        rows = Self.inside(glance.height) { row in
            luma[row * width..<(row + 1) * width].allSatisfy { $0 <= Self.black }
        }
        let rows = rows
        columns = Self.inside(width) { column in
            rows.allSatisfy { luma[$0 * width + column] <= Self.black }
        }
    }

    /// What is left of `count` lines without bars on both sides, and without the line where a bar and the picture mix.
    ///
    /// No bar takes more than three eighths: what is black beyond that is the picture.
    private static func inside(_ count: Int, isBar: (Int) -> Bool) -> Range<Int> {
        let most = count * 3 / 8
        let lower = (0..<most).first { !isBar($0) } ?? most
        let upper = count - ((0..<most).first { !isBar(count - 1 - $0) } ?? most)
        let (first, end) = (lower > 0 ? lower + 1 : 0, upper < count ? upper - 1 : count)
        return end - first > 2 ? first..<end : 0..<count
    }
}
