// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// What libav* refused.
struct FFmpegError: Error, Hashable, CustomStringConvertible {
    /// The library's error code, below zero.
    var code: CInt
    /// The function that returned it.
    var function: String
    /// What the library says of it.
    var text: String
    /// The limit that we held against what it read.
    var exceeded: Limit?

    enum Limit {
        case pixels
        case streams
    }

    init(code: CInt, function: String) {
        self.code = code
        self.function = function
        var buffer = [CChar](repeating: 0, count: 128)
        _ = unsafe av_strerror(code, &buffer, buffer.count)
        text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// An allocation that returned nothing.
    static func outOfMemory(_ function: String) -> FFmpegError {
        FFmpegError(code: vignette_averror(ENOMEM), function: function)
    }

    /// A header that claims more than a limit allows.
    static func exceeding(_ limit: Limit) -> FFmpegError {
        var error = FFmpegError(code: vignette_averror(ERANGE), function: "headers")
        error.exceeded = limit
        return error
    }

    var isOutOfMemory: Bool { code == vignette_averror(ENOMEM) }

    var description: String { "\(function): \(text) (\(code))" }
}

/// Throws unless `status`, which `function` returned, is zero or above.
@discardableResult
func check(_ status: CInt, _ function: String) throws(FFmpegError) -> CInt {
    guard status >= 0 else { throw FFmpegError(code: status, function: function) }
    return status
}
