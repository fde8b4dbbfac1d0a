// SPDX-License-Identifier: Apache-2.0

/// How the frame was chosen that stands for a video where nobody chose one.
package struct CoverChoice: Hashable, Sendable, Codable {
    /// What the search came to.
    package enum Outcome: String, Hashable, Sendable, Codable {
        /// The first frame is worth showing: nothing else was looked at.
        case firstFrame = "first_frame"
        /// It is not, and another frame is.
        case better
        /// No frame within the bounds is: this one has the least wrong with it.
        case leastBad = "least_bad"
    }

    /// Why a frame is not worth showing.
    package enum Flaw: String, Hashable, Sendable, Codable, CaseIterable {
        case black
        case white
        /// Nearly one colour.
        case flat
        /// On the way from or to one colour.
        case fade
        /// Two scenes at once.
        case dissolve
        case blur
        case noise
        /// Text on a plain background.
        case titles
        /// The decoder had to make up parts of it.
        case damaged
    }

    /// A frame that was looked at, for itself and for those behind it that are rejected for the same reasons.
    package struct Candidate: Hashable, Sendable, Codable {
        /// When it is shown.
        package var time: MediaTime
        package var isKeyframe: Bool
        /// How many frames in a row were looked at with this result: this one, and those that followed.
        package var count: Int
        /// Mean luma, 0...255.
        package var brightness: Int
        /// The standard deviation of luma, 0...127.
        package var contrast: Int
        /// The steepest edges, in percent of the range of luma.
        package var sharpness: Int
        /// What is wrong with it; empty: it is worth showing.
        package var flaws: [Flaw]
        package var isChosen: Bool

        package init(
            time: MediaTime,
            isKeyframe: Bool,
            count: Int,
            brightness: Int,
            contrast: Int,
            sharpness: Int,
            flaws: [Flaw],
            isChosen: Bool
        ) {
            self.time = time
            self.isKeyframe = isKeyframe
            self.count = count
            self.brightness = brightness
            self.contrast = contrast
            self.sharpness = sharpness
            self.flaws = flaws
            self.isChosen = isChosen
        }

        private enum CodingKeys: String, CodingKey {
            case time, count, brightness, contrast, sharpness
            case isKeyframe = "keyframe"
            case flaws = "rejectedFor"
            case isChosen = "chosen"
        }
    }

    /// Most candidates that are told; what is left out are those in the middle.
    package static let candidateLimit = 32

    package var outcome: Outcome
    /// In the order of their times, the first frame and the chosen one among them.
    package var candidates: [Candidate]
    /// Frames decoded for the search, beyond those that the first frame needs.
    package var framesDecoded: Int

    package init(outcome: Outcome, candidates: [Candidate], framesDecoded: Int) {
        self.outcome = outcome
        self.candidates = candidates
        self.framesDecoded = framesDecoded
    }
}
