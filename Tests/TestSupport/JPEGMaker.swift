// SPDX-License-Identifier: Apache-2.0

package import Model

/// Makes sequential JPEG files of random coefficients, in codes that are allowed but that no encoder would choose (ITU-T
/// T.81, annexes B, C and F).
package struct JPEGMaker {
    package var size: PixelSize
    /// Blocks of an MCU that are of the first component, from left to right and from top to bottom; `nil` for greys.
    package var sampling: (columns: Int, rows: Int)?
    /// MCUs from one restart marker to the next; 0 for none.
    package var restartInterval = 0
    package var identifiers: [UInt8] = [1, 2, 3]
    /// Whether the file says that it is JFIF.
    package var isJFIF = true
    /// What the file says in the segment of Adobe's; `nil` where it has none.
    package var adobeTransform: UInt8?

    private var generator: SeededGenerator

    package init(size: PixelSize, sampling: (columns: Int, rows: Int)?, seed: UInt64) {
        self.size = size
        self.sampling = sampling
        generator = SeededGenerator(seed: seed)
    }

    /// The next file.
    package mutating func next() -> [UInt8] {
        let steps = (0..<2).map { _ in (0..<64).map { _ in UInt8.random(in: 1...4, using: &generator) } }
        let intervals = intervals(steps)
        let codes = (0..<4).map { table in
            let used = Set(intervals.joined().filter { $0.table == table }.map(\.symbol))
            return code(used.sorted().shuffled(using: &generator))
        }
        var file: [UInt8] = [0xFF, 0xD8]
        if isJFIF { file += Self.segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0]) }
        if let adobeTransform {
            file += Self.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, adobeTransform])
        }
        file += Self.segment(0xDB, [0] + steps[0] + [1] + steps[1])
        file += frame()
        for (number, code) in zip([0x00, 0x10, 0x01, 0x11] as [UInt8], codes) {
            file += Self.segment(0xC4, [number] + code.counts + code.symbols)
        }
        if restartInterval > 0 { file += Self.segment(0xDD, UInt16(restartInterval).bigEndianBytes) }
        file += scan()
        for (index, interval) in intervals.enumerated() {
            if index > 0 { file += [0xFF, 0xD0 + UInt8((index - 1) & 7)] }
            var bits = BitWriter()
            for coefficient in interval {
                let word = codes[coefficient.table].words[coefficient.symbol] ?? (0, 0)
                bits.write(word.bits, word.length)
                bits.write(coefficient.bits, coefficient.length)
            }
            file += bits.padded()
        }
        return file + [0xFF, 0xD9]
    }

    private var componentCount: Int { sampling == nil ? 1 : 3 }

    private static func segment(_ marker: UInt8, _ data: [UInt8]) -> [UInt8] {
        [0xFF, marker] + UInt16(data.count + 2).bigEndianBytes + data
    }

    private func frame() -> [UInt8] {
        var data = [8] + UInt16(size.height).bigEndianBytes + UInt16(size.width).bigEndianBytes
        data.append(UInt8(componentCount))
        for index in 0..<componentCount {
            let (columns, rows) = index == 0 ? sampling ?? (1, 1) : (1, 1)
            data += [identifiers[index], UInt8(columns << 4 | rows), index == 0 ? 0 : 1]
        }
        return Self.segment(0xC0, data)
    }

    private func scan() -> [UInt8] {
        let components = (0..<componentCount).flatMap { index -> [UInt8] in
            [identifiers[index], index == 0 ? 0x00 : 0x11]
        }
        return Self.segment(0xDA, [UInt8(componentCount)] + components + [0, 63, 0])
    }
}

extension JPEGMaker {
    /// A symbol of one of four codes, DC and AC of the first component and of the others, and the bits that follow it.
    private struct Coefficient {
        var table: Int
        var symbol: UInt8
        var bits = 0
        var length = 0
    }

    /// The coefficients from one restart marker to the next.
    private mutating func intervals(_ steps: [[UInt8]]) -> [[Coefficient]] {
        let (columns, rows) = sampling ?? (1, 1)
        let mcus = ((size.width + 8 * columns - 1) / (8 * columns)) * ((size.height + 8 * rows - 1) / (8 * rows))
        var intervals: [[Coefficient]] = [[]]
        var last = [0, 0, 0]
        for mcu in 0..<mcus {
            if restartInterval > 0, mcu > 0, mcu.isMultiple(of: restartInterval) {
                intervals.append([])
                last = [0, 0, 0]
            }
            for component in 0..<componentCount {
                for _ in 0..<(component == 0 ? columns * rows : 1) {
                    let dc = Int.random(in: component == 0 ? -1000...1000 : -400...400, using: &generator)
                    let kind = component == 0 ? 0 : 2
                    intervals[intervals.count - 1].append(Self.coefficient(kind, zeros: 0, dc - last[component]))
                    intervals[intervals.count - 1] += rest(kind + 1, steps[min(component, 1)])
                    last[component] = dc
                }
            }
        }
        return intervals
    }

    /// AC coefficients such as samples can have; of those of colours all together.
    private mutating func rest(_ table: Int, _ steps: [UInt8]) -> [Coefficient] {
        var coefficients: [Coefficient] = []
        var (place, room) = (1, 1500)
        let density = [0, 0, 3, 10, 60, 100].randomElement(using: &generator) ?? 0
        var zeros = 0
        while place < 64 {
            if Int.random(in: 0..<100, using: &generator) < density {
                while zeros > 15 {
                    coefficients.append(Coefficient(table: table, symbol: 0xF0))
                    zeros -= 16
                }
                let size = Int.random(in: 0..<8, using: &generator) > 0 ? 2 : Int.random(in: 1...10, using: &generator)
                let most = table == 1 ? 1 << size - 1 : max(1, min(1 << size - 1, room / Int(steps[place])))
                let value = Int.random(in: 1...most, using: &generator) * (Bool.random(using: &generator) ? 1 : -1)
                room -= abs(value) * Int(steps[place])
                coefficients.append(Self.coefficient(table, zeros: zeros, value))
                zeros = 0
            } else {
                zeros += 1
            }
            place += 1
        }
        // Zeros up to the end are said at once, or, which no encoder does, sixteen at a time as far as that goes.
        if Int.random(in: 0..<8, using: &generator) == 0 {
            coefficients += [Coefficient](repeating: Coefficient(table: table, symbol: 0xF0), count: zeros / 16)
            zeros %= 16
        }
        return zeros == 0 ? coefficients : coefficients + [Coefficient(table: table, symbol: 0)]
    }

    private static func coefficient(_ table: Int, zeros: Int, _ value: Int) -> Coefficient {
        let length = Int.bitWidth - abs(value).leadingZeroBitCount
        let bits = value < 0 ? value + 1 << length - 1 : value
        return Coefficient(table: table, symbol: UInt8(zeros << 4 | length), bits: bits, length: length)
    }
}

extension JPEGMaker {
    private struct Code {
        var counts = [UInt8](repeating: 0, count: 16)
        var symbols: [UInt8] = []
        var words: [UInt8: (bits: Int, length: Int)] = [:]
    }

    /// A code for `symbols`: of some the words are a bit longer each, of the rest all as long as must be.
    private mutating func code(_ symbols: [UInt8]) -> Code {
        var code = Code()
        let steep = Int.random(in: 0...min(8, symbols.count), using: &generator)
        // The word of ones alone must be left.
        let rest = symbols.count - steep
        let depth = Int.bitWidth - rest.leadingZeroBitCount
        var word = 0
        for (index, symbol) in symbols.enumerated() {
            let length = index < steep ? index + 1 : steep + depth
            word <<= length - (code.words[code.symbols.last ?? 0]?.length ?? length)
            code.words[symbol] = (word, length)
            code.counts[length - 1] += 1
            code.symbols.append(symbol)
            word += 1
        }
        return code
    }

    private struct BitWriter {
        private var bytes: [UInt8] = []
        private var (pending, count) = (0, 0)

        mutating func write(_ bits: Int, _ length: Int) {
            for place in (0..<length).reversed() {
                pending = pending << 1 | bits >> place & 1
                count += 1
                guard count == 8 else { continue }
                bytes += pending == 0xFF ? [0xFF, 0] : [UInt8(pending)]
                (pending, count) = (0, 0)
            }
        }

        /// The bytes, of which ones fill the last.
        func padded() -> [UInt8] {
            var writer = self
            if count > 0 { writer.write(0xFF, 8 - count) }
            return writer.bytes
        }
    }
}
