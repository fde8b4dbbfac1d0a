// SPDX-License-Identifier: Apache-2.0

/// One directory of a TIFF file, or of what is built like one: EXIF and most cameras' files.
struct TIFFDirectory {
    /// The tags that are looked at (TIFF 6.0, EXIF 2.32, DNG 1.4).
    enum Tag: UInt16 {
        case panasonicPreview = 0x002E
        case width = 0x0100
        case height = 0x0101
        case compression = 0x0103
        case photometry = 0x0106
        case orientation = 0x0112
        case stripOffsets = 0x0111
        case stripSizes = 0x0117
        case subdirectories = 0x014A
        case previewOffset = 0x0201
        case previewSize = 0x0202
        case dngVersion = 0xC612
    }

    /// A value, by where it stands.
    private struct Field {
        var type: UInt16
        var count: Int
        var position: Int
    }

    /// Most directories of a file, and fields of one.
    private static let directoryLimit = 64
    private static let fieldLimit = 1024

    private let file: TIFFBytes
    private var fields: [UInt16: Field] = [:]

    /// All directories of the file in `bytes`, with those below others; none where it is not built like a TIFF.
    static func all(in bytes: ArraySlice<UInt8>) -> [TIFFDirectory] {
        guard let file = TIFFBytes(bytes), let first = file.long(at: 4) else { return [] }
        var (waiting, seen, found) = ([first], Set<Int>(), [TIFFDirectory]())
        while !waiting.isEmpty, found.count < directoryLimit {
            let offset = waiting.removeFirst()
            guard offset > 0, seen.insert(offset).inserted,
                let (directory, next) = read(file, at: offset)
            else { continue }
            found.append(directory)
            waiting.append(next)
            waiting += directory.integers(.subdirectories, atMost: 16)
        }
        return found
    }

    private static func read(_ file: TIFFBytes, at offset: Int) -> (TIFFDirectory, next: Int)? {
        guard let count = file.short(at: offset), 1...fieldLimit ~= count else { return nil }
        var directory = TIFFDirectory(file: file)
        for index in 0..<count {
            let start = offset + 2 + 12 * index
            guard let tag = file.short(at: start), let type = file.short(at: start + 2),
                let values = file.long(at: start + 4)
            else { break }
            // Up to four bytes stand in the field itself.
            let size = TIFFBytes.size(ofType: type) * values
            guard let position = size <= 4 ? start + 8 : file.long(at: start + 8) else { break }
            directory.fields[UInt16(tag)] = Field(type: UInt16(type), count: values, position: position)
        }
        return (directory, file.long(at: offset + 2 + 12 * count) ?? 0)
    }

    private init(file: TIFFBytes) {
        self.file = file
    }

    func has(_ tag: Tag) -> Bool { fields[tag.rawValue] != nil }

    /// The first value of a field of whole numbers.
    func integer(_ tag: Tag) -> Int? { integers(tag, atMost: 1).first }

    /// Up to `limit` values of a field of whole numbers.
    func integers(_ tag: Tag, atMost limit: Int) -> [Int] {
        guard let field = fields[tag.rawValue] else { return [] }
        let size = TIFFBytes.size(ofType: Int(field.type))
        return (0..<min(limit, field.count)).compactMap {
            file.integer(type: field.type, at: field.position + $0 * size)
        }
    }

    /// Where the bytes of a field without a type of number stand.
    func bytes(_ tag: Tag) -> (offset: Int, count: Int)? {
        fields[tag.rawValue].map { ($0.position, $0.count) }
    }
}

/// The bytes of a file that is built like a TIFF, by the byte order that it names.
struct TIFFBytes {
    let bytes: ArraySlice<UInt8>
    private let isBigEndian: Bool

    /// Fails when no byte order is named.
    init?(_ bytes: ArraySlice<UInt8>) {
        if bytes.starts(with: "II".utf8) {
            isBigEndian = false
        } else if bytes.starts(with: "MM".utf8) {
            isBigEndian = true
        } else {
            return nil
        }
        self.bytes = bytes
    }

    func short(at offset: Int) -> Int? { number(2, at: offset) }

    func long(at offset: Int) -> Int? { number(4, at: offset) }

    /// A number of a field's type; `nil` for types that are not whole numbers.
    func integer(type: UInt16, at offset: Int) -> Int? {
        switch type {
        case 1, 7: number(1, at: offset)
        case 3: short(at: offset)
        case 4, 13: long(at: offset)
        default: nil
        }
    }

    /// Bytes of one value.
    static func size(ofType type: Int) -> Int {
        switch type {
        case 3, 8: 2
        case 4, 9, 11, 13: 4
        case 5, 10, 12, 16, 17, 18: 8
        default: 1
        }
    }

    private func number(_ size: Int, at offset: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - size else { return nil }
        let start = bytes.startIndex + offset
        let digits = bytes[start..<start + size]
        return isBigEndian
            ? digits.reduce(0) { $0 << 8 | Int($1) } : digits.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
