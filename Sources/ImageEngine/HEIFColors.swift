// SPDX-License-Identifier: Apache-2.0

import PixelImage

/// What the colours of a HEIF file mean, where that takes more than libheif and libvips do: libheif makes red, green and
/// blue of the samples, but leaves their transfer curve and primaries alone (ISO/IEC 23008-12 and 14496-12, 12.1.5).
struct HEIFColors {
    /// Most boxes that are looked at.
    private static let boxLimit = 65_536

    /// The properties of all items, in the order in which they are numbered from 1.
    private var properties: [ISOBoxes.Box] = []
    /// The numbers of each item's properties.
    private var associations: [Int: [Int]] = [:]
    /// The items that each item is put together from.
    private var parts: [Int: [Int]] = [:]
    private var primaryItem: Int?

    init(_ file: ArraySlice<UInt8>) {
        guard let meta = ISOBoxes(file).prefix(Self.boxLimit).first(where: { $0.name == "meta" }) else { return }
        for box in ISOBoxes(meta.body.dropFirst(4)).prefix(Self.boxLimit) {
            switch box.name {
            case "pitm": primaryItem = box.body.bigEndian(at: 4, box.body.first == 0 ? 2 : 4)
            case "iref": readReferences(box.body)
            case "iprp":
                for inner in ISOBoxes(box.body).prefix(Self.boxLimit) {
                    if inner.name == "ipco" { properties = Array(ISOBoxes(inner.body).prefix(Self.boxLimit)) }
                    if inner.name == "ipma" { readAssociations(inner.body) }
                }
            default: break
            }
        }
    }

    /// What the signals of red, green and blue mean; `nil` where they are sRGB's, or a colour profile tells.
    ///
    /// A profile cannot tell what hybrid log-gamma and the perceptual quantizer are: there the code points count.
    var source: ColorConversion.Source? {
        guard let primaryItem else { return nil }
        // A picture of tiles may leave it to them to tell.
        let told = ([primaryItem] + (parts[primaryItem] ?? []).prefix(1)).lazy
            .map { self.properties(of: $0) }.first { $0.contains { $0.name == "colr" } }
        guard let told else { return nil }
        let colors = told.filter { $0.name == "colr" }.map(\.body)
        guard let codes = colors.first(where: { $0.starts(with: "nclx".utf8) }),
            let primaries = codes.bigEndian(at: 4, 2), let transfer = codes.bigEndian(at: 6, 2)
        else { return nil }
        let source = ColorConversion.Source(primaries: primaries, transfer: transfer, peak: peak(told))
        let hasProfile = colors.contains { $0.starts(with: "prof".utf8) || $0.starts(with: "rICC".utf8) }
        return source.isDisplayable || hasProfile && !source.transfer.isHighDynamicRange ? nil : source
    }

    /// The brightest light, in cd/m².
    private func peak(_ properties: [ISOBoxes.Box]) -> Double {
        let content = properties.first { $0.name == "clli" }?.body.bigEndian(at: 0, 2)
        // Of the display that it was made with, behind eight chromaticities, in parts of 10,000.
        let display = properties.first { $0.name == "mdcv" }?.body.bigEndian(at: 16, 4)
        return ColorConversion.peak(display: display.map { Double($0) / 10_000 }, content: content.map(Double.init))
    }

    private func properties(of item: Int) -> [ISOBoxes.Box] {
        (associations[item] ?? []).compactMap { number in
            properties.indices.contains(number - 1) ? properties[number - 1] : nil
        }
    }

    private mutating func readAssociations(_ body: ArraySlice<UInt8>) {
        guard let head = body.bigEndian(at: 0, 4), let count = body.bigEndian(at: 4, 4) else { return }
        let (itemBytes, numberBytes) = (head >> 24 == 0 ? 2 : 4, head & 1 == 0 ? 1 : 2)
        var offset = 8
        for _ in 0..<min(count, Self.boxLimit) {
            guard let item = body.bigEndian(at: offset, itemBytes),
                let numbers = body.bigEndian(at: offset + itemBytes, 1)
            else { return }
            offset += itemBytes + 1
            // The highest bit says whether readers must know the property.
            let known = (0..<numbers).compactMap { body.bigEndian(at: offset + $0 * numberBytes, numberBytes) }
            associations[item, default: []] += known.map { $0 & (1 << (8 * numberBytes - 1) - 1) }
            offset += numbers * numberBytes
        }
    }

    private mutating func readReferences(_ body: ArraySlice<UInt8>) {
        let width = body.first == 0 ? 2 : 4
        for box in ISOBoxes(body.dropFirst(4)).prefix(Self.boxLimit) where box.name == "dimg" {
            guard let item = box.body.bigEndian(at: 0, width), let count = box.body.bigEndian(at: width, 2) else {
                continue
            }
            // The first tells what all are like.
            guard count > 0, let part = box.body.bigEndian(at: width + 2, width) else { continue }
            parts[item] = [part]
        }
    }
}
