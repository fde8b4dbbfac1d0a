// SPDX-License-Identifier: Apache-2.0

/// Why a picture was not written.
package struct PictureError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of reason it is.
    package enum Reason: Sendable {
        /// A side or the area of the picture is beyond the limit.
        case tooManyPixels
        /// The file is.
        case tooManyBytes
        /// The format is none that is written here.
        case format
        /// A library failed, or the picture did not stand the proof.
        case library
    }

    package var description: String
    package var reason: Reason

    package init(_ description: String, reason: Reason = .library) {
        self.description = description
        self.reason = reason
    }
}
