// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import NIOCore
import NIOPosix
import RenderProtocol

/// A ranged source as its renders see it: read ahead, kept for a while, and held to its limit.
actor SourceWindow {
    /// Bytes in the source.
    let size: Int64

    private let source: any RangedSource
    private let limits: RenderLimits
    private var cache = RangeCache()
    private var ahead = ReadAhead()
    private var copy: LocalCopy?

    /// A file of this machine, closed with the value.
    private final class LocalCopy: Sendable {
        let descriptor: Descriptor

        init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
    }

    init(_ source: any RangedSource, within limits: RenderLimits) {
        size = source.size
        self.source = source
        self.limits = limits
    }

    /// What was fetched so far.
    nonisolated var use: SourceUse { source.use }

    /// The bytes of `range`, which lies within ``size``, in pieces.
    func bytes(in range: Range<Int64>) async throws(Failure) -> [ByteBuffer] {
        var pieces: [ByteBuffer] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let missing = position..<range.upperBound
            let piece: ByteBuffer
            if let kept = cache.bytes(in: missing) {
                piece = kept
            } else {
                piece = try await fetched(missing)
            }
            pieces.append(piece)
            position += Int64(piece.readableBytes)
        }
        return pieces
    }

    /// Fetches the first bytes of `missing`, and what may be wanted next.
    private func fetched(_ missing: Range<Int64>) async throws(Failure) -> ByteBuffer {
        let missing = missing.lowerBound..<(cache.firstStart(in: missing) ?? missing.upperBound)
        let end = cache.firstStart(in: missing.upperBound..<max(missing.upperBound, size)) ?? size
        let allowed = missing.lowerBound + max(0, limits.fetchBytes - source.use.bytes)
        guard missing.upperBound <= allowed else { throw Self.tooMuch(limits) }
        let range = ahead.range(for: missing, before: min(end, allowed))
        let bytes = try await source.read(range)
        cache.keep(bytes, at: range.lowerBound)
        return bytes.getSlice(at: bytes.readerIndex, length: missing.count) ?? bytes
    }

    /// The whole source in a file of this machine that has no name, for renderers that read all of it.
    ///
    /// It is fetched once, however often this is called.
    ///
    /// - Parameter folder: Where the file is made; made itself where it is missing.
    func file(in folder: String) async throws(Failure) -> Descriptor {
        if let copy { return try Self.duplicate(copy) }
        guard size <= limits.fetchBytes else { throw Self.tooMuch(limits) }
        let copy = LocalCopy(try Self.unnamedFile(in: folder))
        var position: Int64 = 0
        while position < size {
            let range = position..<min(size, position + Int64(RangeRequest.countLimit))
            for piece in try await bytes(in: range) {
                try await Self.write(piece, to: copy, at: position)
                position += Int64(piece.readableBytes)
            }
        }
        self.copy = copy
        return try Self.duplicate(copy)
    }

    private static func duplicate(_ copy: LocalCopy) throws(Failure) -> Descriptor {
        do throws(SocketError) {
            return try copy.descriptor.duplicated()
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
    }

    private static func unnamedFile(in folder: String) throws(Failure) -> Descriptor {
        try? FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let path = "\(folder)/source-\(UInt64.random(in: 0...UInt64.max))"
        let number = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard number >= 0 else { throw JobOutcome.unavailable("\(path): errno \(errno)") }
        unsafe unlink(path)
        return Descriptor(owning: number)
    }

    private static func write(_ bytes: ByteBuffer, to copy: LocalCopy, at offset: Int64) async throws(Failure) {
        do {
            try await NIOThreadPool.singleton.runIfActive {
                try unsafe bytes.withUnsafeReadableBytes { buffer in
                    var written = 0
                    while written < buffer.count {
                        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                        let place = off_t(offset) + off_t(written)
                        let count = unsafe pwrite(copy.descriptor.number, rest.baseAddress, rest.count, place)
                        guard count > 0 || errno == EINTR else { throw SocketError("pwrite", code: errno) }
                        written += max(0, count)
                    }
                }
            }
        } catch let error as SocketError where error.code == ENOSPC || error.code == EDQUOT {
            throw Failure(.transient, .storageFull, "There is no room for the source.", evidence: "\(error)")
        } catch {
            throw JobOutcome.unavailable("\(error)")
        }
    }

    private static func tooMuch(_ limits: RenderLimits) -> Failure {
        .exceeding(
            .sourceBytes,
            "Rendering takes more than the \(limits.fetchBytes) bytes that may be fetched of a source"
        )
    }
}
