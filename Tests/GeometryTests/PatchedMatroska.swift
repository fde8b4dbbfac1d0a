// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// Elements of Matroska that ffmpeg does not write, put into the place of a title that it does.
///
/// Nothing else of the file moves: the title has the length of what replaces it.
enum PatchedMatroska {
    /// A title as long as `elements`, as an option of ffmpeg.
    static func title(for elements: [UInt8]) -> [String] {
        // Its name and its length take three bytes.
        ["-metadata:s:v", "title=" + String(repeating: "x", count: elements.count - 3)]
    }

    /// How a flat picture is turned: mirrored left to right, then turned by so many degrees counterclockwise.
    static func projection(roll: Float, isMirrored: Bool) -> [UInt8] {
        let pose = float(0x7673, isMirrored ? 180 : 0) + float(0x7675, roll)
        return [0x76, 0x70, UInt8(0x80 | (pose.count + 4)), 0x76, 0x71, 0x81, 0] + pose
    }

    /// How many samples are cut off.
    static func crop(_ margins: MarkedFrame.Margins) -> [UInt8] {
        [(0xAA, margins.bottom), (0xBB, margins.top), (0xCC, margins.left), (0xDD, margins.right)].flatMap {
            [0x54, $0.0, 0x81, UInt8($0.1)]
        }
    }

    /// Puts `elements` among those of the first video, in the place of its title.
    static func describe(by elements: [UInt8], in file: inout [UInt8]) throws {
        let tracks = try element(0x1654_AE6B, among: inside(element(0x1853_8067, among: 0..<file.count, file)), file)
        let track = try element(0xAE, among: inside(tracks), file)
        let title = try element(0x536E, among: inside(track), file)
        guard title.upperBound - title.start == elements.count else {
            throw PictureTrouble(description: "the title is not as long as what replaces it")
        }
        let video = try element(0xE0, among: inside(track), file)
        // A size keeps its length, whose mark is the highest bit that is set.
        var size = video.upperBound - video.body + elements.count
        for position in (video.size..<video.body).reversed() {
            let isFirst = position == video.size
            let mark: UInt8 = isFirst ? 1 << (8 - UInt8(video.body - video.size)) : 0
            file[position] = UInt8(truncatingIfNeeded: size) | mark
            size >>= 8
        }
        let members = Array(file[video.start..<video.upperBound]) + elements
        if title.start < video.start {
            file.replaceSubrange(video.start..<video.upperBound, with: members)
            file.removeSubrange(title.start..<title.upperBound)
        } else {
            file.removeSubrange(title.start..<title.upperBound)
            file.replaceSubrange(video.start..<video.upperBound, with: members)
        }
    }

    /// Where an element begins, where its size stands, where its contents begin and end.
    private struct Place {
        var start: Int
        var size: Int
        var body: Int
        var upperBound: Int
    }

    private static func inside(_ place: Place) -> Range<Int> { place.body..<place.upperBound }

    private static func element(_ id: Int, among range: Range<Int>, _ file: [UInt8]) throws -> Place {
        var position = range.lowerBound
        while position < range.upperBound {
            let size = position + file[position].leadingZeroBitCount + 1
            let body = size + file[size].leadingZeroBitCount + 1
            let mask = 1 << (7 * (body - size)) - 1
            let length = file[size..<body].reduce(0) { $0 << 8 | Int($1) } & mask
            let end = length == mask ? range.upperBound : body + length
            if file[position..<size].reduce(0, { $0 << 8 | Int($1) }) == id {
                return Place(start: position, size: size, body: body, upperBound: end)
            }
            position = end
        }
        throw PictureTrouble(description: "ffmpeg wrote no element \(id)")
    }

    private static func float(_ id: UInt16, _ value: Float) -> [UInt8] {
        id.bigEndianBytes + [0x84] + value.bitPattern.bigEndianBytes
    }
}
