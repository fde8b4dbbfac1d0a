// SPDX-License-Identifier: Apache-2.0

/// What libjpeg-turbo refused.
package struct JPEGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    package enum Reason: Sendable {
        /// The file is damaged, or no JPEG at all.
        case damaged
        /// A good file of a kind that is not read here: CMYK, or unusual subsampling.
        case unsupported
        /// More pixels than the caller allows.
        case tooLarge
    }

    /// The function that failed.
    package var function: String
    /// What the library says of it.
    package var text: String
    package var reason: Reason = .damaged

    package var description: String { "\(function): \(text)" }
}
