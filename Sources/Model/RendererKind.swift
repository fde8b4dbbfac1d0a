// SPDX-License-Identifier: Apache-2.0

/// The renderer programs, each with one family of decoders.
package enum RendererKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Videos, sound with its cover art, and still pictures that only libavcodec reads (BMP, ICO, PSD, TGA, JPEG 2000).
    case video
    /// PDF.
    case page
    /// Documents that LibreOffice opens, and plain text.
    case office
    /// Still pictures, and archives with a cover inside.
    case image

    /// The name of its program.
    package var program: String { "\(rawValue)-renderer" }
}
