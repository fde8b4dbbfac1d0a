// SPDX-License-Identifier: Apache-2.0

/// Text in the encodings of East Asia that use two bytes for most characters.
///
/// A few lines are too little for statistics of whole languages, which is what a detector has. But text that decodes
/// in one of these encodings without an error, into the characters that everyone writes, is no accident.
enum EastAsianText {
    /// Of two that are as likely the first one counts: Korean lies in a part of the codes of Chinese, so that what is
    /// usual Korean all through is hardly Chinese by chance; and Japanese has kana.
    private static let encodings = ["UHC", "EUC-JP", "SHIFT_JIS", "BIG5", "GB18030"]

    /// The encoding of `bytes`, where `guess` is what a detector took them for.
    static func better(than guess: String, for bytes: [UInt8]) -> String {
        let high = bytes.count { $0 >= 0x80 }
        guard high >= 4 else { return guess }
        let scores = encodings.map { (name: $0, score: score(of: bytes, in: $0)) }
        let highest = scores.map(\.score).max() ?? 0
        guard highest >= 0.6, let best = scores.first(where: { $0.score == highest }) else { return guess }
        return best.name
    }

    /// How usual the characters are that `bytes` mean in `encoding`: the part of them, among those beyond ASCII, that
    /// stand in the encoding's table of frequent characters; 0 where the bytes do not decode.
    private static func score(of bytes: [UInt8], in encoding: String) -> Double {
        let (text, errors) = Iconv.decode(bytes, from: encoding)
        // The last character may be cut.
        guard errors <= 1 else { return 0 }
        var usual = 0
        var others = 0
        for scalar in text.unicodeScalars where scalar.value >= 0x80 {
            if isUsual(scalar, in: encoding) { usual += 1 } else { others += 1 }
        }
        guard usual + others > 0 else { return 0 }
        let score = Double(usual) / Double(usual + others)
        let isJapanese = encoding == "SHIFT_JIS" || encoding == "EUC-JP"
        // Some Chinese words are Japanese ones in other codes; but Japanese is not written without kana.
        return isJapanese && !text.unicodeScalars.contains { 0x3041...0x30FE ~= $0.value } ? score / 2 : score
    }

    private static func isUsual(_ scalar: Unicode.Scalar, in encoding: String) -> Bool {
        switch scalar.value {
        // Punctuation and full-width forms; kana and hangul where they are at home.
        case 0x3001...0x3011, 0xFF01...0xFF5E, 0x2018...0x201D, 0x2026: return true
        case 0x3041...0x30FE: return encoding == "SHIFT_JIS" || encoding == "EUC-JP"
        case 0x4E00...0x9FFF, 0xAC00...0xD7A3: return isFrequent(scalar, in: encoding)
        default: return false
        }
    }

    /// Whether an ideograph stands in the first level of its standard: the 3755 most used ones of GB 2312, the 5401 of
    /// Big5, the 2965 of JIS X 0208; a Korean syllable among the 2350 of KS X 1001.
    private static func isFrequent(_ scalar: Unicode.Scalar, in encoding: String) -> Bool {
        guard let bytes = Iconv.encode(scalar, to: encoding), bytes.count == 2 else { return false }
        switch encoding {
        // Codes with a smaller second byte are the rare characters of an extension.
        case "GB18030": return 0xB0...0xD7 ~= bytes[0] && bytes[1] >= 0xA1
        case "BIG5": return 0xA4...0xC6 ~= bytes[0]
        case "SHIFT_JIS": return 0x88...0x97 ~= bytes[0]
        case "EUC-JP": return 0xB0...0xCF ~= bytes[0]
        case "UHC": return 0xB0...0xC8 ~= bytes[0] && bytes[1] >= 0xA1
        default: return false
        }
    }
}
