// SPDX-License-Identifier: Apache-2.0

/// A language of `msg`.
enum KooDriveLanguage: Sendable, CaseIterable {
    case english
    case chinese

    /// Reads the header `language`; what is unknown means English (contract 3.1).
    init(header: String?) {
        let name = header?.trimmed.lowercased().replacing("_", with: "-")
        self = name == "zh-cn" ? .chinese : .english
    }
}

/// A text in each language.
struct Wording: Hashable, Sendable {
    var english: String
    var chinese: String

    init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    func text(in language: KooDriveLanguage) -> String {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }
}
