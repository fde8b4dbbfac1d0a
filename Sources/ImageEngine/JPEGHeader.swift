// SPDX-License-Identifier: Apache-2.0

import Model

/// What stands before the first scan of a JPEG file (ITU-T T.81, annex B).
struct JPEGHeader {
    /// As stored.
    var size: PixelSize
    var components: Int
    /// Bits of a sample.
    var precision: Int
    /// Whether it is coded without loss (frame types 3, 7, 11 and 15), which is for the sensors of cameras.
    var isLossless: Bool
    var exif: EXIF?
    var profile: ICCProfile?

    /// Most bytes of a colour profile.
    private static let profileLimit = 8 << 20
    /// Most markers, and stretches of rubbish, before the first scan: a file of nothing else is none.
    private static let markerLimit = 65_536

    /// Reads the segments of `file`; fails when it names no size.
    init?(_ file: ArraySlice<UInt8>) {
        var frame: (size: PixelSize, components: Int, precision: Int, type: UInt8)?
        var exif: EXIF?
        var profile: [UInt8] = []
        Self.forEachSegment(of: file) { marker, data in
            switch marker {
            case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(marker):
                frame = frame ?? Self.frame(data).map { ($0.size, $0.components, $0.precision, marker) }
            case 0xE1 where exif == nil && data.starts(with: "Exif\0".utf8):
                exif = EXIF(data.dropFirst(6))
            case 0xE2 where data.starts(with: "ICC_PROFILE\0".utf8) && profile.count < Self.profileLimit:
                // Parts come in their order, each with its number and how many there are.
                profile += data.dropFirst(14)
            default: break
            }
        }
        guard let frame else { return nil }
        size = frame.size
        components = frame.components
        precision = frame.precision
        isLossless = frame.type & 3 == 3
        self.exif = exif
        self.profile = profile.isEmpty ? nil : ICCProfile(profile)
    }

    private static func frame(_ data: ArraySlice<UInt8>) -> (size: PixelSize, components: Int, precision: Int)? {
        let bytes = Array(data.prefix(6))
        guard bytes.count == 6 else { return nil }
        let size = PixelSize(width: Int(bytes[3]) << 8 | Int(bytes[4]), height: Int(bytes[1]) << 8 | Int(bytes[2]))
        guard size.width > 0, size.height > 0 else { return nil }
        return (size, Int(bytes[5]), Int(bytes[0]))
    }

    /// Calls `body` with each segment before the first scan.
    private static func forEachSegment(
        of file: ArraySlice<UInt8>,
        _ body: (_ marker: UInt8, _ data: ArraySlice<UInt8>) -> Void
    ) {
        guard file.starts(with: [0xFF, 0xD8]) else { return }
        var position = file.startIndex + 2
        var markers = 0
        while position + 4 <= file.endIndex, markers < markerLimit {
            markers += 1
            guard file[position] == 0xFF else {
                // Readers pass over rubbish between segments.
                position = file[position...].firstPlace(of: 0xFF as UInt8) ?? file.endIndex
                continue
            }
            let marker = file[position + 1]
            switch marker {
            case 0xFF: position += 1
            case 0x00, 0x01, 0xD0...0xD8: position += 2
            case 0xD9, 0xDA: return
            default:
                let length = Int(file[position + 2]) << 8 | Int(file[position + 3])
                let end = min(file.endIndex, position + 2 + length)
                guard length >= 2, end >= position + 4 else { return }
                body(marker, file[position + 4..<end])
                position = end
            }
        }
    }
}
