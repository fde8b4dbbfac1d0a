// SPDX-License-Identifier: Apache-2.0

/// Something on the job socket that an honest child does not send.
package struct ProtocolViolation: Error, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
