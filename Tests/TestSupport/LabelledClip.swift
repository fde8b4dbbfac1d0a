// SPDX-License-Identifier: Apache-2.0

/// A clip of shots and of what lies between them, with what each of its frames is.
package struct LabelledClip: Sendable {
    /// What a frame shows.
    package enum Label: String, Sendable, CaseIterable {
        case good
        case black, white
        /// From or to black, from or to white.
        case fade
        case dissolve
        case blur, noise
        /// A card of text.
        case titles
        /// Text that scrolls.
        case credits
    }

    /// Frames in a row with the same label.
    package struct Segment: Sendable {
        package var label: Label
        package var frames: Int
        /// How it was made.
        package var detail: String
    }

    package var path: String
    package var segments: [Segment]
    /// Frames a second.
    package var rate: Int
    /// Codec, container and distance of keyframes.
    package var coding: String

    /// The segment of the frame that is shown at `milliseconds`; `nil` past the end.
    package func segment(at milliseconds: Double) -> Segment? {
        var number = Int((milliseconds * Double(rate) / 1000).rounded())
        for segment in segments {
            if number < segment.frames { return segment }
            number -= segment.frames
        }
        return nil
    }

    package var description: String {
        let parts = segments.map { "\($0.detail) \(Double($0.frames * 100 / rate) / 100)" }
        return "\(coding) \(rate) fps: \(parts.joined(separator: ", "))"
    }
}
