// SPDX-License-Identifier: Apache-2.0

/// What libjpeg-turbo refused.
package struct JPEGError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The function that failed.
    package var function: String
    /// What the library says of it.
    package var text: String

    package var description: String { "\(function): \(text)" }
}
