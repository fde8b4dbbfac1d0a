// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension HTTPResponse.Status {
    /// 507: the storage is full (RFC 4918, 11.5).
    static let insufficientStorageSpace = Self(code: 507, reasonPhrase: "Insufficient Storage")
}
