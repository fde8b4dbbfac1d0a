// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Makes a new folder where temporary files go, for the caller to remove.
///
/// - Parameter purpose: Part of its name.
/// - Throws: ``ProgramTrouble``.
package func temporaryFolder(_ purpose: String) throws -> String {
    var template = Array("/tmp/vignette-\(purpose)-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw ProgramTrouble(description: "mkdtemp: errno \(errno)") }
    return String(cString: made)
}
