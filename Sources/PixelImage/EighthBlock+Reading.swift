// SPDX-License-Identifier: Apache-2.0

// The bits are refilled before each block and then after every second coefficient or step: two of any are at most 53 bits,
// which is fewer than a refill gives.
//
// What is rare is in functions of its own, to which the state of a block goes by value: else it would not stay in registers.
extension EighthBlock {
    /// What its DC coefficient has more than that of the block before it; `nil` where there is none.
    @inline(__always)
    func difference(
        _ values: Span<CoefficientValues.Entry>,
        _ codes: Span<HuffmanCode>,
        _ bits: inout EntropyBits
    ) -> Int? {
        var entry = values.extracting(dc)[bits.next(CoefficientValues.bits)]
        if entry == 0 {
            entry = Self.longDifference(codes, dcCode, bits.window)
            guard entry != 0 else { return nil }
        }
        bits.skip(UInt64(entry))
        return CoefficientValues.value(entry)
    }

    /// Goes past its AC coefficients; false where there are none, or too many.
    @inline(__always)
    func skip(
        _ skips: Span<CoefficientSkips.Step>,
        _ codes: Span<HuffmanCode>,
        _ bits: inout EntropyBits,
        _ file: Span<UInt8>
    ) -> Bool {
        let table = skips.extracting(ac)
        var place = 1
        var last = (bits: bits, place: place)
        while true {
            last = (bits, place)
            Self.skip(by: table, &bits, &place)
            if place >= 64 { break }
            bits.refill(from: file)
            last = (bits, place)
            Self.skip(by: table, &bits, &place)
            if place >= 64 { break }
        }
        if CoefficientSkips.isEnd(place) { return true }
        // The last step knew no word, or went on into the next block.
        guard let end = Self.skipSingly(codes, acCode, from: last.place, last.bits, file) else { return false }
        bits = end
        return true
    }

    @inline(__always)
    private static func skip(by table: Span<CoefficientSkips.Step>, _ bits: inout EntropyBits, _ place: inout Int) {
        let step = table[bits.next(CoefficientSkips.bits)]
        place &+= Int(step &>> 8)
        bits.skip(UInt64(step))
    }

    /// Goes past the coefficients of a block from `place` on, one by one; `nil` where there are none, or too many.
    @inline(never)
    private static func skipSingly(
        _ codes: Span<HuffmanCode>,
        _ code: Int,
        from place: Int,
        _ bits: EntropyBits,
        _ file: Span<UInt8>
    ) -> EntropyBits? {
        var (bits, place) = (bits, place)
        while place < 64 {
            bits.refill(from: file)
            guard let next = codes[code].coefficient(at: bits.window) else { return nil }
            bits.skip(UInt64(next.length))
            if next.isEnd { return bits }
            place += next.zeros + 1
        }
        return place == 64 ? bits : nil
    }

    /// The levels of its four samples, row by row, where `dc` is its DC coefficient; `nil` where it has no AC coefficients,
    /// too many, or such as no samples make.
    @inline(__always)
    func levels(
        _ dc: Int,
        _ values: Span<CoefficientValues.Entry>,
        _ allShares: Span<HalvedBlock.Share>,
        _ codes: Span<HuffmanCode>,
        _ bits: inout EntropyBits,
        _ file: Span<UInt8>
    ) -> (Int, Int, Int, Int)? {
        let (table, shares) = (values.extracting(ac), allShares.extracting(shares))
        var halved = HalvedBlock()
        halved.add(dc, shares[0])
        var place = 1
        while true {
            guard take(table, shares, codes, &bits, &place, &halved) else { return nil }
            if place >= 64 { break }
            bits.refill(from: file)
            guard take(table, shares, codes, &bits, &place, &halved) else { return nil }
            if place >= 64 { break }
        }
        return halved.levels()
    }

    /// Adds the next coefficient to `halved`; `place` becomes that of the one after it, and 64 behind the last.
    @inline(__always)
    private func take(
        _ table: Span<CoefficientValues.Entry>,
        _ shares: Span<HalvedBlock.Share>,
        _ codes: Span<HuffmanCode>,
        _ bits: inout EntropyBits,
        _ place: inout Int,
        _ halved: inout HalvedBlock
    ) -> Bool {
        var entry = table[bits.next(CoefficientValues.bits)]
        if entry == 0 {
            entry = Self.longCoefficient(codes, acCode, bits.window)
            guard entry != 0 else { return false }
        }
        bits.skip(UInt64(entry))
        if CoefficientValues.isEnd(entry) {
            place = 64
            return true
        }
        place &+= CoefficientValues.zeros(entry)
        guard place < 64 else { return false }
        halved.add(CoefficientValues.value(entry), shares[place])
        place &+= 1
        return true
    }

    /// The entry of a difference of more bits than are looked up; 0 where there is none.
    @inline(never)
    private static func longDifference(_ codes: Span<HuffmanCode>, _ code: Int, _ window: UInt64)
        -> CoefficientValues.Entry
    {
        codes[code].difference(at: window).map(CoefficientValues.entry) ?? 0
    }

    /// The entry of a coefficient of more bits than are looked up; 0 where there is none.
    @inline(never)
    private static func longCoefficient(_ codes: Span<HuffmanCode>, _ code: Int, _ window: UInt64)
        -> CoefficientValues.Entry
    {
        codes[code].coefficient(at: window).map(CoefficientValues.entry) ?? 0
    }
}
