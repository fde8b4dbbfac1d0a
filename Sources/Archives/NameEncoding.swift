// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The encoding that libarchive gives names in: that of the thread's locale.
package enum NameEncoding {
    /// UTF-8; `nil` where the system lacks even `C.UTF-8`: then letters beyond ASCII come as question marks.
    ///
    /// Safe to share: a locale is never changed once it is made, and this one is never freed.
    private nonisolated(unsafe) static let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

    /// Loads what names need, for a process that will not be able to open files.
    package static func prepare() {
        _ = unsafe locale
    }

    /// Runs `body` with names in UTF-8.
    static func utf8<Result>(_ body: () -> Result) -> Result {
        guard let locale = unsafe locale else { return body() }
        let previous = unsafe uselocale(locale)
        defer { _ = unsafe uselocale(previous) }
        return body()
    }
}
