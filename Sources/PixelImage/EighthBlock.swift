// SPDX-License-Identifier: Apache-2.0

/// A block of an MCU, and what becomes of it at an eighth of the picture's size.
struct EighthBlock {
    /// The number of its component.
    let component: Int
    /// The place of its first sample, counted from that of the MCU's first one.
    let offset: Int
    /// Samples in a row, and rows of them.
    let across: Int
    let down: Int
    /// The quantisation step of its DC coefficient.
    let step: Int
    /// The places of its DC differences in the tables' values.
    let dc: Range<Int>
    /// The places of its AC coefficients in the tables' values where it is halved, else in their skips.
    let ac: Range<Int>
    /// The places of their codes in those of the file.
    let dcCode: Int
    let acCode: Int
    /// The places in the tables' shares; none where it is not halved.
    let shares: Range<Int>

    /// Whether it becomes two by two samples of its own, rather than one, which may be repeated.
    var isHalved: Bool { !shares.isEmpty }

    /// The blocks of an MCU of `jpeg` in their order, where a plane has so many rows of `stride` samples; `tables` get what
    /// they are read by.
    static func all(of jpeg: SequentialJPEG, stride: Int, rows: Int, _ tables: inout BlockTables) -> [EighthBlock] {
        var blocks: [EighthBlock] = []
        for (index, component) in jpeg.components.enumerated() {
            let across = jpeg.components[0].columns / component.columns
            let down = jpeg.components[0].rows / component.rows
            // Upsampling is left to the transform where that can do all of it, as libjpeg does.
            let isHalved = across == 2 && down == 2
            let dc = tables.places(ofValues: component.dc, isDC: true)
            let ac =
                isHalved
                ? tables.places(ofValues: component.ac, isDC: false) : tables.places(ofSkips: component.ac)
            let shares = isHalved ? tables.places(ofShares: component.steps) : 0..<0
            for place in 0..<component.columns * component.rows {
                let (row, column) = place.quotientAndRemainder(dividingBy: component.columns)
                let block = EighthBlock(
                    component: index,
                    offset: (index * rows + row) * stride + column,
                    across: across,
                    down: down,
                    step: Int(component.steps[0]),
                    dc: dc,
                    ac: ac,
                    dcCode: component.dc,
                    acCode: component.ac,
                    shares: shares
                )
                blocks.append(block)
            }
        }
        return blocks
    }
}
