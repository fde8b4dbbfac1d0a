// SPDX-License-Identifier: Apache-2.0

import UseCases

/// The body with which a client completes a multipart upload:
/// `<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"…"</ETag></Part>…</CompleteMultipartUpload>`.
///
/// Read by a scanner of just this shape rather than an XML parser: it knows no entities beyond the quote, no DTD and no
/// nesting, so there is nothing to abuse.
enum PartList {
    /// The parts in the order of the document; `nil` when it does not have this shape.
    static func parse(_ text: String) -> [Uploads.ListedPart]? {
        guard let body = content(of: "CompleteMultipartUpload", in: text[...])?.text else { return nil }
        var parts: [Uploads.ListedPart] = []
        var rest = body
        while let part = content(of: "Part", in: rest) {
            guard let number = content(of: "PartNumber", in: part.text).flatMap({ Int($0.text.trimmed) }),
                let tag = content(of: "ETag", in: part.text)
            else { return nil }
            let plain = tag.text.trimmed.replacing("&quot;", with: "\"")
            parts.append(.init(number: number, tag: plain.filter { $0 != "\"" }))
            rest = part.rest
        }
        return parts
    }

    /// What stands in the first element of that name, and what follows it.
    private static func content(of name: String, in text: Substring) -> (text: Substring, rest: Substring)? {
        var start = text
        while let tag = start.firstRange(of: "<\(name)") {
            let after = start[tag.upperBound...]
            guard let first = after.first, first == ">" || first.isWhitespace else {
                start = after
                continue
            }
            guard let open = after.firstIndex(of: ">") else { return nil }
            let inside = after[after.index(after: open)...]
            guard let close = inside.firstRange(of: "</\(name)>") else { return nil }
            return (inside[..<close.lowerBound], inside[close.upperBound...])
        }
        return nil
    }
}
