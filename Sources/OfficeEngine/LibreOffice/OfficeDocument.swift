// SPDX-License-Identifier: Apache-2.0

import CLibreOfficeKit
import FoundationEssentials
import Glibc
import Model

/// A document that LibreOffice has open.
@safe
struct OfficeDocument: ~Copyable {
    /// What kind of program it belongs to (LibreOfficeKitEnums.h, which is C++).
    enum Kind: CInt {
        case text = 0
        case spreadsheet = 1
        case presentation = 2
        case drawing = 3
        case other = 4
    }

    private let pointer: UnsafeMutablePointer<LibreOfficeKitDocument>

    /// Opens the file at `path`, an absolute one.
    ///
    /// Nothing asks: a document that needs a password fails.
    ///
    /// - Throws: ``Failure``: `damagedMedia`, with LibreOffice's own words as evidence.
    init(opening path: String, in loop: OfficeLoop) throws(Failure) {
        guard let kit = unsafe loop.kit else { throw .internal("LibreOffice was not started") }
        let functions = unsafe kit.pointee.pClass.pointee
        let opened = unsafe functions.documentLoadWithOptions(kit, "file://\(path)", "Batch=true")
        guard let opened = unsafe opened else {
            let reason = unsafe functions.getError(kit)
            defer { unsafe functions.freeError(reason) }
            throw .damaged(unsafe reason.map { unsafe String(cString: $0) } ?? "no document, no reason")
        }
        unsafe pointer = opened
    }

    deinit {
        unsafe pointer.pointee.pClass.pointee.destroy(pointer)
    }

    /// Lets go of the document without closing it, where the process is about to end.
    consuming func abandon() {
        discard self
    }

    var kind: Kind {
        unsafe Kind(rawValue: pointer.pointee.pClass.pointee.getDocumentType(pointer)) ?? .other
    }

    /// Pages of a text, as far as they are laid out; slides, or sheets.
    var parts: Int {
        unsafe max(0, Int(pointer.pointee.pClass.pointee.getParts(pointer)))
    }

    /// Writes the document itself, in the format of `suffix`, to `path`.
    ///
    /// - Returns: Whether a file came out.
    func save(as suffix: String, to path: String) -> Bool {
        unsafe unlink(path)
        _ = unsafe pointer.pointee.pClass.pointee.saveAs(pointer, "file://\(path)", suffix, nil)
        return Self.hasContents(path)
    }

    /// What a PDF that is only painted goes without: pictures decoded, made smaller and encoded again, when they could be
    /// passed on as they are; the structure of the text; an outline.
    private static let exportSettings = ["ReduceImageResolution", "UseTaggedPDF", "ExportBookmarks"]

    /// Writes pages, as a printer would get them, into a PDF at `path`.
    ///
    /// - Parameter range: The pages, from 1, as the print dialog takes them: `3`, `2-`.
    /// - Returns: Whether a file came out; LibreOffice tells success also where none did.
    func export(_ range: String, to path: String) -> Bool {
        unsafe unlink(path)
        let settings = [("PageRange", "string", range)] + Self.exportSettings.map { ($0, "boolean", "false") }
        let options = settings.map { "\"\($0)\":{\"type\":\"\($1)\",\"value\":\"\($2)\"}" }
        _ = unsafe pointer.pointee.pClass.pointee.saveAs(
            pointer,
            "file://\(path)",
            "pdf",
            "{\(options.joined(separator: ","))}"
        )
        return Self.hasContents(path)
    }

    private static func hasContents(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_size > 0
    }
}
