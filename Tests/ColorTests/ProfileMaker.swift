// SPDX-License-Identifier: Apache-2.0

import Glibc
import TestSupport

/// Writes ICC profiles of version 2 (ICC.1:2001-04).
enum ProfileMaker {
    /// A display of `primaries`, whose signal is light to the power of `gamma`; sRGB's curve where there is none.
    static func display(_ primaries: StandardPrimaries, gamma: Double?) -> [UInt8] {
        let columns = (0..<3).map { index in adapted(primaries.xyz((0..<3).map { $0 == index ? 1 : 0 })) }
        let names = ["rXYZ", "gXYZ", "bXYZ"]
        let curve = curve(gamma)
        let tags = zip(names, columns).map { ($0, xyz($1)) } + ["rTRC", "gTRC", "bTRC"].map { ($0, curve) }
        return profile("mntr", "RGB ", "XYZ ", tags)
    }

    /// Grey whose signal is light to the power of `gamma`.
    static func grey(gamma: Double) -> [UInt8] { profile("mntr", "GRAY", "XYZ ", [("kTRC", curve(gamma))]) }

    /// A printer whose inks do what one would think: each takes its part of red, green or blue, black of all three.
    ///
    /// Of the table's nine steps an ink, those in eighths are exact.
    static func printer() -> [UInt8] {
        let steps = 9
        var table: [UInt8] = Array("mft2".utf8) + [0, 0, 0, 0, 4, 3, UInt8(steps), 0]
        let identity = [1, 0, 0, 0, 1, 0, 0, 0, 1].flatMap { fixed($0) }
        table += identity + UInt16(2).bigEndianBytes + UInt16(2).bigEndianBytes
        let line = UInt16(0).bigEndianBytes + UInt16.max.bigEndianBytes
        for _ in 0..<4 { table += line }
        for node in 0..<steps * steps * steps * steps {
            let inks = [
                node / (steps * steps * steps), node / (steps * steps) % steps, node / steps % steps, node % steps,
            ]
            table += lab(of: inked(inks.map { Double($0) / Double(steps - 1) })).flatMap { $0.bigEndianBytes }
        }
        for _ in 0..<3 { table += line }
        return profile("prtr", "CMYK", "Lab ", [("A2B0", table)])
    }

    /// The signals of red, green and blue that `inks`, cyan, magenta, yellow and black, leave on paper.
    static func inked(_ inks: [Double]) -> [Double] { (0..<3).map { (1 - inks[$0]) * (1 - inks[3]) } }

    /// The 16-bit L*a*b* of version 2 of signals of sRGB, under D50.
    private static func lab(of signals: [Double]) -> [UInt16] {
        let xyz = adapted(StandardPrimaries.bt709.xyz(signals.map { StandardCurve.sRGB.light($0) }))
        let root = { (part: Double) in part > 216.0 / 24389 ? cbrt(part) : (24389.0 / 27 * part + 16) / 116 }
        let roots = zip(xyz, d50).map { root($0 / $1) }
        let values = [
            (116 * roots[1] - 16) / 100 * 65280, (500 * (roots[0] - roots[1]) + 128) * 256,
            (200 * (roots[1] - roots[2]) + 128) * 256,
        ]
        return values.map { UInt16(max(0, min(65535, $0.rounded()))) }
    }

    private static let d50 = [0.9642, 1.0, 0.8249]

    /// From D65 to D50 by Bradford's matrix (ICC.1:2010, annex E, and Lindbloom's tables).
    private static func adapted(_ xyz: [Double]) -> [Double] {
        let rows = [
            [1.0478112, 0.0228866, -0.0501270], [0.0295424, 0.9904844, -0.0170491], [-0.0092345, 0.0150436, 0.7521316],
        ]
        return rows.map { row in zip(row, xyz).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    private static func curve(_ gamma: Double?) -> [UInt8] {
        let head = Array("curv".utf8) + [0, 0, 0, 0]
        guard let gamma else {
            let points = (0..<1024).map { UInt16((StandardCurve.sRGB.light(Double($0) / 1023) * 65535).rounded()) }
            return head + UInt32(points.count).bigEndianBytes + points.flatMap { $0.bigEndianBytes }
        }
        return head + UInt32(1).bigEndianBytes + UInt16((gamma * 256).rounded()).bigEndianBytes
    }

    private static func xyz(_ values: [Double]) -> [UInt8] {
        Array("XYZ ".utf8) + [0, 0, 0, 0] + values.flatMap { fixed($0) }
    }

    private static func fixed(_ value: Double) -> [UInt8] { Int32((value * 65536).rounded()).bigEndianBytes }

    private static func profile(
        _ device: String,
        _ space: String,
        _ connection: String,
        _ tags: [(name: String, data: [UInt8])]
    ) -> [UInt8] {
        let name =
            Array("desc".utf8) + [0, 0, 0, 0, 0, 0, 0, 6] + Array("Chart\0".utf8) + [UInt8](repeating: 0, count: 78)
        let copyright = Array("text".utf8) + [0, 0, 0, 0] + Array("CC0\0".utf8)
        let all = [("desc", name), ("cprt", copyright), ("wtpt", xyz(d50))] + tags
        var (table, data): ([UInt8], [UInt8]) = (UInt32(all.count).bigEndianBytes, [])
        let start = 128 + 4 + 12 * all.count
        for (name, value) in all {
            let padded = value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
            table += Array(name.utf8) + UInt32(start + data.count).bigEndianBytes + UInt32(value.count).bigEndianBytes
            data += padded
        }
        var head = UInt32(start + data.count).bigEndianBytes + [0, 0, 0, 0, 2, 0x40, 0, 0]
        head += Array((device + space + connection).utf8) + [UInt8](repeating: 0, count: 12) + Array("acsp".utf8)
        head += [UInt8](repeating: 0, count: 28) + d50.flatMap { fixed($0) }
        return head + [UInt8](repeating: 0, count: 128 - head.count) + table + data
    }
}
