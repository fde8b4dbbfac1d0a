// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import NIOCore

extension SignedRequest {
    /// What a signature of `request` covers; its body, which may not have been read yet, is given apart.
    init(_ request: Request, body: ByteBuffer = ByteBuffer()) {
        var headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        if let host = request.head.authority { headers.append((name: "Host", value: host)) }
        self.init(
            method: request.method.rawValue,
            target: request.head.path ?? "",
            headers: headers,
            body: body
        )
    }
}
