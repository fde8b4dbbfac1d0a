// SPDX-License-Identifier: Apache-2.0

/// A format that LibreOffice opens.
struct DocumentFormat: Hashable {
    /// How LibreOffice gets the bytes.
    enum Treatment: Hashable {
        case asIs
        /// Decoded, cut to what a page can hold, and set in a font of equal widths.
        case text
    }

    /// The usual suffix, which is also what the format is called.
    var name: String
    var treatment: Treatment

    init(_ name: String, treatment: Treatment = .asIs) {
        self.name = name
        self.treatment = treatment
    }

    static let text = DocumentFormat("txt", treatment: .text)
}
