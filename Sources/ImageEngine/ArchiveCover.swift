// SPDX-License-Identifier: Apache-2.0

import Archives
import FoundationEssentials
import Model
import RenderKit
import RenderProtocol

/// The picture that stands for an archive: the cover of a book or a comic, or the preview that a program put in.
struct ArchiveCover: ~Copyable {
    /// Most bytes of a picture inside, and of a text.
    private static let pictureLimit = 128 << 20
    private static let textLimit = 8 << 20
    /// Pictures of a comic that are tried before it counts as damaged.
    private static let attemptLimit = 3

    private let archive: Archive

    init(_ source: borrowing ByteSource, within limits: RenderLimits) throws(Failure) {
        let archive = try Archive(
            opening: source,
            entryLimit: limits.archiveEntries,
            byteLimit: limits.archiveBytes
        )
        try ZIPDirectory(of: source, entryLimit: limits.archiveEntries).checkRatios(atMost: limits.archiveRatio)
        self.archive = archive
    }

    /// The picture, or which renderer reads the archive as a document.
    func picture(for wish: PictureWish) throws(Failure) -> SourceFile.Content {
        switch try kind() {
        case .book:
            return .decoded(try book(for: wish), container: "epub")
        case .office:
            return .elsewhere(.office)
        case .iWork:
            guard let preview = try preview("preview.jpg", for: wish), try wish.isFilled(by: preview.source) else {
                return .elsewhere(.office)
            }
            return .decoded(preview, container: "iwork")
        case .xps:
            return .decoded(try pages(for: wish), container: "xps")
        case .pictures:
            return .decoded(try comic(for: wish), container: "comic")
        }
    }

    // MARK: What it is

    private enum Kind {
        case book, office, iWork, xps, pictures
    }

    private func kind() throws(Failure) -> Kind {
        let paths = Set(archive.entries.map(\.path))
        if paths.contains("mimetype"), let type = try text(of: "mimetype") {
            let type = String(decoding: type.prefix(128), as: UTF8.self)
            if type.hasPrefix("application/epub+zip") { return .book }
            if type.hasPrefix("application/vnd.oasis.opendocument") || type.hasPrefix("application/vnd.sun.xml") {
                return .office
            }
        }
        if paths.contains("META-INF/container.xml") { return .book }
        if paths.contains("[Content_Types].xml") || paths.contains("[Content_Types].xml/[0].piece") {
            return paths.contains { $0.hasSuffix(".fdseq") || $0.hasSuffix(".fpage") } ? .xps : .office
        }
        let isIWork = ["Index.zip", "Index/Document.iwa", "index.apxl", "index.xml", "index.apxl.gz", "index.xml.gz"]
        return isIWork.contains(where: paths.contains) ? .iWork : .pictures
    }

    // MARK: Documents

    /// The cover of an EPUB book.
    private func book(for wish: PictureWish) throws(Failure) -> DecodedPicture {
        guard let container = try text(of: "META-INF/container.xml"),
            let package = BookPackage.path(in: container), let text = try text(of: package)
        else { throw .damaged("a book without a package") }
        var paths = BookPackage(text, at: package).covers
        if paths.isEmpty {
            paths = archive.entries.map(\.path).filter { Self.isPicture($0) && $0.lowercased().contains("cover") }
        }
        for path in paths {
            if let picture = try preview(path, for: wish) { return picture }
            // A page that shows the cover.
            guard !Self.isPicture(path), let page = try self.text(of: path),
                let image = BookPackage.image(in: page, at: path), let picture = try preview(image, for: wish)
            else { continue }
            return picture
        }
        throw .withoutPicture("The book has no cover.")
    }

    /// The thumbnail of an XPS document, as small as it may be: nothing here lays out its pages.
    private func pages(for wish: PictureWish) throws(Failure) -> DecodedPicture {
        let thumbnails = archive.entries.map(\.path).filter {
            Self.isPicture($0) && $0.lowercased().contains("thumbnail")
        }
        for path in thumbnails {
            if let picture = try preview(path, for: wish) { return picture }
        }
        throw .unsupported("XPS documents are shown only by the thumbnail inside, and this one has none.")
    }

    /// The first picture, by the order of page numbers in their names.
    private func comic(for wish: PictureWish) throws(Failure) -> DecodedPicture {
        let pages = archive.entries.indices.filter { index in
            let path = archive.entries[index].path
            return Self.isPicture(path) && !path.hasPrefix("__MACOSX/") && !Self.name(path).hasPrefix(".")
        }
        guard !pages.isEmpty else { throw .withoutPicture("The archive holds no picture.") }
        let sorted = pages.sorted { NaturalOrder.precedes(archive.entries[$0].path, archive.entries[$1].path) }
        let first = min(wish.page, sorted.count) - 1
        var failure: Failure?
        for index in sorted[first...].prefix(Self.attemptLimit) {
            do throws(Failure) {
                let bytes = try archive.bytes(ofEntryAt: index, atMost: Self.pictureLimit)
                if let picture = try decode(bytes, for: wish) { return picture }
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? .withoutPicture("The archive holds no picture.")
    }

    // MARK: Entries

    /// The picture at `path`; `nil` when there is none.
    private func preview(_ path: String, for wish: PictureWish) throws(Failure) -> DecodedPicture? {
        guard let bytes = try archive.bytes(of: path, atMost: Self.pictureLimit) else { return nil }
        return try decode(bytes, for: wish)
    }

    private func decode(_ bytes: Data, for wish: PictureWish) throws(Failure) -> DecodedPicture? {
        var wish = wish
        wish.page = 1
        return try PictureFile(inside: ArraySlice(bytes))?.decode(for: wish)
    }

    private func text(of path: String) throws(Failure) -> ArraySlice<UInt8>? {
        try archive.bytes(of: path, atMost: Self.textLimit).map { ArraySlice($0) }
    }

    private static func isPicture(_ path: String) -> Bool {
        let suffixes = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".jxl", ".heic", ".tif", ".tiff", ".svg"]
        let path = path.lowercased()
        return suffixes.contains { path.hasSuffix($0) }
    }

    private static func name(_ path: String) -> Substring {
        path.split(separator: "/").last ?? ""
    }
}
