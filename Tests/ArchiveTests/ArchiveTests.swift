// SPDX-License-Identifier: Apache-2.0

import Archives
import FoundationEssentials
import Glibc
import Model
import RenderKit
import TestSupport
import Testing

@Suite("Archives")
struct ArchiveTests {
    private static func open(_ source: borrowing ByteSource, entries: Int = 10_000, bytes: Int64 = 512 << 20)
        throws(Failure) -> Archive
    {
        try Archive(opening: source, entryLimit: entries, byteLimit: bytes)
    }

    /// The archive that `script` makes.
    private static func source(_ script: String) throws -> ByteSource {
        let maker = try ArchiveMaker()
        let file = Glibc.open(try maker.make(script), O_RDONLY | O_CLOEXEC)
        guard let source = ByteSource(owning: file) else {
            throw Failure(.permanent, .internalError, "No archive was made.")
        }
        return source
    }

    private static func opened(_ script: String, entries: Int = 10_000, bytes: Int64 = 512 << 20) throws -> Archive {
        let source = try source(script)
        return try open(source, entries: entries, bytes: bytes)
    }

    /// Why the archive that `script` makes is not opened.
    private static func refusal(_ script: String, entries: Int = 10_000, bytes: Int64 = 512 << 20) throws
        -> Failure.Code?
    {
        let source = try source(script)
        do throws(Failure) {
            _ = try open(source, entries: entries, bytes: bytes)
            return nil
        } catch {
            return error.code
        }
    }

    /// Why `path` cannot be read.
    private static func refusal(of path: String, in archive: borrowing Archive, atMost limit: Int = 1 << 30)
        -> Failure.Code?
    {
        do throws(Failure) {
            _ = try archive.bytes(of: path, atMost: limit)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "list and unpack what is in them, whatever their format",
        arguments: [
            "with zipfile.ZipFile(path, 'w', STORED) as z: z.writestr('a/b.txt', 'x' * 70000); z.writestr('c', 'see')",
            "with zipfile.ZipFile(path, 'w', DEFLATED) as z: z.writestr('a/b.txt', 'x' * 70000); z.writestr('c', 'see')",
            """
            with zipfile.ZipFile(path, 'w', DEFLATED) as z:
                with z.open('a/b.txt', 'w', force_zip64=True) as f: f.write(b'x' * 70000)
                z.writestr('c', 'see')
            """,
            """
            class Pipe(io.RawIOBase):
                def __init__(self): self.file = open(path, 'wb')
                def writable(self): return True
                def write(self, data): return self.file.write(data)
                def flush(self): self.file.flush()
            with zipfile.ZipFile(Pipe(), 'w', DEFLATED) as z: z.writestr('a/b.txt', 'x' * 70000); z.writestr('c', 'see')
            """,
            "written('7zip', None, [('a/b.txt', b'x' * 70000), ('c', b'see')])",
            "written('7zip', 'compression=deflate', [('a/b.txt', b'x' * 70000), ('c', b'see')])",
            "written('pax', None, [('a/b.txt', b'x' * 70000), ('c', b'see')])",
            "written('gnutar', None, [('a/b.txt', b'x' * 70000), ('c', b'see')])",
        ]
    )
    func formats(_ script: String) throws {
        let archive = try Self.opened(script)
        #expect(archive.entries.map(\.path) == ["a/b.txt", "c"])
        #expect(archive.entries.map(\.size) == [70000, 3])
        #expect(archive.entries.allSatisfy { !$0.isEncrypted })
        #expect(try archive.bytes(of: "c", atMost: 100) == Data("see".utf8))
        #expect(try archive.bytes(of: "a/b.txt", atMost: 70000) == Data(repeating: UInt8(ascii: "x"), count: 70000))
        #expect(try archive.bytes(ofEntryAt: 1, atMost: 3) == Data("see".utf8))
        #expect(try archive.bytes(of: "b.txt", atMost: 100) == nil)
    }

    @Test("show how their entries begin, past those that are broken")
    func beginnings() throws {
        /// Archives of ten entries, the first so many of which cannot be unpacked.
        func shown(_ broken: Int) throws -> [String: Data] {
            let archive = try Self.opened(
                """
                with zipfile.ZipFile(path, 'w', DEFLATED) as z:
                    for number in range(10): z.writestr(str(number), bytes([65 + number]) * 100000)
                    places = [z.getinfo(str(number)).header_offset + 31 for number in range(\(broken))]
                data = bytearray(open(path, 'rb').read())
                for place in places: data[place:place + 60] = bytes([0xFF]) * 60
                open(path, 'wb').write(data)
                """
            )
            var shown: [String: Data] = [:]
            try archive.eachBeginning(of: 70_000, where: { $0 != "8" }) { path, bytes in shown[path] = bytes }
            return shown
        }
        for broken in [0, 3, 7] {
            let expected = (broken..<10).filter { $0 != 8 }
            let bytes = expected.map { ("\($0)", Data(repeating: UInt8(65 + $0), count: 70_000)) }
            #expect(try shown(broken) == Dictionary(uniqueKeysWithValues: bytes))
        }
        #expect(throws: Failure.self) { try shown(8) }
    }

    @Test("know names of any script, and tell two spellings of one letter apart")
    func names() throws {
        let archive = try Self.opened(
            "with zipfile.ZipFile(path, 'w') as z: z.writestr('封面.jpg', '1'); z.writestr('e\\u0301', '2')"
        )
        #expect(archive.entries.first?.path == "封面.jpg")
        #expect(try archive.bytes(of: "封面.jpg", atMost: 9) == Data("1".utf8))
        let other = archive.entries[1].path.unicodeScalars.count == 1 ? "e\u{301}" : "\u{E9}"
        #expect(other == archive.entries[1].path)
        #expect(try archive.bytes(of: other, atMost: 9) == nil)
    }

    @Test("hand on names that would climb out of a folder as they are, for nothing is ever written")
    func climbing() throws {
        let archive = try Self.opened(
            "with zipfile.ZipFile(path, 'w') as z: z.writestr('../../etc/x', '1'); z.writestr('/root/y', '2')"
        )
        #expect(archive.entries.map(\.path) == ["../../etc/x", "/root/y"])
        #expect(try archive.bytes(of: "../../etc/x", atMost: 9) == Data("1".utf8))
    }

    @Test("are refused above the limit of entries")
    func manyEntries() throws {
        let script = """
            with zipfile.ZipFile(path, 'w') as z:
                for i in range(10001): z.writestr(f'{i}', '')
            """
        #expect(try Self.refusal(script) == .limitExceeded)
        #expect(try Self.refusal(script, entries: 10_001) == nil)
    }

    @Test("are refused above the limit of claimed bytes")
    func manyBytes() throws {
        let script = """
            with zipfile.ZipFile(path, 'w', DEFLATED) as z:
                for i in range(4): z.writestr(f'{i}', b'\\0' * 1_000_000)
            """
        #expect(try Self.refusal(script, bytes: 3_999_999) == .limitExceeded)
        let archive = try Self.opened(script, bytes: 4_000_000)
        #expect(Self.refusal(of: "3", in: archive, atMost: 999_999) == .limitExceeded)
    }

    @Test("are not refused for what is stored as it is, which takes no more room unpacked")
    func storedBytes() throws {
        // Zeros are left out of the file, which then takes no room on the disk.
        let script = """
            class Sparse(io.FileIO):
                def write(self, data):
                    if len(data) < 1 << 20: return super().write(data)
                    self.seek(len(data), 1)
                    return len(data)
            zeros = bytes(1 << 20)
            with zipfile.ZipFile(Sparse(path, 'w+'), 'w', STORED) as z:
                with z.open('ppt/media/1.mp4', 'w') as f:
                    for i in range(530): f.write(zeros)
                z.writestr('[Content_Types].xml', 'type')

            """
        let archive = try Self.opened(script)
        #expect(archive.entries.map(\.size) == [530 << 20, 4])
        #expect(try archive.bytes(of: "[Content_Types].xml", atMost: 100) == Data("type".utf8))
        // One entry is not unpacked beyond the limit all the same.
        #expect(Self.refusal(of: "ppt/media/1.mp4", in: archive) == .limitExceeded)
    }

    /// Sizes in a ZIP are what its author wrote there, in two places.
    @Test("are not believed: an entry that is larger than it claims is stopped", arguments: [1, 1_000_000])
    func lyingSizes(claimed: Int) throws {
        let archive = try Self.opened(
            """
            with zipfile.ZipFile(path, 'w', DEFLATED) as z: z.writestr('bomb', b'\\0' * 50_000_000)
            data = open(path, 'rb').read().replace(struct.pack('<I', 50_000_000), struct.pack('<I', \(claimed)))
            open(path, 'wb').write(data)
            """
        )
        #expect(archive.entries.map(\.size) == [Int64(claimed)])
        let code = Self.refusal(of: "bomb", in: archive, atMost: 2_000_000)
        #expect(code == .limitExceeded || code == .damagedMedia)
    }

    @Test(
        "say which entries are encrypted, and that those cannot be read",
        arguments: ["zip:encryption=zipcrypt", "zip:encryption=aes256"]
    )
    func encrypted(_ options: String) throws {
        let archive = try Self.opened("written('zip', '\(options)', [('a', b'secret text')])")
        #expect(archive.entries.map(\.isEncrypted) == [true])
        #expect(Self.refusal(of: "a", in: archive) == .encryptedMedia)
    }

    @Test("are damaged where their end is missing")
    func truncated() throws {
        for format in ["zip", "7zip", "pax"] {
            let code = try Self.refusal(
                """
                written('\(format)', None, [('a', bytes(range(256)) * 100), ('b', b'2' * 1000)])
                data = open(path, 'rb').read()
                open(path, 'wb').write(data[:len(data) // 2])
                """
            )
            #expect(code == .damagedMedia, "\(format)")
        }
    }

    @Test("are damaged where a checksum does not hold")
    func wrongChecksum() throws {
        let archive = try Self.opened(
            """
            with zipfile.ZipFile(path, 'w', STORED) as z: z.writestr('a', 'right' * 100)
            data = open(path, 'rb').read().replace(b'rightright', b'wrongwrong', 1)
            open(path, 'wb').write(data)
            """
        )
        #expect(Self.refusal(of: "a", in: archive) == .damagedMedia)
    }

    @Test(
        "are nothing else",
        arguments: [
            "open(path, 'wb').write(b'')",
            "open(path, 'wb').write(b'Hello, this is a text of no interest. ' * 100)",
            "open(path, 'wb').write(bytes.fromhex('1f8b0800000000000003') + bytes(100))",
        ]
    )
    func noArchive(_ script: String) throws {
        #expect(try Self.refusal(script) == .unsupportedMedia)
    }
}
