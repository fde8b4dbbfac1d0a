// SPDX-License-Identifier: Apache-2.0

import Model

/// Reads a JPEG file at an eighth of its size, where of most blocks the DC coefficient is the only sample and the others are
/// passed over.
struct EighthScan {
    /// Samples in a row of a plane, and rows of a plane: more than the picture has where its last MCUs reach over its edges.
    let stride: Int
    let rows: Int

    let jpeg: SequentialJPEG
    private let mcuSize: (width: Int, height: Int)
    private let blocks: [EighthBlock]
    private let tables: BlockTables

    init(_ jpeg: SequentialJPEG) {
        self.jpeg = jpeg
        mcuSize = (jpeg.components[0].columns, jpeg.components[0].rows)
        stride = (jpeg.size.width + 8 * mcuSize.width - 1) / (8 * mcuSize.width) * mcuSize.width
        rows = (jpeg.size.height + 8 * mcuSize.height - 1) / (8 * mcuSize.height) * mcuSize.height
        var tables = BlockTables(jpeg.codes)
        blocks = EighthBlock.all(of: jpeg, stride: stride, rows: rows, &tables)
        self.tables = tables
    }

    /// The samples of one plane after the other, all of them in the size of the first one, as libjpeg makes them of `file`;
    /// `nil` where that has anything but what it should have, or nothing after its coefficients but its end.
    func samples(of file: Span<UInt8>) -> [UInt8]? {
        var samples = [UInt8](repeating: 0, count: jpeg.components.count * rows * stride)
        guard read(file, into: samples.mutableSpan) else { return nil }
        return samples
    }

    private func read(_ file: Span<UInt8>, into samples: consuming MutableSpan<UInt8>) -> Bool {
        let (codes, stride) = (jpeg.codes.span, stride)
        let (blocks, values, skips, shares) = (blocks.span, tables.values.span, tables.skips.span, tables.shares.span)
        var bits = EntropyBits(at: jpeg.start)
        // The DC coefficients of the components' last blocks.
        var sums = InlineArray<3, Int>(repeating: 0)
        var (mcu, restarts): (Int, UInt8) = (0, 0)
        for top in Swift.stride(from: 0, to: rows * stride, by: mcuSize.height * stride) {
            for place in Swift.stride(from: top, to: top + stride, by: mcuSize.width) {
                if mcu == jpeg.restartInterval, mcu > 0 {
                    guard let marker = bits.end(in: file), file[marker + 1] == 0xD0 + restarts & 7 else { return false }
                    (bits, sums, mcu) = (EntropyBits(at: marker + 2), InlineArray(repeating: 0), 0)
                    restarts &+= 1
                }
                mcu += 1
                for index in blocks.indices {
                    let block = blocks[index]
                    bits.refill(from: file)
                    guard let difference = block.difference(values, codes, &bits) else { return false }
                    let sum = sums[block.component] &+ difference
                    sums[block.component] = sum
                    if block.isHalved {
                        let corner = place &+ block.offset
                        guard
                            let levels = block.levels(sum, values, shares, codes, &bits, file),
                            Self.write(levels.0, at: corner, &samples), Self.write(levels.1, at: corner &+ 1, &samples),
                            Self.write(levels.2, at: corner &+ stride, &samples),
                            Self.write(levels.3, at: corner &+ stride &+ 1, &samples)
                        else { return false }
                    } else {
                        guard block.skip(skips, codes, &bits, file) else { return false }
                        let level = (sum &* block.step &+ 4) &>> 3
                        for row in 0..<block.down {
                            for column in 0..<block.across {
                                let target = place &+ block.offset &+ row &* stride &+ column
                                guard Self.write(level, at: target, &samples) else { return false }
                            }
                        }
                    }
                }
            }
            guard !bits.isOverdrawn else { return false }
        }
        guard let marker = bits.end(in: file) else { return false }
        return file[marker + 1] == 0xD9
    }

    /// Writes the sample of that level, of which 0 is grey; false for one of which libjpeg's versions make different ones.
    @inline(__always)
    private static func write(_ level: Int, at place: Int, _ samples: inout MutableSpan<UInt8>) -> Bool {
        samples[place] = UInt8(clamping: level &+ 128)
        return -512..<512 ~= level
    }
}
