// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// The files that the tests store; each call gives bytes that no other call gives.
enum SurfaceMedia {
    /// The display size of ``clip()``.
    static let width = 640
    static let height = 360

    /// A second of a test picture.
    ///
    /// Its last box is free space with a number of its own, so that each content is new to the server.
    ///
    /// - Parameter padding: Bytes that its length has more than that of other clips.
    static func clip(padding: Int = 0) throws -> Data {
        var bytes = try madeClip.get()
        let note = Data(UUID().uuidString.utf8) + Data(count: padding)
        withUnsafeBytes(of: UInt32(8 + note.count).bigEndian) { bytes.append(contentsOf: $0) }
        return bytes + Data("free".utf8) + note
    }

    private static let madeClip = Result {
        let maker = try ClipMaker()
        let path = "\(maker.directory)/clip.mp4"
        let source = "testsrc=size=\(width)x\(height):duration=1:rate=5"
        try maker.ffmpeg(["-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p", path])
        return try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: path)) }
    }

    /// A page of 300 by 200 points with a grey field, and a comment that makes it unique.
    static func page() -> Data {
        let content = "0.5 g 30 20 240 160 re f"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
        ]
        var text = "%PDF-1.4\n% \(UUID().uuidString)\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets { text += String(format: "%010d 00000 n \n", offset) }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Data(text.utf8)
    }

    /// Bytes that are no file of any kind.
    static func noise(_ count: Int = 3000) -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }
}

/// A picture, decoded by the ffmpeg program.
struct DecodedPicture: Sendable {
    let width: Int
    let height: Int
    /// Red, green and blue, row after row.
    private let pixels: Data

    /// - Throws: When `file` is no whole picture.
    init(_ file: Data) async throws {
        let (width, height, pixels) = try await blocking {
            let maker = try ClipMaker()
            let output = "\(maker.directory)/picture.ppm"
            let input = try maker.file("picture", file)
            try maker.ffmpeg(["-xerror", "-err_detect", "explode", "-i", input, "-frames:v", "1", output])
            return try withExtendedLifetime(maker) {
                try Self.parsed(try Data(contentsOf: URL(filePath: output)))
            }
        }
        (self.width, self.height, self.pixels) = (width, height, pixels)
    }

    /// Its sides, as `WIDTHxHEIGHT`.
    var size: String { "\(width)x\(height)" }
    var longSide: Int { max(width, height) }

    /// Red, green and blue of one pixel.
    func color(_ x: Int, _ y: Int) -> [Int] {
        (0..<3).map { Int(pixels[pixels.startIndex + (y * width + x) * 3 + $0]) }
    }

    /// Whether one pixel has a color, give or take what JPEG loses.
    func isColored(_ x: Int, _ y: Int, _ expected: [Int]) -> Bool {
        zip(color(x, y), expected).allSatisfy { abs($0 - $1) <= 16 }
    }

    /// How much of it has a color, give or take what encoders lose.
    func share(of expected: [Int]) -> Double {
        let bytes = [UInt8](pixels)
        let hits = (0..<width * height).count { pixel in
            (0..<3).allSatisfy { abs(Int(bytes[pixel * 3 + $0]) - expected[$0]) <= 24 }
        }
        return Double(hits) / Double(width * height)
    }

    private static func parsed(_ file: Data) throws -> (Int, Int, Data) {
        let fields = file.prefix(32).split(maxSplits: 4, whereSeparator: { $0 == 0x0A || $0 == 0x20 })
        let numbers = fields.dropFirst().prefix(3).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count == 3 else { throw ServerTrouble(description: "not a PPM") }
        return (numbers[0], numbers[1], file.suffix(numbers[0] * numbers[1] * 3))
    }
}
