// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file in memory, read only: its pages are fetched as they are touched.
///
/// The file must not shrink meanwhile.
@safe
package struct MappedBytes: ~Copyable {
    /// The bytes, for as long as this value lives.
    @unsafe package let bytes: UnsafeRawBufferPointer

    /// Takes over a mapping.
    @unsafe
    init(owning bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = unsafe bytes
    }

    deinit {
        _ = unsafe munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
