// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit

/// What a compound file is, by what lies in its root storage.
enum CompoundKind {
    /// Finds out what `source` is.
    ///
    /// - Throws: ``Failure``: `encryptedMedia`, `unsupportedMedia`, `damagedMedia`.
    static func identify(_ source: borrowing ByteSource) throws(Failure) -> DocumentFormat {
        guard let file = CompoundFile(of: source) else { throw .damaged("compound file without a directory") }
        // A document of the newer formats that was encrypted ([MS-OFFCRYPTO] 2.3.2).
        if file.entry("EncryptedPackage") != nil || file.entry("EncryptionInfo") != nil {
            throw .encrypted("EncryptedPackage")
        }
        if let stream = file.entry("WordDocument") {
            let base = file.bytes(of: stream, in: source, atMost: 12)
            // FibBase.fEncrypted ([MS-DOC] 2.5.2).
            guard base.littleEndian16(at: 10) & 0x0100 == 0 else { throw .encrypted("fEncrypted") }
            return DocumentFormat("doc")
        }
        if let stream = file.entry("Workbook") ?? file.entry("Book") {
            guard !isEncryptedWorkbook(file.bytes(of: stream, in: source, atMost: 4096)) else {
                throw .encrypted("FilePass")
            }
            return DocumentFormat("xls")
        }
        // The second storage is that of a file for PowerPoint 95 and 97 at once.
        if file.entry("PowerPoint Document") != nil || file.entry("PP97_DUALSTORAGE") != nil {
            let user = file.entry("Current User").map { file.bytes(of: $0, in: source, atMost: 16) } ?? []
            // CurrentUserAtom.headerToken ([MS-PPT] 2.3.2).
            guard user.littleEndian32(at: 12) != 0xF3D1_C4DF else { throw .encrypted("headerToken") }
            return DocumentFormat("ppt")
        }
        for (stream, suffix) in [
            ("VisioDocument", "vsd"), ("Quill", "pub"), ("PerfectOffice_MAIN", "wpd"), ("MatOST", "wps"),
        ] where file.entry(stream) != nil {
            return DocumentFormat(suffix)
        }
        throw .unsupported("compound file: \(file.entries.prefix(8).map(\.name).joined(separator: ", "))")
    }

    /// Whether a record FilePass stands among the first ones ([MS-XLS] 2.4.117).
    private static func isEncryptedWorkbook(_ stream: [UInt8]) -> Bool {
        var position = 0
        for _ in 0..<16 where position + 4 <= stream.count {
            if stream.littleEndian16(at: position) == 0x002F { return true }
            position += 4 + stream.littleEndian16(at: position + 2)
        }
        return false
    }
}
