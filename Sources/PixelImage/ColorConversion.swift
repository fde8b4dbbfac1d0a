// SPDX-License-Identifier: Apache-2.0

/// The way of a colour from the samples of a file to sRGB.
///
/// Samples become the signals of red, green and blue; these become light; light of a high dynamic range is toned down to
/// that of an ordinary picture; colours of other primaries become those of BT.709; and sRGB's curve stores them. All of
/// it is computed with single-precision numbers, its curves by tables.
package struct ColorConversion: Sendable {
    /// What the signals of a file mean.
    package struct Source: Hashable, Sendable {
        package var primaries: ColorPrimaries
        package var transfer: TransferCurve
        /// The brightest light in cd/m², where the transfer curve is the perceptual quantizer.
        package var peak: Double

        package init(primaries: ColorPrimaries, transfer: TransferCurve, peak: Double = ColorConversion.usualPeak) {
            self.primaries = primaries
            self.transfer = transfer
            self.peak = peak
        }

        /// Takes code points of ITU-T H.273; what is not specified is BT.2020's of a high dynamic range, else sRGB's.
        package init(primaries: Int, transfer: Int, peak: Double) {
            let curve = TransferCurve(codePoint: transfer) ?? .display
            let usual = curve.isHighDynamicRange ? ColorPrimaries.bt2020 : .bt709
            self.init(primaries: ColorPrimaries(codePoint: primaries) ?? usual, transfer: curve, peak: peak)
        }

        /// The brightest light that is told apart, in cd/m²; that of a transfer curve of high dynamic range.
        package var displayPeak: Double {
            transfer == .hybridLogGamma ? ColorConversion.usualPeak : max(peak, ColorConversion.white)
        }

        /// Whether the signals of red, green and blue are sRGB's as they are.
        package var isDisplayable: Bool { transfer == .display && primaries == .bt709 }
    }

    /// The peak of a display that most films of a high dynamic range are made with, and that hybrid log-gamma is
    /// defined for (BT.2100, table 5), in cd/m².
    package static let usualPeak = 1000.0

    /// The brightest light of a file that tells of its display and its content, all in cd/m².
    ///
    /// Nothing is brighter than the display that it was made with (SMPTE ST 2086), nor than its own brightest pixel
    /// (CTA-861.3, MaxCLL). Below 100 it is no high dynamic range, and above 10,000 no signal has a code for it: such numbers are mistakes.
    package static func peak(display: Double?, content: Double?) -> Double {
        [display, content].compactMap(\.self).filter((100...10_000).contains).min() ?? usualPeak
    }

    /// The light that the white of a picture stands for, in cd/m² (Report ITU-R BT.2408, "HDR Reference White").
    package static let white = 203.0

    private let dolbyVision: DolbyVision?
    private let signals: FloatMatrix
    private let offsets: SIMD3<Float>
    private let light: CurveTable
    /// From the light of the signals to that of red, green and blue.
    private let linear: FloatMatrix?
    private let tone: ToneMapping?
    private let primaries: FloatMatrix
    /// By the root of light, so that dark tones are as exact as bright ones; with the half that rounds.
    private let store = CurveTable { 0.5 + 255 * TransferCurve.displaySignal($0 * $0) }
    /// The largest sample.
    private let whole: Float

    /// Plans the way from `coding` and `source`; fails when the source's primaries span no colours.
    package init?(_ coding: ColorCoding, of source: Source) {
        guard let primaries = source.primaries.converted(to: .bt709) else { return nil }
        if case .dolbyVision(let coding) = coding.matrix { dolbyVision = coding } else { dolbyVision = nil }
        let (factors, offsets) = coding.signals
        signals = FloatMatrix(factors)
        self.offsets = SIMD3(offsets.map { Float($0) })
        light = CurveTable { source.transfer.light($0) }
        linear = coding.linear.map { FloatMatrix($0) }
        tone = source.transfer.isHighDynamicRange ? ToneMapping(source) : nil
        self.primaries = FloatMatrix(primaries)
        whole = Float(coding.largest)
    }

    /// The colour of a pixel.
    @inline(__always)
    func apply(_ samples: SIMD3<Float>) -> SIMD3<UInt8> {
        let components = dolbyVision?.components(samples / whole) ?? samples
        var color = light.at(signals.applied(to: components) + offsets)
        if let linear { color = linear.applied(to: color) }
        if let tone {
            color = primaries.applied(to: tone.applied(to: color))
            color = Self.desaturated(color)
        } else {
            color = primaries.applied(to: color)
        }
        return SIMD3(stored(color.x), stored(color.y), stored(color.z))
    }

    /// The opacity of a pixel, 0...255.
    @inline(__always)
    func opacity(_ sample: UInt16) -> UInt8 {
        UInt8(truncatingIfNeeded: Int32(min(1, Float(sample) / whole) * 255 + 0.5))
    }

    @inline(__always)
    private func stored(_ light: Float) -> UInt8 {
        UInt8(truncatingIfNeeded: Int32(store.at(max(0, light).squareRoot())))
    }

    /// The colour of the same luminance and hue that BT.709 can show: on the straight line to grey.
    ///
    /// Bright saturated colours of BT.2020 would change their hue if what is too much of each component were cut off.
    @inline(__always)
    private static func desaturated(_ color: SIMD3<Float>) -> SIMD3<Float> {
        let least = min(color.x, color.y, color.z)
        let most = max(color.x, color.y, color.z)
        guard least < 0 || most > 1 else { return color }
        let luminance = 0.2126 * color.x + 0.7152 * color.y + 0.0722 * color.z
        guard luminance > 0 else { return .zero }
        guard luminance < 1 else { return .one }
        var part: Float = 1
        if least < 0 { part = luminance / (luminance - least) }
        if most > 1 { part = min(part, (1 - luminance) / (most - luminance)) }
        return luminance + part * (color - luminance)
    }
}

/// Light of a high dynamic range, as that of an ordinary picture.
private struct ToneMapping: Sendable {
    /// From light, in parts of 10,000 cd/m² or of a scene's brightest, to parts of white.
    private let scale: Float
    /// The factor that makes a display's light of a scene's, by the root of its luminance; `nil` for a display's.
    private let scene: CurveTable?
    /// The factor that tones light down, by the root of the share of its strongest component in the peak.
    private let gain: CurveTable
    private let peak: Float
    private let weights: SIMD3<Float>

    init(_ source: ColorConversion.Source) {
        let isScene = source.transfer == .hybridLogGamma
        let curve = ToneCurve(peak: source.displayPeak)
        peak = Float(curve.peak / ColorConversion.white)
        scale = Float((isScene ? curve.peak : PerceptualQuantizer.peak) / ColorConversion.white)
        gain = CurveTable { root in
            let light = curve.peak * root * root
            return light > 0 ? curve.mapped(light) / light : 1
        }
        // BT.2100, table 5, the OOTF: luminance to the power of the system gamma, 1.2 at this peak, less 1.
        scene = isScene ? CurveTable { TransferCurve.power(2 * 0.2).light($0) } : nil
        weights = SIMD3((source.primaries.toXYZ?.rows[1] ?? [0.2627, 0.6780, 0.0593]).map { Float($0) })
    }

    /// All components are multiplied by the same, so that the hue stays.
    @inline(__always)
    func applied(to light: SIMD3<Float>) -> SIMD3<Float> {
        var color = light * scale
        if let scene {
            let luminance = light.x * weights.x + light.y * weights.y + light.z * weights.z
            color *= scene.at(max(0, luminance).squareRoot())
        }
        let strongest = max(color.x, color.y, color.z)
        guard strongest < peak else { return color * (1 / strongest) }
        return color * gain.at((max(0, strongest) / peak).squareRoot())
    }
}

/// A matrix that multiplies quickly.
private struct FloatMatrix: Sendable {
    private let columns: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)

    init(_ matrix: Matrix3) {
        let column = { (index: Int) in SIMD3(matrix.rows.map { Float($0[index]) }) }
        columns = (column(0), column(1), column(2))
    }

    @inline(__always)
    func applied(to vector: SIMD3<Float>) -> SIMD3<Float> {
        columns.0 * vector.x + columns.1 * vector.y + columns.2 * vector.z
    }
}
