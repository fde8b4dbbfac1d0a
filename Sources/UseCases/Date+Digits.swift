// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

extension Date {
    /// `yyyyMMddHHmmss`, UTC.
    package var digits: String { formatted(.iso8601).filter(\.isNumber) }
}
