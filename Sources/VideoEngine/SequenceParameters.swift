// SPDX-License-Identifier: Apache-2.0

import Model

/// What a stream of H.264 says of all its frames, as far as it is needed to know how they are put into order.
///
/// - SeeAlso: ITU-T H.264, 7.3.2.1.1 and E.1.1.
struct SequenceParameters: Hashable {
    /// The profile that knows no frames built on later ones.
    private static let baseline: UInt32 = 66
    /// Those that tell the format of their samples.
    private static let high: Set<UInt32> = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]
    /// An aspect ratio that is written out.
    private static let extendedRatio: UInt32 = 255
    /// Most frames that there can be at a time.
    private static let mostFrames = 16

    /// Of a frame, without what is cut off.
    let size: PixelSize
    /// Whether it tells how wide samples are for their height.
    let hasRatio: Bool
    /// Frames that are held back at most to put them into order; `nil` where that is not told.
    ///
    /// None is believed only where the profile bears it out: there are streams that say so and have them all the same.
    let reordered: Int?

    /// Finds the only parameters in the configuration record that containers keep.
    ///
    /// - SeeAlso: ISO/IEC 14496-15, 5.3.3.1.2.
    init?(record: some RandomAccessCollection<UInt8>) {
        let bytes = Array(record.prefix(8 + Int(UInt16.max)))
        guard bytes.count > 8, bytes[0] == 1, bytes[5] & 0x1F == 1 else { return nil }
        let length = Int(bytes[6]) << 8 | Int(bytes[7])
        guard length <= bytes.count - 8 else { return nil }
        self.init(unit: bytes[8..<8 + length])
    }

    /// Reads a whole unit; `nil` where it is none of parameters, damaged, or of samples that nobody decodes.
    init?(unit: some Collection<UInt8>) {
        guard let header = unit.first, header & 0x1F == 7 else { return nil }
        var bits = PayloadBits(unit.dropFirst())
        let profile = bits.number(8)
        // Constraints, level, and its own number.
        _ = (bits.number(16), bits.golomb())
        let chroma = Self.high.contains(profile) ? Self.readSamples(&bits) : 1
        // The length of frame numbers.
        _ = bits.golomb()
        guard let chroma, Self.skipOrder(&bits) else { return nil }
        // Frames that others are built on, and whether their numbers have gaps.
        _ = (bits.golomb(), bits.flag())
        guard let size = Self.readSize(&bits, chroma: chroma) else { return nil }
        let isDescribed = bits.flag()
        let hasRatio = isDescribed && bits.flag()
        if hasRatio, bits.number(8) == Self.extendedRatio { _ = bits.number(32) }
        if isDescribed { Self.skipAppearance(&bits) }
        let reordered = isDescribed ? Self.readReordered(&bits) : nil
        guard !bits.isOverread else { return nil }
        self.size = size
        self.hasRatio = hasRatio
        self.reordered = reordered.flatMap { $0 > 0 || profile == Self.baseline ? $0 : nil }
    }

    /// Reads how samples are stored.
    ///
    /// - Returns: `chroma_format_idc`; `nil` for three planes that are coded apart.
    private static func readSamples(_ bits: inout PayloadBits) -> UInt32? {
        let chroma = bits.golomb()
        guard chroma < 3 || chroma == 3 && !bits.flag() else { return nil }
        // Bits of a sample, and whether they can be coded without a transform.
        _ = (bits.golomb(), bits.golomb(), bits.flag())
        guard bits.flag() else { return chroma }
        for list in 0..<(chroma == 3 ? 12 : 8) where bits.flag() {
            var (last, next): (Int64, Int64) = (8, 8)
            for _ in 0..<(list < 6 ? 16 : 64) where next != 0 {
                next = (last + bits.signedGolomb()) & 0xFF
                last = next == 0 ? last : next
            }
        }
        return chroma
    }

    /// Skips how frames tell their order.
    private static func skipOrder(_ bits: inout PayloadBits) -> Bool {
        switch bits.golomb() {
        case 0: _ = bits.golomb()
        case 1:
            _ = (bits.flag(), bits.golomb(), bits.golomb())
            let cycle = bits.golomb()
            guard cycle <= 255 else { return false }
            for _ in 0..<cycle { _ = bits.golomb() }
        case 2: break
        default: return false
        }
        return true
    }

    private static func readSize(_ bits: inout PayloadBits, chroma: UInt32) -> PixelSize? {
        let (columns, rows) = (Int(bits.golomb()) + 1, Int(bits.golomb()) + 1)
        let fields = bits.flag() ? 1 : 2
        // Whether blocks can be of fields.
        if fields == 2 { _ = bits.flag() }
        // How motion is inferred.
        _ = bits.flag()
        var (width, height) = (16 * columns, 16 * rows * fields)
        if bits.flag() {
            let (left, right, top, bottom) = (bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb())
            width -= (Int(left) + Int(right)) * (chroma == 1 || chroma == 2 ? 2 : 1)
            height -= (Int(top) + Int(bottom)) * (chroma == 1 ? 2 : 1) * fields
        }
        return width > 0 && height > 0 ? PixelSize(width: width, height: height) : nil
    }

    /// Skips how frames are meant to look, and when they are shown and come.
    private static func skipAppearance(_ bits: inout PayloadBits) {
        // Overscan.
        if bits.flag() { _ = bits.flag() }
        // Format, range, and colours.
        if bits.flag() {
            _ = bits.number(4)
            if bits.flag() { _ = bits.number(24) }
        }
        // The places of chroma samples.
        if bits.flag() { _ = (bits.golomb(), bits.golomb()) }
        // The clock, and whether it is kept.
        if bits.flag() { _ = (bits.number(32), bits.number(32), bits.flag()) }
        let hasBuffers = [skipBuffer(&bits), skipBuffer(&bits)].contains(true)
        // Whether the delay is low.
        if hasBuffers { _ = bits.flag() }
        // Whether frames say how their fields are shown.
        _ = bits.flag()
    }

    /// Skips the description of a decoder's buffer.
    ///
    /// - Returns: Whether there is one.
    private static func skipBuffer(_ bits: inout PayloadBits) -> Bool {
        guard bits.flag() else { return false }
        let count = min(bits.golomb(), 31) + 1
        _ = bits.number(8)
        for _ in 0..<count { _ = (bits.golomb(), bits.golomb(), bits.flag()) }
        _ = bits.number(20)
        return true
    }

    private static func readReordered(_ bits: inout PayloadBits) -> Int? {
        guard bits.flag() else { return nil }
        // Motion beyond borders, and the largest sizes and vectors.
        _ = (bits.flag(), bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb())
        let reordered = Int(bits.golomb())
        // Frames that the decoder keeps.
        _ = bits.golomb()
        return reordered <= mostFrames ? reordered : nil
    }
}
