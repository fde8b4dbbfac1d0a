// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A JSON value, read by the names of its members.
@dynamicMemberLookup
package struct JSON: CustomStringConvertible {
    package let value: Any?

    package init(value: Any?) { self.value = value }

    package subscript(dynamicMember name: String) -> JSON { JSON(value: (value as? [String: Any])?[name]) }
    package subscript(name: String) -> JSON { self[dynamicMember: name] }
    package subscript(index: Int) -> JSON { list.indices.contains(index) ? list[index] : JSON(value: nil) }

    package var text: String? { value as? String }
    package var int: Int? { value as? Int }
    package var flag: Bool? { value as? Bool }
    package var list: [JSON] { (value as? [Any] ?? []).map { JSON(value: $0) } }
    package var isAbsent: Bool { value == nil }
    package var names: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }
    package var description: String { value.map { "\($0)" } ?? "absent" }
}

extension Answer {
    /// The body.
    package var tree: JSON { JSON(value: try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)) }
}
