// SPDX-License-Identifier: Apache-2.0

/// Seconds as people write them, `12` or `5.25`, read exactly.
package enum DecimalSeconds {
    /// The most seconds that a time has.
    private static let most: Int64 = 1_000_000_000

    /// The time in milliseconds, further decimals cut off; `nil` when `text` is none.
    package static func milliseconds(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts[0].allSatisfy(isDigit), fraction.allSatisfy(isDigit), parts.count == 1 || !fraction.isEmpty,
            let seconds = Int64(parts[0]), seconds <= most
        else { return nil }
        let thousandths = fraction.prefix(3) + String(repeating: "0", count: max(0, 3 - fraction.count))
        return Int64(thousandths).map { seconds * 1000 + $0 }
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }
}
