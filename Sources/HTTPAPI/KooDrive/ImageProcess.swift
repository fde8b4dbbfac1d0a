// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Model

/// The grammar of `imageProcess`: `image/resize,` and the arguments of one resize, as OBS has them (contract 3.4).
package enum ImageProcess {
    /// What counts when a request says nothing.
    package static let standard = "image/resize,m_lfit,h_128,w_128"

    /// Longest side in pixels, and most pixels where both sides are given.
    private static let sides = 1...9999
    private static let area = 24_999_999

    /// The text of a picture whose longer side has that many pixels.
    package static func longSide(_ pixels: Int) -> String { "image/resize,l_\(pixels)" }

    /// Reads the text; `nil` when it is not exactly of this grammar.
    package static func shape(_ text: some StringProtocol) -> PictureShape? {
        let pieces = text.split(separator: ",", omittingEmptySubsequences: false)
        guard pieces.count > 1, pieces[0] == "image/resize" else { return nil }
        var values: [Substring: Substring] = [:]
        for piece in pieces.dropFirst() {
            let pair = Substring(piece).split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, values.updateValue(pair[1], forKey: pair[0]) == nil else { return nil }
        }
        return shape(values)
    }

    private static func shape(_ values: [Substring: Substring]) -> PictureShape? {
        var shape = PictureShape()
        for (key, value) in values {
            switch key {
            case "m":
                guard let fit = PictureShape.Fit(rawValue: String(value)) else { return nil }
                shape.fit = fit
            case "w": shape.width = number(value, sides)
            case "h": shape.height = number(value, sides)
            case "l": shape.longSide = number(value, sides)
            case "s": shape.shortSide = number(value, sides)
            case "p": shape.percent = number(value, 1...1000)
            case "limit":
                guard let limit = number(value, 0...1) else { return nil }
                shape.mayEnlarge = limit == 0
            case "color":
                guard value.utf8.count == 6, value.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let color = UInt32(value, radix: 16)
                else { return nil }
                shape.color = color
            default: return nil
            }
        }
        return isConsistent(shape, values) ? simplest(shape) : nil
    }

    /// Whether each argument has a value in its range, and they go together.
    private static func isConsistent(_ shape: PictureShape, _ values: [Substring: Substring]) -> Bool {
        let given = [shape.width, shape.height, shape.longSide, shape.shortSide, shape.percent]
        let read = zip(["w", "h", "l", "s", "p"], given).allSatisfy { (values[$0] != nil) == ($1 != nil) }
        let ways = [given[0...1], given[2...3], given[4...4]].count { $0.contains { $0 != nil } }
        let isSmall =
            (shape.width ?? 1) * (shape.height ?? 1) <= area && (shape.longSide ?? 1) * (shape.shortSide ?? 1) <= area
        return read && ways == 1 && isSmall && (values["color"] == nil || shape.fit == .pad)
    }

    /// The shape in fewer words, where there are any: equal pictures are made once.
    private static func simplest(_ shape: PictureShape) -> PictureShape {
        guard shape.fit == .inside, let side = shape.width, side == shape.height, !shape.mayEnlarge else {
            return shape
        }
        return .longSide(side)
    }

    private static func number(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let number = Int(text), range.contains(number)
        else { return nil }
        return number
    }
}
