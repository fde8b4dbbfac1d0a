// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Paints pictures that have what photographs have: texture at every scale, edges, light and shade.
package struct ScenePainter {
    /// What there is to see: each is worth showing.
    package enum Subject: String, Sendable, CaseIterable {
        /// Sky over hills.
        case landscape
        /// Leaves and grass, from edge to edge.
        case meadow
        /// Lit windows and lamps; most of it is nearly black.
        case night
        /// Snow in the sun with bare trees; most of it is nearly white.
        case snow
        /// A head before a background out of focus.
        case portrait
        /// Furniture and walls: plain faces with edges.
        case interior
        /// Many round things of all colours.
        case crowd
    }

    package let width: Int
    package let height: Int
    private var generator: SeededGenerator
    /// Red, green and blue, 0...1, row after row.
    private var pixels: [Double]

    package init(width: Int, height: Int, generator: SeededGenerator) {
        self.width = width
        self.height = height
        self.generator = generator
        pixels = [Double](repeating: 0, count: width * height * 3)
    }

    /// The picture of `subject` as a PPM file.
    package mutating func paint(_ subject: Subject) -> Data {
        switch subject {
        case .landscape: paintLandscape()
        case .meadow: paintMeadow()
        case .night: paintNight()
        case .snow: paintSnow()
        case .portrait: paintPortrait()
        case .interior: paintInterior()
        case .crowd: paintCrowd()
        }
        var file = Data("P6\n\(width) \(height)\n255\n".utf8)
        file.append(contentsOf: pixels.map { UInt8(min(1, max(0, $0)) * 255) })
        return file
    }

    // MARK: The subjects

    private mutating func paintLandscape() {
        let height = height
        let (clouds, ground) = (texture(from: 4, roughness: 0.5), texture(from: 16, roughness: 0.75))
        let ridge = texture(from: 3, roughness: 0.45)
        let horizon = number(0.35...0.65)
        let (sky, soil) = (color(0.45...0.85), color(0.15...0.5))
        each { x, y, at in
            let down = Double(y) / Double(height)
            let edge = horizon + (ridge[x] - 0.5) * 0.5
            guard down > edge else {
                let light = 0.6 + 0.4 * down / edge + (clouds[at] - 0.5) * 0.5
                return sky.map { $0 * light + 0.08 }
            }
            return soil.map { $0 * (0.3 + 1.5 * ground[at]) }
        }
    }

    private mutating func paintMeadow() {
        let (leaves, shade) = (texture(from: 32, roughness: 0.9), texture(from: 3, roughness: 0.4))
        let (leaf, gap) = (color(0.4...0.95), color(0.02...0.2))
        each { _, _, at in
            let light = min(1, max(0, (leaves[at] - 0.5) * 2.5 + 0.5))
            return (0..<3).map { (leaf[$0] * light + gap[$0] * (1 - light)) * (0.5 + 0.8 * shade[at]) }
        }
    }

    private mutating func paintNight() {
        let texture = texture(from: 8, roughness: 0.7)
        let tint = color(0.5...1)
        each { _, _, at in tint.map { $0 * (0.01 + 0.16 * texture[at] * texture[at]) } }
        for _ in 0..<integer(30...70) {
            let warm = number(0.5...1)
            let side = number(0.006...0.02)
            let place = (number(0...1), number(0.25...0.95))
            fillBox(at: place, side, side * number(0.8...2.5), [warm, warm * 0.8, warm * 0.45])
        }
    }

    private mutating func paintSnow() {
        let (drifts, grain) = (texture(from: 3, roughness: 0.5), texture(from: 32, roughness: 0.8))
        each { _, _, at in
            let light = 0.66 + 0.3 * drifts[at] + 0.12 * (grain[at] - 0.5)
            return [light * 0.97, light * 0.985, light]
        }
        for _ in 0..<integer(3...9) {
            let (x, trunk) = (number(0.05...0.95), number(0.004...0.012))
            let top = number(0.1...0.5)
            fillBox(at: (x, (top + 0.95) / 2), trunk, (0.95 - top) / 2 / 0.5625, [0.25, 0.2, 0.18])
        }
    }

    private mutating func paintPortrait() {
        let (width, height) = (width, height)
        let (back, skin) = (texture(from: 3, roughness: 0.3), texture(from: 24, roughness: 0.7))
        let (wall, face, hair) = (color(0.2...0.7), [0.85, 0.65, 0.52], color(0.05...0.3))
        let (cx, cy, size) = (number(0.35...0.65), number(0.42...0.58), number(0.22...0.34))
        each { x, y, at in
            let dx = (Double(x) / Double(width) - cx) * 16 / 9 / size
            let dy = (Double(y) / Double(height) - cy) / size / 1.3
            let distance = dx * dx + dy * dy
            guard distance < 1.25 else { return wall.map { $0 * (0.5 + back[at]) } }
            if distance > 0.85 || dy < -0.6 { return hair.map { $0 * (0.4 + 1.4 * skin[at]) } }
            let isEye = abs(abs(dx) - 0.36) < 0.14 && abs(dy + 0.15) < 0.07
            let isMouth = abs(dx) < 0.28 && abs(dy - 0.45) < 0.05
            let shade = (1.05 - 0.4 * dx) * (0.75 + 0.5 * skin[at])
            return face.map { $0 * (isEye ? 0.15 : isMouth ? 0.55 : shade) }
        }
    }

    private mutating func paintInterior() {
        let width = width
        let grain = texture(from: 24, roughness: 0.8)
        let wall = color(0.3...0.8)
        each { x, _, at in wall.map { $0 * (0.7 + 0.3 * Double(x) / Double(width)) * (0.9 + 0.2 * grain[at]) } }
        for _ in 0..<integer(8...20) {
            fillBox(at: (number(0...1), number(0.2...1)), number(0.03...0.18), number(0.03...0.2), color(0.05...0.9))
        }
    }

    private mutating func paintCrowd() {
        let grain = texture(from: 16, roughness: 0.8)
        let ground = color(0.1...0.6)
        each { _, _, at in ground.map { $0 * (0.4 + grain[at]) } }
        for _ in 0..<integer(40...90) {
            fillDisc(at: (number(0...1), number(0...1)), number(0.015...0.06), color(0.05...0.95))
        }
    }

    // MARK: The brushes

    /// Sets every pixel.
    private mutating func each(_ body: (_ x: Int, _ y: Int, _ index: Int) -> [Double]) {
        for y in 0..<height {
            for x in 0..<width {
                let index = y * width + x
                let value = body(x, y, index)
                for channel in 0..<3 { pixels[index * 3 + channel] = value[channel] }
            }
        }
    }

    /// Fills a box; places and half sides are parts of the width and the height.
    private mutating func fillBox(
        at center: (x: Double, y: Double),
        _ halfWidth: Double,
        _ halfHeight: Double,
        _ color: [Double]
    ) {
        let columns = Self.span(center.x, halfWidth, width)
        for y in Self.span(center.y, halfHeight, height) {
            let light = 1.1 - 0.3 * Double(y) / Double(height)
            for x in columns {
                for channel in 0..<3 { pixels[(y * width + x) * 3 + channel] = color[channel] * light }
            }
        }
    }

    private mutating func fillDisc(at center: (x: Double, y: Double), _ radius: Double, _ color: [Double]) {
        let reach = radius * Double(width)
        for y in Self.span(center.y, reach / Double(height), height) {
            for x in Self.span(center.x, radius, width) {
                let (dx, dy) = (Double(x) - center.x * Double(width), Double(y) - center.y * Double(height))
                guard dx * dx + dy * dy <= reach * reach else { continue }
                let light = 1 - 0.5 * (dx + dy) / (2 * reach)
                for channel in 0..<3 { pixels[(y * width + x) * 3 + channel] = color[channel] * light }
            }
        }
    }

    private static func span(_ center: Double, _ half: Double, _ count: Int) -> Range<Int> {
        let lower = min(count, max(0, Int((center - half) * Double(count))))
        return lower..<min(count, max(lower, Int((center + half) * Double(count)) + 1))
    }

    /// A field of 0...1 with detail at every scale from `cells` in a row down to the pixel.
    ///
    /// - Parameter roughness: How much of its strength each scale hands on to the next finer one.
    private mutating func texture(from cells: Int, roughness: Double) -> [Double] {
        var field = [Double](repeating: 0, count: width * height)
        var (columns, strength, total) = (cells, 1.0, 0.0)
        while columns < width {
            let rows = max(2, columns * height / width)
            let grid = (0..<(columns + 2) * (rows + 2)).map { _ in Double.random(in: 0...1, using: &generator) }
            for y in 0..<height {
                let (row, v) = Self.cell(y, height, rows)
                for x in 0..<width {
                    let (column, u) = Self.cell(x, width, columns)
                    let corner = row * (columns + 2) + column
                    let above = grid[corner] * (1 - u) + grid[corner + 1] * u
                    let below = grid[corner + columns + 2] * (1 - u) + grid[corner + columns + 3] * u
                    field[y * width + x] += strength * (above * (1 - v) + below * v)
                }
            }
            total += strength
            strength *= roughness
            columns *= 2
        }
        return field.map { min(1, max(0, ($0 / total - 0.5) * 1.8 + 0.5)) }
    }

    private static func cell(_ position: Int, _ count: Int, _ cells: Int) -> (index: Int, part: Double) {
        let place = Double(position) / Double(count) * Double(cells)
        return (Int(place), place - place.rounded(.down))
    }

    private mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    private mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func color(_ range: ClosedRange<Double>) -> [Double] { (0..<3).map { _ in number(range) } }
}
