// SPDX-License-Identifier: Apache-2.0

import Model

/// The query of `POST /api/v1/thumbnails`.
struct ThumbnailQuery: Sendable {
    private static let names: Set<String> = ["max_length", "format", "page", "at", "wait", "source"]

    /// The id of a stored file or content; `nil`: the body is the file.
    var source: String?
    /// `max_length`: the longer side in pixels, 1...9999; 480 by default.
    var shape: PictureShape
    /// `jpg` (the default), `png`, `webp` or `avif`.
    var format: PictureFormat
    /// From 1.
    var page: Int
    /// `at`: seconds of a video, with up to three decimals.
    var instant: Int64?
    /// Seconds to wait for the picture: 0...60, 20 by default.
    var wait: Duration

    /// - Throws: ``Failure`` `invalidParameter`, naming the parameter.
    init(_ query: RawQuery) throws(Failure) {
        if let unknown = query.items.first(where: { !Self.names.contains($0.name) })?.name {
            throw .invalid(unknown, "There is no parameter \(unknown).")
        }
        for name in Self.names where query.count(of: name) > 1 { throw .invalid(name, "\(name) is given twice.") }
        source = query["source"]
        shape = .longSide(try Self.number("max_length", query, 1...9999, default: 480))
        page = try Self.number("page", query, 1...1_000_000, default: 1)
        wait = .seconds(try Self.number("wait", query, 0...60, default: 20))
        let suffix = query["format"] ?? "jpg"
        guard let format = PictureFormat(suffix: suffix) else {
            throw .invalid("format", "format is one of jpg, png, webp and avif.")
        }
        self.format = format
        if let at = query["at"] {
            guard let instant = DecimalSeconds.milliseconds(at) else {
                throw .invalid("at", "at is a time in seconds, as 12.5.")
            }
            self.instant = instant
        }
    }

    private static func number(
        _ name: String,
        _ query: RawQuery,
        _ range: ClosedRange<Int>,
        default value: Int
    ) throws(Failure) -> Int {
        guard let text = query[name] else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(name, "\(name) is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
