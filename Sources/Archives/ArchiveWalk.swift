// SPDX-License-Identifier: Apache-2.0

import CArchive
import FoundationEssentials
import Model

/// An owned `struct archive` for reading, freed when the value ends.
@safe
struct ArchiveHandle: ~Copyable {
    let pointer: OpaquePointer

    init() throws(Failure) {
        guard let made = unsafe archive_read_new() else { throw .unreadable("archive_read_new") }
        unsafe pointer = made
    }

    deinit {
        unsafe archive_read_free(pointer)
    }

    /// Why the last call did not work.
    func failure(_ source: ArchiveSource) -> Failure {
        let text = unsafe archive_error_string(pointer).map { unsafe String(cString: $0) } ?? "libarchive"
        guard unsafe archive_format(pointer) != 0 else {
            return source.isUnfinishedZIP ? .damaged(text) : .noArchive(text)
        }
        return unsafe archive_read_has_encrypted_entries(pointer) > 0 ? .encrypted : .damaged(text)
    }
}

/// One pass over the entries of an archive.
@safe
struct ArchiveWalk: ~Copyable {
    private let handle: ArchiveHandle
    /// Kept for the callbacks.
    private let source: ArchiveSource

    /// What a pass takes a file for.
    enum Kind {
        /// An archive of any format that files of tenants come in, without a filter around it: some start programs.
        case archive
        /// One file, compressed by gzip.
        case gzip
    }

    /// Opens `source`, which no other pass may use meanwhile.
    init(_ source: ArchiveSource, as kind: Kind = .archive) throws(Failure) {
        let handle = try ArchiveHandle()
        let archive = unsafe handle.pointer
        source.rewind()
        switch kind {
        case .archive:
            unsafe archive_read_support_format_zip_seekable(archive)
            unsafe archive_read_support_format_7zip(archive)
            unsafe archive_read_support_format_rar(archive)
            unsafe archive_read_support_format_rar5(archive)
            unsafe archive_read_support_format_tar(archive)
        case .gzip:
            unsafe archive_read_support_filter_gzip(archive)
            unsafe archive_read_support_format_raw(archive)
        }
        unsafe archive_read_set_callback_data(archive, Unmanaged.passUnretained(source).toOpaque())
        unsafe archive_read_set_read_callback(archive) { unsafe read($0, $1, $2) }
        unsafe archive_read_set_skip_callback(archive) { unsafe skip($0, $1, $2) }
        unsafe archive_read_set_seek_callback(archive) { unsafe seek($0, $1, $2, $3) }
        let status = NameEncoding.utf8 { unsafe archive_read_open1(archive) }
        guard status >= ARCHIVE_WARN else { throw handle.failure(source) }
        self.handle = handle
        self.source = source
    }

    /// Goes to the next entry; `nil` past the last one.
    func next() throws(Failure) -> Archive.Entry? {
        var entry: OpaquePointer?
        let status = NameEncoding.utf8 { unsafe archive_read_next_header(handle.pointer, &entry) }
        if status == ARCHIVE_EOF { return nil }
        // A warning is about a name that has no meaning in any encoding: the entry is there all the same.
        guard status >= ARCHIVE_WARN, let entry = unsafe entry else { throw handle.failure(source) }
        let path = unsafe archive_entry_pathname(entry)
        let size = unsafe archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : nil
        return Archive.Entry(
            path: unsafe path.map { unsafe String(cString: $0) } ?? "",
            size: size.map { max(0, $0) },
            isEncrypted: unsafe archive_entry_is_encrypted(entry) != 0
        )
    }

    /// Unpacks the entry that ``next()`` went to.
    func contents(atMost limit: Int) throws(Failure) -> Data {
        var contents = Data()
        while let block = try nextBlock() {
            // Holes of sparse files count as well.
            let gap = block.offset - Int64(contents.count)
            guard gap >= 0 else { throw .damaged("data that goes back") }
            guard gap <= limit - contents.count, block.bytes.count <= limit - contents.count - Int(gap) else {
                throw .tooManyBytes(Int64(limit))
            }
            contents.append(contentsOf: repeatElement(0, count: Int(gap)))
            contents += block.bytes
        }
        return contents
    }

    /// Unpacks up to `count` bytes of the beginning of the entry that ``next()`` went to, up to the first hole.
    func beginning(_ count: Int) throws(Failure) -> Data {
        var beginning = Data()
        while beginning.count < count, let block = try nextBlock(), block.offset == Int64(beginning.count) {
            beginning += block.bytes.prefix(count - beginning.count)
        }
        return beginning
    }

    /// Some bytes of the entry, and where in it they belong; `nil` at its end.
    private func nextBlock() throws(Failure) -> (offset: Int64, bytes: Data)? {
        var block: UnsafeRawPointer?
        var (count, offset) = (0, Int64(0))
        let status = unsafe archive_read_data_block(handle.pointer, &block, &count, &offset)
        if status == ARCHIVE_EOF { return nil }
        guard status == ARCHIVE_OK else { throw handle.failure(source) }
        guard count > 0, let block = unsafe block else { return (offset, Data()) }
        return (offset, unsafe Data(bytes: block, count: count))
    }
}

// MARK: Callbacks

@unsafe
private func source(_ context: UnsafeMutableRawPointer?) -> ArchiveSource? {
    unsafe context.map { unsafe Unmanaged<ArchiveSource>.fromOpaque($0).takeUnretainedValue() }
}

@unsafe
private func read(
    _ archive: OpaquePointer?,
    _ context: UnsafeMutableRawPointer?,
    _ block: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> Int {
    guard let bytes = unsafe source(context)?.read() else { return Int(ARCHIVE_FATAL) }
    unsafe block?.pointee = bytes.baseAddress
    return bytes.count
}

@unsafe
private func skip(_ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ count: Int64) -> Int64 {
    unsafe source(context)?.skip(count) ?? 0
}

@unsafe
private func seek(
    _ archive: OpaquePointer?,
    _ context: UnsafeMutableRawPointer?,
    _ offset: Int64,
    _ whence: CInt
) -> Int64 {
    unsafe source(context)?.seek(offset, whence) ?? Int64(ARCHIVE_FATAL)
}
