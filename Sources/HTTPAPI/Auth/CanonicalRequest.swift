// SPDX-License-Identifier: Apache-2.0

/// The text whose digest is signed, in every form in which the known SDKs write it.
enum CanonicalRequest {
    private static let slash = UInt8(ascii: "/")

    /// The forms of the path, the most usual first.
    ///
    /// Each ends with a slash. All SDKs encode the segments anew; they differ only in what an encoded slash was before
    /// that.
    static func paths(_ wire: some Collection<UInt8>) -> [String] {
        var paths = [PercentCoding.encode(PercentCoding.decode(wire), keeping: slash)]
        if String(decoding: wire, as: UTF8.self).lowercased().contains("%2f") {
            let segments = wire.split(separator: slash, omittingEmptySubsequences: false)
            paths.append(segments.map { PercentCoding.encode(PercentCoding.decode($0)) }.joined(separator: "/"))
            paths.append(PercentCoding.encode(wire, keeping: slash))
        }
        return paths.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    }

    /// The forms of the query, the most usual first, without repetitions.
    static func queries(_ wire: some Collection<UInt8>) -> [String] {
        let parameters = wire.split(separator: UInt8(ascii: "&")).map { Parameter(wire: $0) }
        let forms = [
            // Python and Go: by decoded name, then decoded value.
            parameters.sorted { ($0.name, $0.value) < ($1.name, $1.value) },
            // Java: by encoded name, the values of a name as they were given.
            parameters.enumerated()
                .map { (Array($0.element.encodedName.utf8), $0.offset, $0.element) }
                .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
                .map(\.2),
            // Older Go: names in lower case.
            parameters.map(\.withLowercaseName).sorted { ($0.name, $0.value) < ($1.name, $1.value) },
        ]
        var texts: [String] = []
        for form in forms {
            let text = form.map { $0.encodedName + "=" + PercentCoding.encode($0.value) }.joined(separator: "&")
            if !texts.contains(text) { texts.append(text) }
        }
        return texts
    }

    /// The signed headers, a line each: `name:value`, the value without blanks at its ends.
    static func headers(_ names: [String], of request: SignedRequest) throws(SignatureRefusal) -> String {
        var lines = ""
        for name in names {
            let values = request.values(of: name)
            guard let value = values.first, values.count == 1 else {
                throw .failed("the signed header \(name) occurs \(values.count) times")
            }
            lines += name + ":" + value.trimmingBlanks() + "\n"
        }
        return lines
    }

    /// One parameter of a query, decoded.
    private struct Parameter {
        var name: [UInt8]
        var value: [UInt8]

        init(wire: some Collection<UInt8>) {
            let parts = wire.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            name = PercentCoding.decode(parts[0])
            value = parts.count > 1 ? PercentCoding.decode(parts[1]) : []
        }

        var encodedName: String { PercentCoding.encode(name) }

        var withLowercaseName: Self {
            var copy = self
            copy.name = Array(String(decoding: name, as: UTF8.self).lowercased().utf8)
            return copy
        }
    }
}

/// Orders texts by their bytes.
///
/// `String`'s own order is that of canonical equivalence, which no SDK uses.
private func < (left: ([UInt8], [UInt8]), right: ([UInt8], [UInt8])) -> Bool {
    left.0 == right.0 ? left.1.lexicographicallyPrecedes(right.1) : left.0.lexicographicallyPrecedes(right.0)
}

private func < (left: ([UInt8], Int), right: ([UInt8], Int)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0.lexicographicallyPrecedes(right.0)
}
