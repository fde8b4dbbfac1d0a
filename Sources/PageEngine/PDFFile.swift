// SPDX-License-Identifier: Apache-2.0

import CPDFium
import RenderKit

/// The file of an open document, as PDFium asks for it.
///
/// It keeps in mind which blocks those were: PDFium does not tell where in the file the data of an object lie.
@safe
final class PDFFile {
    /// What is smaller is the file's structure, or not worth a short cut.
    private static let blockSize = 4096
    private static let blockLimit = 4096

    private let file: MappedBytes
    /// The places of the large blocks that were read; `nil` when there were too many.
    private var blocks: [Range<Int>]? = []

    init(_ file: consuming MappedBytes) {
        self.file = file
    }

    /// The bytes, for as long as this value lives.
    @unsafe var bytes: UnsafeRawBufferPointer { unsafe file.bytes }

    /// Opens the document, which this value must outlive.
    ///
    /// - Returns: `nil` when it cannot be opened; `FPDF_GetLastError` tells why.
    @unsafe
    func open() -> FPDF_DOCUMENT? {
        var access = unsafe FPDF_FILEACCESS(
            m_FileLen: CUnsignedLong(bytes.count),
            m_GetBlock: { file, position, buffer, size in
                guard let file = unsafe file, let buffer = unsafe buffer else { return 0 }
                let me = unsafe Unmanaged<PDFFile>.fromOpaque(file).takeUnretainedValue()
                let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(size))
                return unsafe me.read(Int(position), into: room) ? 1 : 0
            },
            m_Param: Unmanaged.passUnretained(self).toOpaque()
        )
        return unsafe FPDF_LoadCustomDocument(&access, nil)
    }

    @unsafe
    private func read(_ start: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let size = unsafe bytes.count
        guard start >= 0, start <= size, buffer.count <= size - start else { return false }
        let range = start..<start + buffer.count
        let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
        unsafe buffer.copyMemory(from: part)
        if range.count >= Self.blockSize {
            blocks?.append(range)
            if let count = blocks?.count, count > Self.blockLimit { blocks = nil }
        }
        return true
    }

    /// The place of the one block of `size` bytes that was read; `nil` where there are several, or none.
    func onlyBlock(of size: Int) -> Range<Int>? {
        let found = Set((blocks ?? []).filter { $0.count == size })
        return found.count == 1 ? found.first : nil
    }
}
