// SPDX-License-Identifier: Apache-2.0

import Archives
import FoundationEssentials
import Glibc
import Model
import RenderKit
import RenderProtocol

/// The file of a job.
struct SourceFile: ~Copyable {
    /// What a file turned out to be.
    enum Content {
        case decoded(DecodedPicture, container: String)
        case elsewhere(RendererKind)
    }

    /// Most bytes of an unpacked SVG.
    private static let drawingLimit = 32 << 20

    private let source: ByteSource

    init(_ source: borrowing ByteSource) throws(Failure) {
        guard let own = source.duplicated() else {
            throw Self.unreadable("dup", errno)
        }
        self.source = own
    }

    /// The picture of the file, or whose file it is.
    func picture(for wish: PictureWish) throws(Failure) -> Content {
        let format = SourceFormat(try read(0, SourceFormat.headSize)[...])
        switch format {
        case .elsewhere(let kind):
            return .elsewhere(kind)
        case .gzip:
            let ratio = wish.limits.archiveRatio
            let drawing = try ArraySlice(GzipFile.contents(of: source, atMost: Self.drawingLimit, ratio: ratio))
            guard SourceFormat(drawing.prefix(SourceFormat.headSize)) == .svg else {
                throw .unsupported("The compressed file is no SVG.")
            }
            return .decoded(try PictureFile(.svg, drawing).decode(for: wish), container: format.name)
        case .archive:
            return try ArchiveCover(source, within: wish.limits).picture(for: wish)
        case .png where source.size <= wish.fileLimit:
            guard let mapped = source.mapped() else { throw Self.unreadable("mmap", errno) }
            return .decoded(try VipsFile.decode(png: mapped, for: wish), container: format.name)
        default:
            let file = PictureFile(format, try read(wish.fileLimit)[...], path: source.path)
            return .decoded(try file.decode(for: wish), container: file.name)
        }
    }

    /// The whole file, up to `limit` bytes.
    private func read(_ limit: Int) throws(Failure) -> [UInt8] {
        guard source.size <= limit else { throw .fileTooLarge(limit) }
        return try read(0, Int(source.size))
    }

    /// Up to `count` bytes at `offset`.
    private func read(_ offset: Int64, _ count: Int) throws(Failure) -> [UInt8] {
        var status = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...]
                )
                status = unsafe source.read(into: rest, at: offset + Int64(initialized))
                guard status > 0 else { break }
                initialized += status
            }
        }
        guard status >= 0 else {
            throw Self.unreadable("read", CInt(-status))
        }
        return bytes
    }

    private static func unreadable(_ function: String, _ error: CInt) -> Failure {
        Failure(.permanent, .internalError, "The file cannot be read.", evidence: "\(function): errno \(error)")
    }
}
