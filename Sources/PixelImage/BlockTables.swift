// SPDX-License-Identifier: Apache-2.0

/// What the blocks of a file are read by, one table after the other; each is made when its place is asked for first.
struct BlockTables {
    private(set) var values: [CoefficientValues.Entry] = []
    private(set) var skips: [CoefficientSkips.Step] = []
    private(set) var shares: [HalvedBlock.Share] = []

    private let codes: [HuffmanCode]
    private var placesOfValues: [Int: Range<Int>] = [:]
    private var placesOfSkips: [Int: Range<Int>] = [:]

    init(_ codes: [HuffmanCode]) { self.codes = codes }

    /// The place in ``values`` of what the code at `index` says.
    mutating func places(ofValues index: Int, isDC: Bool) -> Range<Int> {
        if let places = placesOfValues[index] { return places }
        let start = values.count
        values += CoefficientValues.table(codes[index], isDC: isDC)
        placesOfValues[index] = start..<values.count
        return start..<values.count
    }

    /// The place in ``skips`` of what the code at `index` says.
    mutating func places(ofSkips index: Int) -> Range<Int> {
        if let places = placesOfSkips[index] { return places }
        let start = skips.count
        skips += CoefficientSkips.table(codes[index])
        placesOfSkips[index] = start..<skips.count
        return start..<skips.count
    }

    /// The place in ``shares`` of what coefficients of such quantisation steps count for.
    mutating func places(ofShares steps: [UInt8]) -> Range<Int> {
        let start = shares.count
        shares += HalvedBlock.shares(steps)
        return start..<shares.count
    }
}
