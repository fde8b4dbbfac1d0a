// SPDX-License-Identifier: Apache-2.0

import Model
import RenderProtocol

/// What became of a document's fonts.
struct FontReport {
    /// Fonts that were asked for and are not installed, with those that stand in.
    let substitutions: [MediaInfo.FontSubstitution]
    /// Characters that no font has a glyph for.
    let missing: Set<Unicode.Scalar>

    /// Longest name of a font, in bytes, and most substitutions that are told.
    private static let nameLimit = 256
    private static let substitutionLimit = ReplySequence.noteLimit

    /// - Parameters:
    ///   - wanted: The fonts that the document names.
    ///   - characters: What is written on the page.
    init(wanted: [String], characters: Set<Unicode.Scalar>) {
        var seen: Set<String> = []
        var substitutions: [MediaInfo.FontSubstitution] = []
        for name in wanted where substitutions.count < Self.substitutionLimit {
            guard seen.insert(name.lowercased()).inserted, Self.isName(name),
                let used = Fontconfig.family(for: name), used.lowercased() != name.lowercased(), Self.isName(used)
            else { continue }
            substitutions.append(.init(wanted: name, used: used))
        }
        self.substitutions = substitutions
        missing = characters.filter { Self.needsGlyph($0) && !Fontconfig.hasGlyph(for: $0) }
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= nameLimit
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// White space and what steers the layout have no glyph; private characters mean something to one font alone.
    private static func needsGlyph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
            .paragraphSeparator:
            false
        default:
            !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}
