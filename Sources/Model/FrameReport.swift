// SPDX-License-Identifier: Apache-2.0

/// How the picture of a frame came to be: what somebody who doubts it would ask.
package struct FrameReport: Hashable, Sendable, Codable {
    /// The coding type of a frame.
    package enum Kind: String, Hashable, Sendable, Codable {
        case intra = "I"
        case predicted = "P"
        case bidirectional = "B"
        /// The switching types of H.264, sprites of MPEG-4, and what else is rare.
        case other
    }

    /// A ratio of whole numbers, as 4:3.
    package struct Ratio: Hashable, Sendable, Codable {
        package var numerator: Int32
        package var denominator: Int32

        package init(_ numerator: Int32, _ denominator: Int32) {
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// `nil` when the decoder does not tell.
    package var kind: Kind?
    /// Milliseconds from the keyframe that the frame was decoded from, 0 for a keyframe; `nil` when none was seen.
    package var keyframeDistance: Int64?
    /// Milliseconds within which a keyframe might have stood in.
    package var tolerance: Int64
    /// The number of the track in the file, from 0.
    package var stream: Int
    /// How the coded picture was turned: clockwise degrees (0, 90, 180 or 270), then mirrored left to right or not.
    package var rotation: Int
    package var isMirrored: Bool
    /// Width of a sample over its height.
    package var sampleAspectRatio: Ratio
    /// The field that is shown where the two were taken at different instants: `top field` or `bottom field`, with
    /// `(guessed)` behind it where nothing says that the frame has fields; `nil`: the frame was shown whole.
    package var deinterlacing: String?
    /// Whether parts of the frame, or of those that it is built on, were missing: a player shows it as damaged.
    package var isDamaged: Bool
    /// What was done to its colours, in order: `matrix bt709 limited`, `transfer smpte2084`, ...
    package var colors: [String]
    /// Samples of the coded frame, after cropping.
    package var source: PixelSize
    /// The program and the library that decoded it, with their versions.
    package var engine: String
    /// How the frame was chosen, where nobody named an instant.
    package var cover: CoverChoice?

    /// As the native answers and the command line spell them, in camel case.
    private enum CodingKeys: String, CodingKey {
        case kind = "frameType"
        case keyframeDistance = "keyframeDistanceMs"
        case tolerance = "toleranceMs"
        case isMirrored = "mirrored"
        case isDamaged = "damaged"
        case stream, rotation, sampleAspectRatio, deinterlacing, colors, source, engine, cover
    }

    package init(
        kind: Kind?,
        keyframeDistance: Int64?,
        tolerance: Int64,
        stream: Int,
        rotation: Int,
        isMirrored: Bool,
        sampleAspectRatio: Ratio,
        deinterlacing: String?,
        isDamaged: Bool,
        colors: [String],
        source: PixelSize,
        engine: String,
        cover: CoverChoice? = nil
    ) {
        self.kind = kind
        self.keyframeDistance = keyframeDistance
        self.tolerance = tolerance
        self.stream = stream
        self.rotation = rotation
        self.isMirrored = isMirrored
        self.sampleAspectRatio = sampleAspectRatio
        self.deinterlacing = deinterlacing
        self.isDamaged = isDamaged
        self.colors = colors
        self.source = source
        self.engine = engine
        self.cover = cover
    }
}
