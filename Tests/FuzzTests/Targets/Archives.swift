// SPDX-License-Identifier: Apache-2.0

@testable import Archives
import Model
@testable import OfficeEngine
import RenderProtocol
import TestSupport

extension FuzzTarget {
    /// Files of files.
    static let archives = [archive, zipDirectory, compound]

    private static let entryLimit = 64
    private static let byteLimit: Int64 = 1 << 18

    /// The list of an archive, and what is in it, within limits.
    private static let archive = FuzzTarget(
        "archive",
        rounds: 1500,
        readsFiles: true,
        seeds: [zip(parts), zip([]), gzip, tar]
    ) { bytes in
        withSource(bytes) { source in
            if let contents = try? GzipFile.contents(of: source, atMost: 1000, ratio: 200) {
                promise(contents.count <= 1000, "\(contents.count) bytes of gzip")
            }
            guard let archive = try? Archive(opening: source, entryLimit: entryLimit, byteLimit: byteLimit) else {
                return
            }
            promise(archive.entries.count <= entryLimit, "\(archive.entries.count) entries")
            let sizes = archive.entries.map { $0.size ?? 0 }
            promise(sizes.allSatisfy { $0 >= 0 }, "\(sizes)")
            promise(sizes.reduce(0, +) <= max(byteLimit, 2 * Int64(bytes.count)), "\(sizes)")
            for index in archive.entries.indices.prefix(4) {
                let contents = try? archive.bytes(ofEntryAt: index, atMost: 100)
                promise(contents?.count ?? 0 <= 100, "an entry beyond its limit")
            }
        }
    }

    /// The look at a ZIP before LibreOffice has it.
    private static let zipDirectory = FuzzTarget(
        "zip-directory",
        rounds: 2500,
        readsFiles: true,
        seeds: [
            zip(parts), zip([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<a/>")]),
            zip([]),
        ]
    ) { bytes in
        withSource(bytes) { source in
            if let directory = try? ZIPDirectory(of: source, entryLimit: entryLimit) {
                promise(directory.parts.count <= bytes.count / 46, "\(directory.parts.count) entries")
                let packed = directory.parts.map(\.packedSize)
                promise(packed.allSatisfy { 0...Int64(bytes.count) ~= $0 }, "\(packed)")
                // They do not overlap.
                promise(packed.reduce(0, +) <= bytes.count, "\(packed)")
            }
            let limits = RenderLimits(archiveEntries: entryLimit, archiveBytes: byteLimit)
            if case .elsewhere(let kind)? = try? ZIPKind.identify(source, within: limits) {
                promise(kind == .image, "a ZIP that goes to \(kind)")
            }
        }
    }

    /// The directory of a compound file.
    private static let compound = FuzzTarget(
        "compound-file",
        rounds: 1000,
        readsFiles: true,
        seeds: ["WordDocument", "Workbook", "PowerPoint Document"].map { name in
            [UInt8](CompoundMaker.file(stream: (name, [0xEC, 0xA5, 0x2F, 0, 4]), embedded: ("Current User", [1])))
        }
    ) { bytes in
        withSource(bytes) { source in
            _ = try? CompoundKind.identify(source)
            guard let file = CompoundFile(of: source) else { return }
            for entry in file.entries.prefix(8) {
                promise(file.bytes(of: entry, in: source, atMost: 600).count <= 600, "a stream beyond its limit")
            }
        }
    }

    private static let parts = [
        ("[Content_Types].xml", "<Types>wordprocessingml.document.main</Types>"),
        ("word/document.xml", "<w:document/>"),
        ("word/media/image1.jpeg", "\u{1}\u{2}"),
    ]

    /// A ZIP whose entries are stored as they are (APPNOTE 6.3.10).
    private static func zip(_ entries: [(name: String, text: String)]) -> [UInt8] {
        var (file, directory): ([UInt8], [UInt8]) = ([], [])
        for (name, text) in entries {
            let (name, data) = (Array(name.utf8), Array(text.utf8))
            let sizes = [cyclicCheck(data), UInt32(data.count), UInt32(data.count)].flatMap(\.littleEndianBytes)
            let common: [UInt8] = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + sizes
            let lengths = UInt16(name.count).littleEndianBytes + [0, 0]
            let start = UInt32(file.count).littleEndianBytes
            file += [0x50, 0x4B, 3, 4] + common + lengths + name + data
            directory += [0x50, 0x4B, 1, 2, 20, 0] + common + lengths + [UInt8](repeating: 0, count: 10) + start + name
        }
        let count = UInt16(entries.count).littleEndianBytes
        let place = UInt32(directory.count).littleEndianBytes + UInt32(file.count).littleEndianBytes
        return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count + place + [0, 0]
    }

    /// A stored block of DEFLATE in gzip's frame (RFC 1952).
    private static let gzip: [UInt8] = {
        let text = Array("<svg/>".utf8)
        let block: [UInt8] = [1] + UInt16(text.count).littleEndianBytes + (~UInt16(text.count)).littleEndianBytes + text
        let end = cyclicCheck(text).littleEndianBytes + UInt32(text.count).littleEndianBytes
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + block + end
    }()

    /// One file in a TAR (POSIX.1-1988, ustar).
    private static let tar: [UInt8] = {
        func field(_ text: String, _ count: Int) -> [UInt8] {
            Array(text.utf8) + [UInt8](repeating: 0, count: count - text.utf8.count)
        }
        var head =
            field("cover.jpg", 100) + field("0000644", 8) + field("0", 8) + field("0", 8) + field("00000000003", 12)
        head += field("0", 12) + field("        ", 8) + field("0", 101) + field("ustar", 6) + field("00", 249)
        let sum = String(head.reduce(0) { $0 + Int($1) }, radix: 8)
        head.replaceSubrange(148..<156, with: field(String(repeating: "0", count: 6 - sum.count) + sum, 7) + [0x20])
        return head + field("abc", 512) + [UInt8](repeating: 0, count: 1024)
    }()
}
