// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Boxes of MP4 and QuickTime files that ffmpeg does not write, put into files that it wrote: of each kind the first
/// one is changed.
enum PatchedMP4 {
    /// Overwrites the matrix of the track: a, b, c and d, with which (x, y) is shown at (ax + cy, bx + dy).
    static func setMatrix(_ numbers: [Double], in file: inout [UInt8]) throws {
        let place = try body(of: "tkhd", in: file)
        let matrix = [numbers[0], numbers[1], 0, numbers[2], numbers[3], 0, 0, 0]
        let fixed = matrix.map { Int32(($0 * 65536).rounded()) } + [1 << 30]
        let start = place + (file[place] == 1 ? 52 : 40)
        file.replaceSubrange(start..<start + 36, with: fixed.flatMap(\.bigEndianBytes))
    }

    /// Overwrites the size in which the track is shown.
    static func setSize(_ width: Int32, _ height: Int32, in file: inout [UInt8]) throws {
        let place = try body(of: "tkhd", in: file)
        let start = place + (file[place] == 1 ? 88 : 76)
        file.replaceSubrange(start..<start + 8, with: (width << 16).bigEndianBytes + (height << 16).bigEndianBytes)
    }

    /// Turns a box into one that nobody reads.
    static func hide(_ name: String, in file: inout [UInt8]) throws {
        let place = try body(of: name, in: file)
        file.replaceSubrange(place - 4..<place, with: Array("free".utf8))
    }

    /// Puts a box behind all others of the description of the samples.
    static func describe(by name: String, _ numbers: [Int32], in file: inout [UInt8]) throws {
        var (range, headers) = (0..<file.count, [Int]())
        for name in ["moov", "trak", "mdia", "minf", "stbl", "stsd", nil] {
            guard let start = header(of: name, in: range, of: file) else {
                throw PictureTrouble(description: "no \(name ?? "description of samples")")
            }
            headers.append(start)
            let end = start + size(at: start, in: file)
            range = start + (name == "stsd" ? 16 : 8)..<end
        }
        let body = numbers.flatMap(\.bigEndianBytes)
        let box = UInt32(body.count + 8).bigEndianBytes + Array(name.utf8) + body
        // Frames come first in these files: what they are found by does not change.
        for start in headers {
            let grown = UInt32(size(at: start, in: file) + box.count).bigEndianBytes
            file.replaceSubrange(start..<start + 4, with: grown)
        }
        file.insert(contentsOf: box, at: range.upperBound)
    }

    private static func header(of name: String?, in range: Range<Int>, of file: [UInt8]) -> Int? {
        var position = range.lowerBound
        while position + 8 <= range.upperBound {
            if name.map({ file[position + 4..<position + 8].elementsEqual(Array($0.utf8)) }) ?? true { return position }
            position += max(8, size(at: position, in: file))
        }
        return nil
    }

    private static func size(at position: Int, in file: [UInt8]) -> Int {
        file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    /// Where the first box called `name` has its contents, wherever it is.
    private static func body(of name: String, in file: [UInt8]) throws -> Int {
        let letters = Array(name.utf8)
        // From the end, where the header is: frames may look like anything.
        let place = file.indices.dropLast(4).last { file[$0..<$0 + 4].elementsEqual(letters) }
        guard let place else { throw PictureTrouble(description: "ffmpeg wrote no \(name)") }
        return place + 4
    }
}
