// SPDX-License-Identifier: Apache-2.0

internal import CSPNG
import Model

/// An owned `spng_ctx`, freed when the value ends.
@safe
struct PNGContext: ~Copyable {
    let pointer: OpaquePointer

    /// Makes a context that writes, or one that reads.
    init(writes: Bool) throws(PictureError) {
        let flags = writes ? CInt(SPNG_CTX_ENCODER.rawValue) : 0
        guard let pointer = unsafe spng_ctx_new(flags) else { throw PictureError("spng_ctx_new: out of memory") }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe spng_ctx_free(pointer)
    }
}

/// Throws what libspng says of `status`, unless all is well.
func checkPNG(_ status: CInt, _ function: String) throws(PictureError) {
    guard status == CInt(SPNG_OK.rawValue) else {
        throw PictureError("\(function): \(unsafe String(cString: spng_strerror(status)))")
    }
}

extension Raster {
    /// Components of a pixel in a PNG file: alpha is left out where it tells nothing.
    var pngComponents: Int { isOpaque ? 3 : 4 }

    /// Writes row `row` into `line` as a PNG file has it.
    func copyRow(_ row: Int, into line: inout [UInt8]) {
        let components = pngComponents
        var source = 4 * row * size.width
        var target = 0
        for _ in 0..<size.width {
            for component in 0..<components { line[target + component] = bytes[source + component] }
            source += 4
            target += components
        }
    }
}
