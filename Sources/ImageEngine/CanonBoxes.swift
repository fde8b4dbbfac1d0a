// SPDX-License-Identifier: Apache-2.0

import PixelImage

/// What is used of a CR3 file: boxes as in ISO/IEC 14496-12, with Canon's own among them.
struct CanonBoxes {
    /// JPEG files, of several sizes.
    private(set) var previews: [ArraySlice<UInt8>] = []
    private(set) var orientation: Orientation?

    /// Boxes that hold boxes, and how many bytes stand before those.
    private static let containers: [String: Int] = [
        "moov": 0, "trak": 0, "mdia": 0, "minf": 0, "stbl": 0,
    ]
    /// Canon's `uuid` boxes: CMT1, CMT2, THMB in `moov`, and PRVW beside it, after 8 bytes.
    private static let metadata: [UInt8] = [0x85, 0xC0, 0xB6, 0x87, 0x82, 0x0F, 0x11, 0xE0]
    private static let preview: [UInt8] = [0xEA, 0xF4, 0x2B, 0x5E, 0x1C, 0x98, 0x4B, 0x88]
    private static let depthLimit = 8
    private static let boxLimit = 4096

    private let file: ArraySlice<UInt8>
    private var boxes = 0

    init(_ file: ArraySlice<UInt8>) {
        self.file = file
        read(file, depth: 0)
    }

    private mutating func read(_ bytes: ArraySlice<UInt8>, depth: Int) {
        guard depth < Self.depthLimit else { return }
        for box in ISOBoxes(bytes) {
            guard boxes < Self.boxLimit else { return }
            boxes += 1
            take(box.name, box.body, depth)
        }
    }

    private mutating func take(_ name: String, _ body: ArraySlice<UInt8>, _ depth: Int) {
        if let skipped = Self.containers[name] {
            read(body.dropFirst(skipped), depth: depth + 1)
            return
        }
        switch name {
        case "uuid" where body.starts(with: Self.metadata): read(body.dropFirst(16), depth: depth + 1)
        case "uuid" where body.starts(with: Self.preview): read(body.dropFirst(24), depth: depth + 1)
        case "THMB", "PRVW":
            // Version, size and length come first.
            if let start = body.firstPlace(of: [0xFF, 0xD8, 0xFF])?.lowerBound { previews.append(body[start...]) }
        case "CMT1":
            orientation = TIFFDirectory.all(in: body).first?.integer(.orientation).map { Orientation(exif: $0) }
        case "co64":
            // The first sample of the first track is the full-size JPEG.
            guard let offset = body.bigEndian(at: 8, 8), offset < file.count else { return }
            let sample = file.dropFirst(offset)
            if sample.starts(with: [0xFF, 0xD8, 0xFF]) { previews.append(sample) }
        default: break
        }
    }
}
