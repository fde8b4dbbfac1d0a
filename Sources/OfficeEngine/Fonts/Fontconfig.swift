// SPDX-License-Identifier: Apache-2.0

import CFontconfig

/// The fonts of this installation.
enum Fontconfig {
    /// Reads the list of fonts, in the zygote, so that its children have it.
    static func warm() {
        FcInit()
        _ = unsafe covered
    }

    /// The family that stands for `family`; the same when it is installed.
    static func family(for family: String) -> String? {
        guard let pattern = unsafe FcPatternCreate() else { return nil }
        defer { unsafe FcPatternDestroy(pattern) }
        unsafe FcPatternAddString(pattern, FC_FAMILY, family)
        // A font with an ideographic name is one for Chinese, or for Japanese where it has kana as well.
        if family.unicodeScalars.contains(where: { 0x3041...0x9FFF ~= $0.value }) {
            let isJapanese = family.unicodeScalars.contains { 0x3041...0x30FE ~= $0.value }
            unsafe FcPatternAddString(pattern, FC_LANG, isJapanese ? "ja" : "zh-cn")
        }
        unsafe FcConfigSubstitute(nil, pattern, FcMatchPattern)
        unsafe FcDefaultSubstitute(pattern)
        var result = FcResultMatch
        guard let match = unsafe FcFontMatch(nil, pattern, &result) else { return nil }
        defer { unsafe FcPatternDestroy(match) }
        let families = unsafe Self.families(of: match)
        // A font goes by several names, in several languages.
        return families.first { $0.lowercased() == family.lowercased() } ?? families.first
    }

    private static func families(of pattern: OpaquePointer) -> [String] {
        var families: [String] = []
        var value: UnsafeMutablePointer<FcChar8>?
        while unsafe FcPatternGetString(pattern, FC_FAMILY, CInt(families.count), &value) == FcResultMatch,
            let text = unsafe value
        {
            unsafe families.append(String(cString: text))
        }
        return families
    }

    /// Whether some font has a glyph for `scalar`.
    static func hasGlyph(for scalar: Unicode.Scalar) -> Bool {
        guard let covered = unsafe covered else { return false }
        return unsafe FcCharSetHasChar(covered, scalar.value) != 0
    }

    /// The characters of all fonts together.
    ///
    /// It is made in the zygote, by its only thread, and read from then on.
    nonisolated(unsafe) private static let covered: OpaquePointer? = {
        guard let all = unsafe FcCharSetCreate(), let pattern = unsafe FcPatternCreate(),
            let objects = unsafe FcObjectSetCreate()
        else { return nil }
        defer {
            unsafe FcPatternDestroy(pattern)
            unsafe FcObjectSetDestroy(objects)
        }
        unsafe FcObjectSetAdd(objects, FC_CHARSET)
        guard let list = unsafe FcFontList(nil, pattern, objects) else { return nil }
        defer { unsafe FcFontSetDestroy(list) }
        for index in unsafe 0..<Int(list.pointee.nfont) {
            var charset: OpaquePointer?
            guard unsafe FcPatternGetCharSet(list.pointee.fonts[index], FC_CHARSET, 0, &charset) == FcResultMatch,
                let charset = unsafe charset
            else { continue }
            var changed: FcBool = 0
            unsafe FcCharSetMerge(all, charset, &changed)
        }
        return unsafe all
    }()
}
