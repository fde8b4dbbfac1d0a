// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import PixelImage

/// How the samples of a frame stand for colours: what its tags say, completed by guesses where they are silent.
struct SourceColors: Hashable {
    /// A code point of ITU-T H.273, which libav* uses the numbers of.
    struct Tag: Hashable {
        var code: Int
        var isGuessed: Bool

        init(_ code: UInt32, isGuessed: Bool = false) {
            self.code = Int(code)
            self.isGuessed = isGuessed
        }
    }

    var matrix: Tag
    /// Whether luma covers all codes, not 16...235 of each 256.
    var isFullRange: Bool
    var isRangeGuessed: Bool
    var primaries: Tag
    var transfer: Tag
    /// Bits of a sample.
    var depth: Int
    /// The brightest light in cd/m², as the file tells it.
    var peak: Double?
    /// Of samples that only Dolby Vision understands, what the frame says about them.
    var dolbyVision: DolbyVision?
    /// Whether the samples are such, and the frame says nothing about them: only their intensity is understood.
    var isIntensity = false

    /// Whether they are Dolby Vision's, told or not.
    private var isDolbyVision: Bool { dolbyVision != nil || isIntensity }

    /// What is worth telling whoever looks at the picture.
    var note: String? {
        guard isIntensity else { return nil }
        return
            "The video is in colours of Dolby Vision's own, and does not tell how they are meant: the picture shows its"
            + " intensity as grey."
    }

    /// What the signals of red, green and blue mean.
    var source: ColorConversion.Source {
        if isDolbyVision {
            return ColorConversion.Source(
                primaries: .bt2020,
                transfer: .perceptualQuantizer,
                peak: peak ?? ColorConversion.usualPeak
            )
        }
        return ColorConversion.Source(
            primaries: ColorPrimaries(codePoint: primaries.code) ?? .bt709,
            transfer: TransferCurve(codePoint: transfer.code) ?? .display,
            peak: peak ?? ColorConversion.usualPeak
        )
    }

    /// How samples stand for the signals.
    var coding: ColorCoding {
        let source = source
        let matrix = ColorCoding.Matrix(
            codePoint: self.matrix.code,
            primaries: source.primaries,
            transfer: source.transfer
        )
        let usual = ColorCoding.Matrix.luma(red: 0.299, blue: 0.114)
        return ColorCoding(
            matrix: dolbyVision.map { .dolbyVision($0) } ?? (isIntensity ? .intensity : matrix ?? usual),
            isFullRange: isFullRange,
            depth: depth
        )
    }

    /// The table of libswscale for the matrix; `nil` for one that it has not.
    private var scalerMatrix: CInt? {
        switch AVColorSpace(rawValue: UInt32(matrix.code)) {
        case AVCOL_SPC_RGB, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: SWS_CS_ITU601
        case AVCOL_SPC_BT709: SWS_CS_ITU709
        case AVCOL_SPC_FCC: SWS_CS_FCC
        case AVCOL_SPC_SMPTE240M: SWS_CS_SMPTE240M
        case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: SWS_CS_BT2020
        default: nil
        }
    }

    /// The table of libswscale for samples whose matrix and range are all that stands between them and sRGB; `nil` where
    /// more has to be done.
    var plainMatrix: CInt? { isDolbyVision || !source.isDisplayable ? nil : scalerMatrix }
}
