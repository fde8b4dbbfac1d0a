// SPDX-License-Identifier: Apache-2.0

/// The name of one `Entity`: opaque text, compared byte for byte.
///
/// Ids that Vignette makes are 32 lower-case hex digits of randomness. Ids that arrive from outside are only ever
/// looked up, never parsed and never made part of a path.
package struct ID<Entity>: Hashable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    /// A new id, from 128 random bits.
    package static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }

    /// A new id, from 128 bits of `generator`.
    package static func random(using generator: inout some RandomNumberGenerator) -> Self {
        let halves = [
            UInt64.random(in: 0...UInt64.max, using: &generator), .random(in: 0...UInt64.max, using: &generator),
        ]
        return Self(
            halves.map { half in
                let digits = String(half, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }.joined()
        )
    }
}
