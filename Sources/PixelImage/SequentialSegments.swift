// SPDX-License-Identifier: Apache-2.0

/// The segments of a JPEG file before its coefficients, as far as a sequential file coded by Huffman's method has them
/// (ITU-T T.81, B.2).
struct SequentialSegments {
    private enum Marker {
        static let start: UInt8 = 0xD8
        /// Baseline and extended sequential.
        static let frames: ClosedRange<UInt8> = 0xC0...0xC1
        static let huffmanTables: UInt8 = 0xC4
        static let quantisationTables: UInt8 = 0xDB
        static let restartInterval: UInt8 = 0xDD
        static let scan: UInt8 = 0xDA
        static let applications: ClosedRange<UInt8> = 0xE0...0xEF
        static let comment: UInt8 = 0xFE
    }

    /// The parameters of the frame.
    private(set) var frame: [UInt8] = []
    /// The parameters of the scan.
    private(set) var scan: [UInt8] = []
    /// MCUs from one restart marker to the next; 0 where there are none.
    private(set) var restartInterval = 0
    /// The place of the first byte of the coefficients.
    private(set) var end = 2
    /// The 64 steps of each quantisation table by its number.
    private(set) var steps: [UInt8: [UInt8]] = [:]
    /// The counts and symbols of each Huffman table by its number, which for those of AC coefficients has 16 added.
    private(set) var codes: [UInt8: (counts: [UInt8], symbols: [UInt8])] = [:]

    /// Fails for a file of another kind, and for one that has anything but whole segments in a row.
    init?(_ file: Span<UInt8>) {
        guard file.count >= 4, file[0] == 0xFF, file[1] == Marker.start else { return nil }
        while scan.isEmpty {
            guard end + 4 <= file.count, file[end] == 0xFF else { return nil }
            let (marker, start) = (file[end + 1], end + 4)
            let length = Int(file[end + 2]) << 8 | Int(file[end + 3])
            end += 2 + length
            guard length >= 2, end <= file.count else { return nil }
            if Marker.applications ~= marker || marker == Marker.comment { continue }
            guard take(marker, (start..<end).map { file[$0] }) else { return nil }
        }
    }

    private mutating func take(_ marker: UInt8, _ data: [UInt8]) -> Bool {
        switch marker {
        case Marker.frames:
            guard frame.isEmpty else { return false }
            frame = data
        case Marker.huffmanTables: return takeCodes(data[...])
        case Marker.quantisationTables: return takeSteps(data[...])
        case Marker.restartInterval:
            guard data.count == 2 else { return false }
            restartInterval = Int(data[0]) << 8 | Int(data[1])
        case Marker.scan:
            scan = data
            return !data.isEmpty
        default: return false
        }
        return true
    }

    private mutating func takeCodes(_ data: ArraySlice<UInt8>) -> Bool {
        var rest = data
        while let number = rest.popFirst() {
            let counts = Array(rest.prefix(16))
            let symbols = Array(rest.dropFirst(16).prefix(counts.reduce(0) { $0 + Int($1) }))
            codes[number] = (counts, symbols)
            rest = rest.dropFirst(16 + symbols.count)
        }
        return true
    }

    /// Takes tables of 8 bits a step.
    private mutating func takeSteps(_ data: ArraySlice<UInt8>) -> Bool {
        var rest = data
        while let number = rest.popFirst() {
            guard number < 4, rest.count >= 64 else { return false }
            steps[number] = Array(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return true
    }
}
