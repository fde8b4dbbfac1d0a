// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A HEIF file, box by box (ISO/IEC 23008-12): its first item is the picture.
package struct HEIFFile: Sendable {
    /// A picture, or what belongs to one.
    package struct Item: Sendable {
        /// Four letters: `hvc1`, `av01`, `Exif`, ...
        package var kind: String
        /// Boxes, in the order in which those that turn the picture are applied.
        package var properties: [[UInt8]]
        package var data: [UInt8]
        /// How it refers to the first item, where it does.
        package var reference: String?

        package init(_ kind: String, properties: [[UInt8]] = [], data: [UInt8], reference: String? = nil) {
            self.kind = kind
            self.properties = properties
            self.data = data
            self.reference = reference
        }
    }

    /// `heic` or `avif`.
    package var brand: String
    package var items: [Item]

    package init(brand: String, items: [Item]) {
        self.brand = brand
        self.items = items
    }

    /// All of the file.
    package var bytes: Data {
        let head = Self.box("ftyp", Array(brand.utf8) + [0, 0, 0, 0] + Array("mif1\(brand)".utf8))
        // The positions of the data depend on the length of the boxes, which does not depend on them.
        let length = head.count + meta(at: 0).count + 8
        return Data(head + meta(at: length) + Self.box("mdat", items.flatMap(\.data)))
    }

    private func meta(at offset: Int) -> [UInt8] {
        let handler = Self.fullBox("hdlr", [0, 0, 0, 0] + Array("pict".utf8) + [UInt8](repeating: 0, count: 13))
        let entries = items.enumerated().flatMap { index, item in
            Self.fullBox("infe", version: 2, UInt16(index + 1).bigEndianBytes + [0, 0] + Array(item.kind.utf8) + [0])
        }
        var locations = [0x44, 0x00] + UInt16(items.count).bigEndianBytes
        var position = offset
        for (index, item) in items.enumerated() {
            locations += UInt16(index + 1).bigEndianBytes + [0, 0] + UInt16(1).bigEndianBytes
            locations += UInt32(position).bigEndianBytes + UInt32(item.data.count).bigEndianBytes
            position += item.data.count
        }
        let references = items.enumerated().flatMap { index, item -> [UInt8] in
            guard let name = item.reference else { return [] }
            return Self.box(name, [UInt16(index + 1), 1, 1].flatMap(\.bigEndianBytes))
        }
        return Self.fullBox(
            "meta",
            handler + Self.fullBox("pitm", UInt16(1).bigEndianBytes) + Self.fullBox("iloc", locations)
                + Self.fullBox("iinf", UInt16(items.count).bigEndianBytes + entries)
                + (references.isEmpty ? [] : Self.fullBox("iref", references)) + properties
        )
    }

    private var properties: [UInt8] {
        let lists = items.enumerated().filter { !$0.element.properties.isEmpty }
        var (associations, next) = (UInt32(lists.count).bigEndianBytes, UInt8(1))
        for (index, item) in lists {
            associations += UInt16(index + 1).bigEndianBytes + [UInt8(item.properties.count)]
            for _ in item.properties {
                associations.append(next | 0x80)
                next += 1
            }
        }
        let container = Self.box("ipco", items.flatMap(\.properties).flatMap(\.self))
        return Self.box("iprp", container + Self.fullBox("ipma", associations))
    }

    /// The only frame of the video at `path`, which ffmpeg made, and the box that tells a decoder about it.
    package static func frame(ofVideo path: String) throws -> (configuration: [UInt8], data: [UInt8]) {
        let file = try [UInt8](Data(contentsOf: URL(filePath: path)))
        let configuration = ["hvcC", "av1C"].lazy.compactMap { firstBox($0, in: file) }.first
        guard let configuration, let data = firstBox("mdat", in: file) else {
            throw PictureTrouble(description: "no frame of HEVC or AV1 in \(path)")
        }
        return (configuration, Array(data.dropFirst(8)))
    }

    /// The first box called `name`, wherever it is.
    private static func firstBox(_ name: String, in file: [UInt8]) -> [UInt8]? {
        let letters = Array(name.utf8)
        guard let place = file.indices.dropLast(4).first(where: { Array(file[$0..<$0 + 4]) == letters }), place >= 4
        else { return nil }
        let size = file[place - 4..<place].reduce(0) { $0 << 8 | Int($1) }
        return Array(file[place - 4..<min(file.count, place - 4 + size)])
    }

    /// The property that tells the size of a picture.
    package static func shape(_ width: Int, _ height: Int) -> [UInt8] {
        fullBox("ispe", UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes)
    }

    /// The property that tells how many components a picture has, and the bits of each.
    package static func depths(_ count: Int, _ bits: Int) -> [UInt8] {
        fullBox("pixi", [UInt8(count)] + [UInt8](repeating: UInt8(bits), count: count))
    }

    package static func box(_ name: String, _ body: [UInt8]) -> [UInt8] {
        UInt32(body.count + 8).bigEndianBytes + Array(name.utf8) + body
    }

    package static func fullBox(_ name: String, version: UInt8 = 0, _ body: [UInt8]) -> [UInt8] {
        box(name, [version, 0, 0, 0] + body)
    }
}
