// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage
import TestSupport
import Testing

/// What the pictures of these tests show when they are right: each corner in a colour of its own, and a white square
/// that is not in the middle.
///
/// They tell how a picture is turned, whether it is stretched, and what was cut off.
struct Marks: Hashable, Sendable {
    /// Upright, with square pixels.
    let size: PixelSize

    static let corners: [[Int]] = [[230, 60, 60], [60, 200, 80], [90, 110, 240], [230, 220, 70]]
    static let ground = [40, 40, 40]
    static let white = [235, 235, 235]

    init(_ size: PixelSize) {
        self.size = size
    }

    /// The side of the square, in pixels.
    var side: Int { min(size.width, size.height) * 2 / 5 / 12 * 12 }

    /// The middle of the square.
    private var middle: (x: Double, y: Double) { (Double(size.width) * 0.625, Double(size.height) * 0.5) }

    /// The colour at a point, in pixels from the upper left corner.
    func color(_ x: Double, _ y: Double) -> [Int] {
        let (columns, rows) = (Double(size.width) / 6, Double(size.height) / 6)
        let isLeft = x < columns
        let isTop = y < rows
        if isLeft || x >= 5 * columns, isTop || y >= 5 * rows {
            return Self.corners[(isTop ? 0 : 2) + (isLeft ? 0 : 1)]
        }
        let half = Double(side) / 2
        let isInside = -half..<half ~= x - middle.x && -half..<half ~= y - middle.y
        return isInside ? Self.white : Self.ground
    }

    /// Whether an edge of a mark lies within `distance` pixels of a point.
    private func isNearEdge(_ x: Double, _ y: Double, _ distance: Double) -> Bool {
        let offsets = [-distance, 0, distance]
        return offsets.contains { right in offsets.contains { color(x + right, y + $0) != color(x, y) } }
    }

    /// Holds `raster` against the marks, pixel by pixel, but near their edges; then measures the square.
    ///
    /// - Parameter border: Pixels at the edge of the picture that may have colours of what was cut off.
    func check(_ raster: Raster, tolerance: Int = 48, border: Int = 0, _ name: String) {
        guard raster.size == size else {
            Issue.record("\(name): \(raster.size.width) x \(raster.size.height), not \(size.width) x \(size.height)")
            return
        }
        var wrong: [String] = []
        for row in border..<size.height - border {
            for column in border..<size.width - border {
                let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
                let (wanted, index) = (color(x, y), 4 * (row * size.width + column))
                let difference = (0..<3).map { abs(Int(raster.bytes[index + $0]) - wanted[$0]) }.max() ?? 0
                if difference > tolerance, !isNearEdge(x, y, 3) { wrong.append("(\(column), \(row))") }
            }
        }
        let message =
            "\(name): \(wrong.count) pixels are wrong, as \(wrong.prefix(4)); shown is \(Self.reading(raster))"
        #expect(wrong.isEmpty, Comment(rawValue: message))
        measureSquare(raster, name)
    }

    private func measureSquare(_ raster: Raster, _ name: String) {
        func run(_ count: Int, _ pixel: (Int) -> [UInt8]) -> (start: Int, length: Int) {
            let bright = (0..<count).filter { pixel($0).prefix(3).allSatisfy { $0 > 137 } }
            return (bright.first ?? 0, bright.count)
        }
        let across = run(size.width) { raster.pixel($0, Int(middle.y)) }
        let down = run(size.height) { raster.pixel(Int(middle.x), $0) }
        let message = Comment(rawValue: "\(name): the square is \(across.length) x \(down.length), not \(side)")
        #expect(abs(across.length - side) <= 1 && abs(down.length - side) <= 1, message)
        #expect(abs(Double(across.start) - (middle.x - Double(side) / 2)) <= 1, message)
        #expect(abs(Double(down.start) - (middle.y - Double(side) / 2)) <= 1, message)
    }

    /// Which corner's colour each corner shows, from the upper left one, by their numbers.
    private static func reading(_ raster: Raster) -> [Int?] {
        let (columns, rows) = (raster.size.width / 12, raster.size.height / 12)
        let (right, bottom) = (raster.size.width - 1 - columns, raster.size.height - 1 - rows)
        return [(columns, rows), (right, rows), (columns, bottom), (right, bottom)].map { x, y in
            corners.firstIndex { wanted in
                zip(raster.pixel(x, y), wanted).allSatisfy { abs(Int($0) - $1) <= 60 }
            }
        }
    }
}
