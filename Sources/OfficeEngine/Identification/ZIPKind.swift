// SPDX-License-Identifier: Apache-2.0

import Archives
import FoundationEssentials
import Model
import RenderKit
import RenderProtocol

/// What a ZIP file is, by what it contains.
enum ZIPKind {
    /// Most bytes of a part that is read here.
    private static let partLimit = 8 << 20

    /// Finds out what `source` is; nothing is unpacked but the parts that tell.
    static func identify(_ source: borrowing ByteSource, within limits: RenderLimits) throws(Failure) -> FileKind {
        let archive = try Archive(
            opening: source,
            entryLimit: limits.archiveEntries,
            byteLimit: limits.archiveBytes
        )
        try ZIPDirectory(of: source, entryLimit: limits.archiveEntries).checkRatios(atMost: limits.archiveRatio)
        try EmbeddedPictures.check(archive, within: limits)
        if let types = try archive.text(of: "[Content_Types].xml", atMost: partLimit) {
            return try packageKind(types)
        }
        if let type = try archive.text(of: "mimetype", atMost: 1024) {
            if let kind = try openDocumentKind(type.trimmed, archive) { return kind }
        }
        let paths = archive.entries.map(\.path)
        if let suffix = appleSuffix(paths) {
            guard !archive.entries.contains(where: \.isEncrypted), !paths.contains(where: { $0.hasSuffix(".iwpv2") })
            else { throw .encrypted("iWork") }
            return .document(DocumentFormat(suffix))
        }
        guard paths.contains(where: isPicture) else { throw .unsupported("zip without a document or a picture") }
        return .elsewhere(.image)
    }

    /// The kind of an Open Packaging Conventions file (ECMA-376-2), by the type of its main part.
    private static func packageKind(_ types: String) throws(Failure) -> FileKind {
        let mainParts = [
            ("wordprocessingml.document.main", "docx"), ("wordprocessingml.template.main", "docx"),
            ("ms-word.document.macroEnabled.main", "docx"), ("ms-word.template.macroEnabledTemplate.main", "docx"),
            ("spreadsheetml.sheet.main", "xlsx"), ("spreadsheetml.template.main", "xlsx"),
            ("ms-excel.sheet.macroEnabled.main", "xlsx"), ("ms-excel.template.macroEnabled.main", "xlsx"),
            ("ms-excel.addin.macroEnabled.main", "xlsx"), ("ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
            ("presentationml.presentation.main", "pptx"), ("presentationml.template.main", "pptx"),
            ("presentationml.slideshow.main", "pptx"), ("ms-powerpoint.presentation.macroEnabled.main", "pptx"),
            ("ms-powerpoint.slideshow.macroEnabled.main", "pptx"),
            ("ms-powerpoint.template.macroEnabled.main", "pptx"), ("ms-visio.drawing.main", "vsdx"),
            ("ms-visio.drawing.macroEnabled.main", "vsdx"), ("ms-visio.template.main", "vsdx"),
            ("ms-visio.stencil.main", "vsdx"),
        ]
        for (type, suffix) in mainParts where types.contains(type) {
            return .document(DocumentFormat(suffix))
        }
        if types.contains("xps-fixeddocumentsequence") || types.contains("fixeddocumentsequence+xml") {
            return .elsewhere(.image)
        }
        throw .unsupported("package of an unknown type")
    }

    /// The kind of a file that names itself in its entry `mimetype` (OpenDocument 1.2 part 3, 3.3).
    private static func openDocumentKind(_ type: String, _ archive: borrowing Archive) throws(Failure) -> FileKind? {
        if type == "application/epub+zip" { return .elsewhere(.image) }
        let suffixes = [
            "oasis.opendocument.text-master": "odm", "oasis.opendocument.text-template": "ott",
            "oasis.opendocument.text": "odt", "oasis.opendocument.spreadsheet": "ods",
            "oasis.opendocument.spreadsheet-template": "ots", "oasis.opendocument.presentation": "odp",
            "oasis.opendocument.presentation-template": "otp", "oasis.opendocument.graphics": "odg",
            "oasis.opendocument.graphics-template": "otg", "sun.xml.writer": "sxw", "sun.xml.calc": "sxc",
            "sun.xml.impress": "sxi", "sun.xml.draw": "sxd",
        ]
        guard type.hasPrefix("application/vnd."), let suffix = suffixes[String(type.dropFirst(16))] else { return nil }
        let manifest = try archive.text(of: "META-INF/manifest.xml", atMost: partLimit) ?? ""
        guard !manifest.contains(":encryption-data") else { throw .encrypted("manifest: encryption-data") }
        return .document(DocumentFormat(suffix))
    }

    /// The suffix of a file of Apple's programs; LibreOffice looks for itself which one it is.
    private static func appleSuffix(_ paths: [String]) -> String? {
        func contains(_ name: String) -> Bool { paths.contains { $0 == name || $0.hasSuffix("/" + name) } }
        if contains("index.apxl") || contains("index.apxl.gz") { return "key" }
        guard
            contains("Index/Document.iwa") || contains("Index.zip") || contains("buildVersionHistory.plist")
                || contains("index.xml") && contains("Info.plist")
        else { return nil }
        if paths.contains(where: { $0.contains("Index/Slide") || $0.contains(".key/") }) { return "key" }
        return "pages"
    }

    private static func isPicture(_ path: String) -> Bool {
        let suffixes = ["jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "avif", "heic", "jxl"]
        return suffixes.contains { path.lowercased().hasSuffix("." + $0) }
    }
}

extension Archive {
    /// The text of the entry at `path`, in UTF-8 or with a byte order mark.
    func text(of path: String, atMost limit: Int) throws(Failure) -> String? {
        try bytes(of: path, atMost: limit).map { TextEncoding.decode(Array($0)) }
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
