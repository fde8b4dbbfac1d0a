// SPDX-License-Identifier: Apache-2.0

/// The format of a finished picture.
package enum PictureFormat: String, Hashable, Sendable, Codable, CaseIterable {
    case jpeg
    case png
    case webp
    case avif

    package var mediaType: String { "image/\(rawValue)" }

    /// The suffix of a file's name, without its dot.
    package var suffix: String { self == .jpeg ? "jpg" : rawValue }

    /// Whether transparency survives; otherwise it is laid on white.
    package var hasAlpha: Bool { self != .jpeg }

    /// - Parameter mediaType: As ``mediaType``.
    package init?(mediaType: String) {
        guard mediaType.hasPrefix("image/") else { return nil }
        self.init(rawValue: String(mediaType.dropFirst("image/".count)))
    }

    package init?(suffix: some StringProtocol) {
        switch suffix.lowercased() {
        case "jpg", "jpeg": self = .jpeg
        case let name: self.init(rawValue: name)
        }
    }

    /// Whether `bytes` are a whole file of this format, as far as their first and last bytes and the lengths in them
    /// tell.
    package func isWhole(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        switch self {
        case .jpeg:
            return bytes.starts(with: [0xFF, 0xD8, 0xFF]) && bytes.suffix(2).elementsEqual([0xFF, 0xD9])
        case .png:
            let end: [UInt8] = [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
            return bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
                && bytes.suffix(12).elementsEqual(end)
        case .webp:
            let size = bytes.dropFirst(4).prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            return bytes.starts(with: "RIFF".utf8) && bytes.dropFirst(8).prefix(4).elementsEqual("WEBP".utf8)
                && size + 8 == bytes.count
        case .avif:
            return bytes.dropFirst(4).prefix(8).elementsEqual("ftypavif".utf8)
        }
    }
}
