// SPDX-License-Identifier: Apache-2.0

/// The renderer program of LibreOffice, which owns the main loop of its process.
package enum OfficeRenderer {
    /// Runs it in the working directory that the host made for it.
    ///
    /// - Parameters:
    ///   - name: The program's name, for its host and its messages.
    package static func main(name: String) -> Never {
        OfficeLoop(name: name).run()
    }
}
