// SPDX-License-Identifier: Apache-2.0

/// The spellings of an `Authorization` header that carries a token (contract 5.4).
package enum KooDriveToken {
    private static let spellings = ["bearer ", "bearer+", "at ", "at+"]

    /// The token in `header`: `Bearer xxx`, `Bearer+xxx`, `AT xxx`, `AT+xxx` or bare; `nil` for none.
    package static func text(in header: String) -> String? {
        let header = header.trimmed
        let spelling = spellings.first { header.lowercased().hasPrefix($0) }
        let token = header.dropFirst(spelling?.count ?? 0).trimmed
        return token.isEmpty ? nil : token
    }
}
