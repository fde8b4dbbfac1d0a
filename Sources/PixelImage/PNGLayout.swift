// SPDX-License-Identifier: Apache-2.0

import Model

/// Where the parts of a PNG file lie whose rows are bytes, one after the other (PNG, third edition, section 5).
struct PNGLayout {
    /// What the bytes of a pixel are.
    enum Pixel: Int {
        case grey = 0
        case colors = 2
        case index = 3
        case colorsAndAlpha = 6

        /// Bytes of one in the file.
        var stride: Int {
            switch self {
            case .grey, .index: 1
            case .colors: 3
            case .colorsAndAlpha: 4
            }
        }
    }

    /// The most bytes that a byte of a zlib stream expands to: a pair of codes of one bit makes 258.
    private static let mostExpansion = 1032

    let size: PixelSize
    let pixel: Pixel
    /// Where red, green and blue of each index are, three bytes each.
    let palette: Range<Int>
    /// Where the first chunk of compressed rows begins.
    let dataStart: Int

    /// Looks at the header of `file`, up to its rows.
    ///
    /// Fails for what is not of that kind: more or fewer than 8 bits a sample, interlaced, with transparency beside the
    /// pixels, animated, with chunks that nobody here knows but that must be known, too short, or of wrong checksums.
    init?(_ file: Span<UInt8>) {
        guard let header = file.pngChunk(at: 8), header.is("IHDR", in: file), header.data.count == 13,
            header.isWhole(in: file),
            let width = file.bigEndian(at: 16), let height = file.bigEndian(at: 20),
            1...Int(Int32.max) ~= width, 1...Int(Int32.max) ~= height,
            file[24] == 8, file[26] == 0, file[27] == 0, file[28] == 0, let pixel = Pixel(rawValue: Int(file[25]))
        else { return nil }
        var palette = 0..<0
        var place = header.end
        while let chunk = file.pngChunk(at: place), !chunk.is("IDAT", in: file) {
            guard chunk.isWhole(in: file) else { return nil }
            if chunk.is("PLTE", in: file) {
                palette = chunk.data
            } else {
                // Bit 5 of the first letter: it may be passed over.
                let isKnown = file[place + 4] & 0x20 != 0 && !["tRNS", "acTL"].contains { chunk.is($0, in: file) }
                guard isKnown else { return nil }
            }
            place = chunk.end
        }
        let colors = palette.count / 3
        guard pixel != .index || palette.count.isMultiple(of: 3) && 1...256 ~= colors,
            height <= Self.mostExpansion * file.count / (1 + width * pixel.stride)
        else { return nil }
        size = PixelSize(width: width, height: height)
        self.pixel = pixel
        self.palette = palette
        dataStart = place
    }

    /// Bytes of a row in the file, without that of its filter.
    var rowCount: Int { size.width * pixel.stride }
}

/// A chunk of a PNG file.
package struct PNGChunk {
    /// Where it begins: with its size, then its name.
    let start: Int
    package let data: Range<Int>

    /// Where the next one begins, behind the checksum.
    package var end: Int { data.upperBound + 4 }

    /// Whether it has the name `name`, four letters.
    package func `is`(_ name: StaticString, in file: Span<UInt8>) -> Bool {
        (0..<4).allSatisfy { unsafe file[start + 4 + $0] == name.utf8Start[$0] }
    }

    /// Whether its checksum is that of its name and data.
    func isWhole(in file: Span<UInt8>) -> Bool {
        let checked = file.extracting(start + 4..<data.upperBound)
        return file.bigEndian(at: data.upperBound).map { $0 == Int(Inflater.cyclicCheck(checked)) } ?? false
    }
}

extension Span<UInt8> {
    /// The chunk at `place`; `nil` where there is none that the file has in full.
    package func pngChunk(at place: Int) -> PNGChunk? {
        guard let count = bigEndian(at: place), count <= self.count - place - 12 else { return nil }
        return PNGChunk(start: place, data: place + 8..<place + 8 + count)
    }

    /// The 32 bits at `place`; `nil` beyond the end.
    func bigEndian(at place: Int) -> Int? {
        guard place <= count - 4 else { return nil }
        return (place..<place + 4).reduce(0) { $0 << 8 | Int(self[$1]) }
    }
}
