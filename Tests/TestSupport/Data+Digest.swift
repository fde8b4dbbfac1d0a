// SPDX-License-Identifier: Apache-2.0

import Crypto
package import Foundation

extension Data {
    /// The MD5 of these bytes.
    package var md5: Data { Data(Insecure.MD5.hash(data: self)) }
    /// The SHA-256 of these bytes, in hex.
    package var sha256: String { Data(SHA256.hash(data: self)).hex }
    /// Two lower-case hex digits for each byte.
    package var hex: String { map { String(format: "%02x", $0) }.joined() }
}
