// SPDX-License-Identifier: Apache-2.0

import Model

/// What a JPEG file says of its coefficients that is coded by Huffman's method in one scan, with 8 bits a sample, in one
/// component or in three, of which the latter two may be halved in either direction (ITU-T T.81, annex B).
struct SequentialJPEG {
    struct Component {
        /// Blocks of an MCU from left to right, and from top to bottom: 1 or 2.
        var columns: Int
        var rows: Int
        /// Quantisation steps of the coefficients, in their order in the file.
        var steps: [UInt8]
        /// Places in ``codes``: the code of the DC differences and that of the AC coefficients.
        var dc: Int
        var ac: Int
    }

    let size: PixelSize
    private(set) var components: [Component] = []
    private(set) var codes: [HuffmanCode] = []
    /// MCUs from one restart marker to the next; 0 where there are none.
    let restartInterval: Int
    /// The place in the file of the first byte of the coefficients.
    let start: Int

    /// Fails for a file of another kind, and wherever there is a doubt.
    init?(_ file: Span<UInt8>) {
        guard let segments = SequentialSegments(file) else { return nil }
        let (frame, scan) = (segments.frame, segments.scan)
        restartInterval = segments.restartInterval
        start = segments.end
        guard frame.count >= 6, frame[0] == 8 else { return nil }
        size = PixelSize(width: Int(frame[3]) << 8 | Int(frame[4]), height: Int(frame[1]) << 8 | Int(frame[2]))
        let count = Int(frame[5])
        // All components, all coefficients, all of their bits.
        guard size.width > 0, size.height > 0, count == 1 || count == 3, frame.count == 6 + 3 * count,
            scan.count == 4 + 2 * count, scan[0] == frame[5], scan.suffix(3) == [0, 63, 0]
        else { return nil }
        var places: [UInt8: Int] = [:]
        for index in 0..<count {
            let (named, coded) = (frame[(6 + 3 * index)...].prefix(3), scan[(1 + 2 * index)...].prefix(2))
            guard let component = component(Array(named), Array(coded), segments, &places) else { return nil }
            components.append(component)
        }
        // A component alone comes row by row, and its MCU is a block (A.2.2).
        if count == 1 { (components[0].columns, components[0].rows) = (1, 1) }
        guard components.dropFirst().allSatisfy({ $0.columns == 1 && $0.rows == 1 }) else { return nil }
    }

    /// The component of those three bytes of the frame and those two of the scan; ``codes`` get those that it uses, of which
    /// `places` tells by their numbers where they are.
    private mutating func component(
        _ named: [UInt8],
        _ coded: [UInt8],
        _ segments: SequentialSegments,
        _ places: inout [UInt8: Int]
    ) -> Component? {
        let (columns, rows) = (Int(named[1] >> 4), Int(named[1] & 15))
        guard named[0] == coded[0], 1...2 ~= columns, 1...2 ~= rows, let steps = segments.steps[named[2]] else {
            return nil
        }
        var used: [Int] = []
        for number in [coded[1] >> 4, coded[1] & 15 | 16] {
            if let place = places[number] {
                used.append(place)
                continue
            }
            // Of DC differences libjpeg takes no code with other symbols, used or not.
            guard number & 15 < 4, let (counts, symbols) = segments.codes[number],
                number & 16 != 0 || symbols.allSatisfy({ $0 < 16 }),
                let code = HuffmanCode(counts: counts, symbols: symbols)
            else { return nil }
            places[number] = codes.count
            used.append(codes.count)
            codes.append(code)
        }
        return Component(columns: columns, rows: rows, steps: steps, dc: used[0], ac: used[1])
    }
}
