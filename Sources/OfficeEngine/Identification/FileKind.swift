// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit
import RenderProtocol

/// What a file is, by its bytes alone.
enum FileKind: Hashable {
    case document(DocumentFormat)
    /// Another renderer's.
    case elsewhere(RendererKind)

    /// Bytes at the beginning that are looked at.
    static let headSize = 64 << 10

    /// Finds out what `source` is, before any library that could be harmed sees it.
    ///
    /// - Throws: ``Failure``: `noPictures` when it is empty, `encryptedMedia`, `limitExceeded`, `damagedMedia`,
    ///   `unsupportedMedia`.
    static func identify(_ source: borrowing ByteSource, within limits: RenderLimits) throws(Failure) -> FileKind {
        let head = source.bytes(at: 0, count: headSize)
        guard !head.isEmpty else { throw .empty }
        if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6]) {
            return try ZIPKind.identify(source, within: limits)
        }
        if head.starts(with: CompoundFile.signature) {
            return .document(try CompoundKind.identify(source))
        }
        if head.starts(with: "{\\rtf".utf8) { return .document(DocumentFormat("rtf")) }
        if head.starts(with: [0xFF, 0x57, 0x50, 0x43]) { return .document(DocumentFormat("wpd")) }
        if isPDF(head) { return .elsewhere(.page) }
        if let kind = XMLKind.identify(head) { return kind }
        return try identifyOther(head)
    }

    /// Within its first 1024 bytes, as readers accept it (ISO 32000-1, annex H.3, note 13), unless it is text that
    /// tells of it.
    private static func isPDF(_ head: [UInt8]) -> Bool {
        if head.starts(with: "%PDF-".utf8) { return true }
        guard !TextEncoding.isPure(head) else { return false }
        let start = head.prefix(1024)
        return start.indices.contains { start[$0...].starts(with: "%PDF-".utf8) }
    }

    private static func identifyOther(_ head: [UInt8]) throws(Failure) -> FileKind {
        let type = Magic.mediaType(of: head) ?? "application/octet-stream"
        // What libmagic takes for a drawing or a sound by a few letters; of pictures only the portable maps are text.
        if TextEncoding.isPure(head), !type.hasPrefix("image/x-portable-") { return .document(.text) }
        switch type.prefix(while: { $0 != "/" }) {
        // What is a drawing by its root element was found before.
        case "image" where type != "image/svg+xml": return .elsewhere(.image)
        case "video", "audio": return .elsewhere(.video)
        default: break
        }
        if ["application/ogg", "application/mxf"].contains(type) { return .elsewhere(.video) }
        if type.hasPrefix("text/") || TextEncoding.looksLikeText(head) { return .document(.text) }
        throw .unsupported(type)
    }
}
