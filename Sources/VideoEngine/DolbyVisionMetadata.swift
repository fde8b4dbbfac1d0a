// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import PixelImage

/// What Dolby Vision says about a frame, as libavcodec parsed it.
struct DolbyVisionMetadata {
    /// Whether no other decoder understands the samples: their colours are intensity and two differences.
    let isDolbyVisionAlone: Bool
    /// How the samples stand for colours; `nil` where that makes no sense.
    let coding: DolbyVision?
    /// The brightest light of the source, in cd/m².
    let peak: Double

    /// How metadata number the colours of profile 5.
    private static let intensityAndDifferences: UInt8 = 2
    /// The largest 12-bit code of the perceptual quantizer.
    private static let largestCode = 4095.0

    /// Reads an `AVDOVIMetadata`.
    @unsafe
    init(_ data: UnsafePointer<AVDOVIMetadata>) {
        let color = unsafe av_dovi_get_color(data).pointee
        let header = unsafe av_dovi_get_header(data).pointee
        let curves = unsafe av_dovi_get_mapping(data).pointee.curves
        isDolbyVisionAlone = color.signal_color_space == Self.intensityAndDifferences
        peak = ColorConversion.peak(
            display: TransferCurve.perceptualPeak(Double(color.source_max_pq) / Self.largestCode),
            content: nil
        )
        coding = DolbyVision(
            curves: [curves.0, curves.1, curves.2].compactMap { DolbyVision.Curve($0, header) },
            signals: Self.matrix(color.ycc_to_rgb_matrix),
            offsets: [color.ycc_to_rgb_offset.0, color.ycc_to_rgb_offset.1, color.ycc_to_rgb_offset.2].map(Self.number),
            linear: Self.matrix(color.rgb_to_lms_matrix)
        )
    }

    private typealias Nine = (
        AVRational, AVRational, AVRational, AVRational, AVRational, AVRational, AVRational, AVRational, AVRational
    )

    private static func matrix(_ n: Nine) -> Matrix3 {
        Matrix3(rows: [[n.0, n.1, n.2], [n.3, n.4, n.5], [n.6, n.7, n.8]].map { $0.map(number) })
    }

    private static func number(_ ratio: AVRational) -> Double {
        ratio.den == 0 ? 0 : Double(ratio.num) / Double(ratio.den)
    }
}

extension DolbyVision.Curve {
    /// Fails where the curve makes no sense.
    fileprivate init?(_ curve: AVDOVIReshapingCurve, _ header: AVDOVIRpuDataHeader) {
        let count = Int(curve.num_pivots) - 1
        guard (1...Int(AV_DOVI_MAX_PIECES)).contains(count), header.coef_log2_denom < 64,
            (8...16).contains(header.bl_bit_depth)
        else { return nil }
        let largest = Float(UInt32(1) << header.bl_bit_depth - 1)
        let denominator = Float(UInt64(1) << header.coef_log2_denom)
        let scaled = { (coefficient: Int64) in Float(coefficient) / denominator }
        // C's arrays are tuples here: their elements are read from the bytes of the whole.
        let pivots = elements(of: curve.pivots, as: UInt16.self).prefix(count + 1).map { Float($0) / largest }
        let methods = elements(of: curve.mapping_idc, as: AVDOVIMappingMethod.self)
        let polynomials = elements(of: curve.poly_coef, as: Int64.self).map(scaled)
        let constants = elements(of: curve.mmr_constant, as: Int64.self).map(scaled)
        let products = elements(of: curve.mmr_coef, as: Int64.self).map(scaled)
        let orders = elements(of: curve.poly_order, as: UInt8.self)
        let powers = elements(of: curve.mmr_order, as: UInt8.self)
        let pieces = (0..<count).map { index -> Piece in
            guard methods[index] == AV_DOVI_MAPPING_MMR else {
                let factors = polynomials[3 * index..<3 * index + 3]
                let square = orders[index] < 2 ? 0 : factors[3 * index + 2]
                return .polynomial(SIMD3(factors[3 * index], factors[3 * index + 1], square))
            }
            let used = (0..<min(3, Int(powers[index]))).map { power in
                Array(products[7 * (3 * index + power)..<7 * (3 * index + power + 1)])
            }
            return .products(constant: constants[index], powers: used)
        }
        self.init(pivots: pivots, pieces: pieces)
    }
}

/// The elements of an array of C, which is a tuple here.
private func elements<Tuple, Element>(of tuple: Tuple, as type: Element.Type) -> [Element] {
    unsafe withUnsafeBytes(of: tuple) { unsafe Array($0.bindMemory(to: type)) }
}

extension Frame {
    /// What Dolby Vision says about the frame.
    var dolbyVision: DolbyVisionMetadata? {
        guard let side = unsafe av_frame_get_side_data(pointer, AV_FRAME_DATA_DOVI_METADATA) else { return nil }
        return unsafe DolbyVisionMetadata(
            UnsafeRawPointer(side.pointee.data).assumingMemoryBound(to: AVDOVIMetadata.self)
        )
    }
}
