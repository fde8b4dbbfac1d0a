// SPDX-License-Identifier: Apache-2.0

import CVips

/// What libvips refused.
struct VipsError: Error, Hashable {
    /// What the library says of it, in a line or more.
    var text: String

    /// The errors since the last time, which are forgotten with this.
    static func taken() -> VipsError {
        defer { vips_error_clear() }
        return VipsError(text: unsafe String(cString: vips_error_buffer()))
    }

    /// Throws when `status` says that a call failed.
    static func check(_ status: CInt) throws(VipsError) {
        guard status == 0 else { throw taken() }
    }
}
