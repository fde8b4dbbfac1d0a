// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import RenderKit
import RenderProtocol

/// The document in the job's working directory, under a name of ours: LibreOffice opens by path.
struct WorkFile {
    let format: DocumentFormat
    /// An absolute path.
    let path: String
    /// The fonts that the document names.
    let fonts: [String]

    /// Writes what LibreOffice shall open to print `page`, counted from 1, into the working directory.
    init(
        of format: DocumentFormat,
        from source: borrowing ByteSource,
        page: Int,
        within limits: RenderLimits
    ) throws(Failure) {
        let folder = FileManager.default.currentDirectoryPath
        switch format.treatment {
        case .asIs:
            self.format = format
            path = "\(folder)/document.\(format.name)"
            fonts = FontNames.named(in: source, format.name, within: limits)
            try Self.copy(source, to: path)
        case .text:
            let limit = TextDocument.byteLimit(page: page)
            let bytes = source.bytes(at: 0, count: limit)
            let text = TextDocument(bytes, isCut: source.size > Int64(limit), page: page)
            self.format = DocumentFormat(text.name, treatment: .text)
            path = "\(folder)/document.\(text.suffix)"
            fonts = []
            do {
                try Data(text.contents.utf8).write(to: URL(filePath: path))
            } catch {
                throw .internal("write: \(error)")
            }
        }
    }

    private static func copy(_ source: borrowing ByteSource, to path: String) throws(Failure) {
        guard source.size <= Int64(OfficeEngine.needs.fileBytes) else { throw .tooLarge(OfficeEngine.needs.fileBytes) }
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .internal("open: errno \(errno)") }
        defer { close(file) }
        var offset: Int64 = 0
        while offset < source.size {
            let bytes = source.bytes(at: offset, count: 1 << 20)
            guard !bytes.isEmpty, unsafe write(file, bytes, bytes.count) == bytes.count else {
                throw .internal("write: errno \(errno)")
            }
            offset += Int64(bytes.count)
        }
    }
}
