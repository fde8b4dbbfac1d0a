// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import PixelImage

extension SourceColors {
    /// What is done to the colours, in order, for whoever doubts them; what no tag says is marked as guessed.
    var steps: [String] {
        let range = (isFullRange ? "full" : "limited") + (isRangeGuessed ? " (guessed)" : "")
        let source = source
        guard !isIntensity else {
            return ["intensity of Dolby Vision \(range)", "without colours"] + Self.tone(source)
        }
        guard dolbyVision == nil else {
            return ["Dolby Vision by its metadata", "transfer smpte2084"] + Self.tone(source) + [
                "primaries bt2020 to bt709"
            ]
        }
        var steps = ["matrix \(matrixName) \(range)"]
        if source.transfer != .display { steps.append("transfer \(transferName)") }
        steps += Self.tone(source)
        if source.primaries != .bt709 { steps.append("primaries \(primariesName) to bt709") }
        return steps
    }

    private static func tone(_ source: ColorConversion.Source) -> [String] {
        guard source.transfer.isHighDynamicRange else { return [] }
        let (peak, white) = (Int(source.displayPeak.rounded()), Int(ColorConversion.white))
        let gamma = source.transfer == .hybridLogGamma ? ["system gamma 1.2"] : []
        return gamma + (peak > white ? ["tone mapping BT.2390 \(peak) to \(white) cd/m2"] : [])
    }

    private var matrixName: String {
        unsafe Self.name(matrix, av_color_space_name(AVColorSpace(rawValue: UInt32(matrix.code))))
    }

    private var transferName: String {
        let code = AVColorTransferCharacteristic(rawValue: UInt32(transfer.code))
        return unsafe Self.name(transfer, av_color_transfer_name(code))
    }

    private var primariesName: String {
        unsafe Self.name(primaries, av_color_primaries_name(AVColorPrimaries(rawValue: UInt32(primaries.code))))
    }

    /// What libav* calls a code point.
    @unsafe
    private static func name(_ tag: Tag, _ name: UnsafePointer<CChar>?) -> String {
        let text = unsafe name.map { unsafe String(cString: $0) } ?? "\(tag.code)"
        return text + (tag.isGuessed ? " (guessed)" : "")
    }
}
