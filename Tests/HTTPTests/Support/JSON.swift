// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// A JSON value, read by the names of its members.
@dynamicMemberLookup
struct JSON: CustomStringConvertible {
    let value: Any?

    subscript(dynamicMember name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }
    subscript(name: String) -> JSON { self[dynamicMember: name] }
    subscript(index: Int) -> JSON { list.indices.contains(index) ? list[index] : JSON(value: nil) }

    var text: String? { value as? String }
    var int: Int? { value as? Int }
    var list: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    var isAbsent: Bool { value == nil }
    var names: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    var description: String { value.map { "\($0)" } ?? "absent" }
}

extension Answer {
    /// The body.
    var tree: JSON { JSON(value: try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)) }
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
