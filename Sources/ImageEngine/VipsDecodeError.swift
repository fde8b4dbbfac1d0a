// SPDX-License-Identifier: Apache-2.0

import Model

/// Why libvips gave no picture: its own reasons, after which a second try makes sense, or ours.
enum VipsDecodeError: Error {
    case failed(VipsError)
    case refused(Failure)

    var failure: Failure {
        switch self {
        case .failed(let error): .damaged(error.text)
        case .refused(let failure): failure
        }
    }

    static func of<Value: ~Copyable>(_ body: () throws(VipsError) -> Value) throws(VipsDecodeError) -> Value {
        do throws(VipsError) {
            return try body()
        } catch {
            throw .failed(error)
        }
    }

    static func of<Value: ~Copyable>(_ body: () throws(Failure) -> Value) throws(VipsDecodeError) -> Value {
        do throws(Failure) {
            return try body()
        } catch {
            throw .refused(error)
        }
    }
}
