// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Answer {
    /// What the object store says went wrong.
    var objectError: String? { element("Code") }

    /// The text of the first XML element of that name.
    func element(_ name: String) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        guard let start = text.range(of: "<\(name)>"), let end = text.range(of: "</\(name)>") else { return nil }
        return String(text[start.upperBound..<end.lowerBound])
    }

    /// Checks that this is VOD's error of that status and code, and that it names `field`.
    func expectError(
        _ status: Int,
        _ code: String,
        field: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(self.status == status && tree.error_code.text == code, "\(self)", sourceLocation: sourceLocation)
        if let field {
            #expect(
                tree.error_msg.text == "The request parameter is illegal, illegal field: {\(field)}.",
                sourceLocation: sourceLocation
            )
        }
        #expect(headers.first(name: "content-type") == "application/json", sourceLocation: sourceLocation)
    }
}
