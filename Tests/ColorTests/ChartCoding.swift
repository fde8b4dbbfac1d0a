// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// How the signals of red, green and blue become the samples of a raw frame, by the formulas of the standards.
struct ChartCoding {
    /// What the three components are.
    enum Matrix: String {
        case bt601 = "BT.601"
        case bt709 = "BT.709"
        case bt2020 = "BT.2020"
        case smpte240 = "SMPTE 240"
        case fcc = "FCC"
        case yCgCo = "YCgCo"
        case icTCp = "ICtCp"
        case dolbyVision = "Dolby Vision"
        case rgb = "RGB"
        /// Luma alone.
        case grey

        /// The shares of red and blue in luma.
        fileprivate var shares: (red: Double, blue: Double)? {
            switch self {
            case .bt601: (0.299, 0.114)
            case .bt709: (0.2126, 0.0722)
            case .bt2020: (0.2627, 0.0593)
            case .smpte240: (0.212, 0.087)
            case .fcc: (0.30, 0.11)
            case .rgb, .yCgCo, .icTCp, .dolbyVision, .grey: nil
            }
        }
    }

    /// How many samples of colour there are.
    enum Chroma: String {
        case quarter = "4:2:0"
        case half = "4:2:2"
        case whole = "4:4:4"
    }

    var matrix: Matrix
    var isFullRange = false
    var depth = 8
    var chroma = Chroma.quarter
    var hasAlpha = false
    /// Samples of a patch.
    var patch = (width: 32, height: 32)

    /// Of limited range.
    static func of(_ matrix: Matrix, _ depth: Int = 8, _ chroma: Chroma = .quarter) -> ChartCoding {
        ChartCoding(matrix: matrix, isFullRange: matrix == .rgb, depth: depth, chroma: chroma)
    }

    var full: ChartCoding {
        var other = self
        other.isFullRange = true
        return other
    }

    var transparent: ChartCoding {
        var other = self
        other.hasAlpha = true
        return other
    }

    /// As high as a video of 720 lines.
    var large: ChartCoding {
        var other = self
        other.patch = (160, 120)
        return other
    }

    var name: String {
        let shape = matrix == .rgb || matrix == .grey ? "\(matrix.rawValue)" : "\(matrix.rawValue) \(chroma.rawValue)"
        let alpha = hasAlpha ? " with alpha" : ""
        return "\(shape) \(depth) bit \(isFullRange ? "full" : "limited")\(alpha), \(height) lines"
    }

    /// Luma samples for each sample of colour.
    private var subsampling: (across: Int, down: Int) {
        (chroma == .whole ? 1 : 2, chroma == .quarter ? 2 : 1)
    }

    /// The size of a frame.
    var width: Int { 8 * patch.width }
    var height: Int { 6 * patch.height }

    /// A frame of planes one after the other: luma, blue and red differences; or green, blue and red; then alpha.
    func frame(_ signals: [[Double]]) -> Data {
        let triples = signals.map(samples)
        var data = Data()
        append(triples.map { $0[0] }, (1, 1), to: &data)
        if matrix != .grey {
            let reduced = matrix == .rgb ? (1, 1) : subsampling
            append(triples.map { $0[1] }, reduced, to: &data)
            append(triples.map { $0[2] }, reduced, to: &data)
        }
        if hasAlpha { append(triples.map { _ in 1 << depth - 1 }, (1, 1), to: &data) }
        return data
    }

    private func append(_ values: [Int], _ reduced: (across: Int, down: Int), to data: inout Data) {
        for row in 0..<6 {
            var line: [UInt8] = []
            for value in values[8 * row..<8 * row + 8] {
                let bytes = depth > 8 ? [UInt8(value & 0xFF), UInt8(value >> 8)] : [UInt8(value)]
                for _ in 0..<patch.width / reduced.across { line += bytes }
            }
            for _ in 0..<patch.height / reduced.down { data.append(contentsOf: line) }
        }
    }

    /// The samples of a colour, in the order of the planes (ITU-T H.273, equations 23 to 74; BT.2100-2, tables 6 to 9).
    private func samples(_ signal: [Double]) -> [Int] {
        let (r, g, b) = (signal[0], signal[1], signal[2])
        if let (kr, kb) = matrix.shares {
            let luma = kr * r + (1 - kr - kb) * g + kb * b
            return [coded(luma), difference((b - luma) / (2 * (1 - kb))), difference((r - luma) / (2 * (1 - kr)))]
        }
        switch matrix {
        case .rgb: return [coded(g), coded(b), coded(r)]
        case .yCgCo: return [coded(g / 2 + (r + b) / 4), difference(g / 2 - (r + b) / 4), difference((r - b) / 2)]
        case .icTCp: return icTCp(signal)
        case .dolbyVision: return DolbyVisionMaker.samples(DolbyVisionMaker.components(signal)).map(coded)
        default: return [coded(0.299 * r + 0.587 * g + 0.114 * b)]
        }
    }

    private func icTCp(_ signal: [Double]) -> [Int] {
        let (r, g, b) = (
            StandardCurve.pq.light(signal[0]), StandardCurve.pq.light(signal[1]), StandardCurve.pq.light(signal[2])
        )
        let l = StandardCurve.pq.signal((1688 * r + 2146 * g + 262 * b) / 4096)
        let m = StandardCurve.pq.signal((683 * r + 2951 * g + 462 * b) / 4096)
        let s = StandardCurve.pq.signal((99 * r + 309 * g + 3688 * b) / 4096)
        let tritan = (6610 * l - 13613 * m + 7003 * s) / 4096
        let protan = (17933 * l - 17390 * m - 543 * s) / 4096
        return [coded((l + m) / 2), difference(tritan), difference(protan)]
    }

    /// The code of a component of 0...1.
    private func coded(_ value: Double) -> Int {
        let scale = Double(1 << (depth - 8))
        return rounded(isFullRange ? value * Double(1 << depth - 1) : (219 * value + 16) * scale)
    }

    /// The code of a component of -0.5...0.5.
    private func difference(_ value: Double) -> Int {
        let scale = Double(1 << (depth - 8))
        return rounded(
            isFullRange ? value * Double(1 << depth - 1) + 128 * scale : (224 * value + 128) * scale
        )
    }

    private func rounded(_ value: Double) -> Int { max(0, min(1 << depth - 1, Int(value.rounded()))) }
}

extension ChartCoding {
    /// What ffmpeg calls the format of ``frame(_:)``.
    var pixelFormat: String {
        let end = depth > 8 ? "\(depth)le" : ""
        switch matrix {
        case .rgb: return (hasAlpha ? "gbrap" : "gbrp") + end
        case .grey: return "gray" + end
        default: break
        }
        return (hasAlpha ? "yuva" : "yuv") + chroma.rawValue.filter(\.isNumber) + "p" + end
    }
}
