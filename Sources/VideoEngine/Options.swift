// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// An owned `AVDictionary`.
@safe
struct Options: ~Copyable {
    /// Where the dictionary is kept: libav* takes out the entries that it understood.
    let pointer: UnsafeMutablePointer<OpaquePointer?>

    init(_ entries: [String: String]) {
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: nil)
        for (key, value) in entries {
            unsafe av_dict_set(pointer, key, value, 0)
        }
    }

    deinit {
        unsafe av_dict_free(pointer)
        unsafe pointer.deallocate()
    }
}
