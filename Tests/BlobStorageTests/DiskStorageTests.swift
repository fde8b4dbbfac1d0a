// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import FoundationEssentials
import Glibc
import Model
import NIOCore
import TestSupport
import Testing

@Suite struct DiskStorageTests {
    @Test("behaves as a blob storage", arguments: BlobStorageConformance.Case.allCases)
    func conforms(to test: BlobStorageConformance.Case) async throws {
        let folder = try ScratchFolder()
        try await BlobStorageConformance { try DiskStorage(root: folder.path + "/store") }.run(test)
    }

    @Test("keeps files for its own user alone")
    func modes() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path + "/store")
        let key = try await storage.store([1, 2, 3])
        let writer = try await storage.create()
        try await writer.write(ByteBuffer(repeating: 1, count: 2 << 20))
        let shard = "blobs/\(key.text.prefix(2))"
        for path in ["", "blobs", "staging", shard] {
            #expect(try folder.mode("store/" + path) == S_IFDIR | 0o700, "\(path)")
        }
        for path in ["\(shard)/\(key)", "staging/\(writer.key)"] {
            #expect(try folder.mode("store/" + path) == S_IFREG | 0o600, "\(path)")
        }
        await writer.abandon()
    }

    @Test(
        "refuses a key that is not 32 lower-case hex digits",
        arguments: [
            "", "ab", "../../../../../../../etc/passwd", "../staging/0123456789abcdef01234567",
            "0123456789abcdef0123456789abcde/", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdef0",
            "0123456789abcdef0123456789abcde\0", "0123456789abcdef0123456789abcd..", "٠123456789abcdef0123456789abcd",
        ]
    )
    func hostileKeys(text: String) async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path)
        let key = BlobKey(text)
        let reading = await #expect(throws: Failure.self) { try await storage.load(key, 0..<1) }
        #expect(reading?.code == .internalError)
        await #expect(throws: Failure.self) { try await storage.descriptor(of: key) }
        await #expect(throws: Failure.self) { try await storage.delete([key]) }
    }

    @Test("does not follow a link in the place of a blob")
    func links() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path)
        let key = BlobKey.random()
        #expect(symlink("/etc/passwd", "\(folder.path)/blobs/\(key.text.prefix(2))/\(key)") == 0)
        await #expect(throws: Failure.self) { try await storage.load(key, 0..<1) }
        await #expect(throws: Failure.self) { try await storage.descriptor(of: key) }
        #expect(try await storage.keys(writtenBefore: .distantFuture).isEmpty)
    }

    @Test("follows no link that was planted anywhere below its folder, and changes nothing behind one")
    func plantedFolders() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path + "/store")
        let outside = folder.path + "/outside"
        try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: true)
        let key = try await storage.store([1, 2, 3])
        // The blob's own folder, bytes and all, now lies outside, with a link in its place.
        let shard = "\(folder.path)/store/blobs/\(key.text.prefix(2))"
        #expect(rename(shard, outside + "/shard") == 0)
        #expect(symlink(outside + "/shard", shard) == 0)
        #expect(try Data(contentsOf: URL(filePath: "\(shard)/\(key)")) == Data([1, 2, 3]))
        for failure in [
            await #expect(throws: Failure.self) { try await storage.load(key, 0..<3) },
            await #expect(throws: Failure.self) { try await storage.descriptor(of: key) },
            await #expect(throws: Failure.self) { try await storage.delete([key]) },
            await #expect(throws: Failure.self) { try await storage.keys(writtenBefore: .distantFuture) },
        ] {
            #expect(failure?.code == .internalError)
            #expect(failure?.evidence?.contains("symbolic links") == true)
        }
        // A commit into any folder but that one still works, and one into it leaves nothing outside.
        for _ in 0..<600 { _ = try? await storage.store([4]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside + "/shard") == [key.text])
        // The thread that failed a commit lets go of its file a moment after it has said so.
        let deadline = ContinuousClock.now + .seconds(10)
        while folder.openFiles > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        #expect(folder.openFiles == 0)
    }

    @Test("does not start with a link in the place of one of its folders", arguments: ["blobs", "staging"])
    func plantedRoots(name: String) throws {
        let folder = try ScratchFolder()
        for path in ["/store", "/outside"] {
            try FileManager.default.createDirectory(atPath: folder.path + path, withIntermediateDirectories: true)
        }
        #expect(symlink("../outside", "\(folder.path)/store/\(name)") == 0)
        let failure = #expect(throws: Failure.self) { try DiskStorage(root: folder.path + "/store") }
        #expect(failure?.evidence?.contains("symbolic links") == true)
        #expect(try folder.names("outside").isEmpty)
    }

    @Test("lies wherever the operator's path leads, through links too")
    func linkedRoot() async throws {
        let folder = try ScratchFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/disk", withIntermediateDirectories: true)
        #expect(symlink("disk", folder.path + "/store") == 0)
        let key = try await DiskStorage(root: folder.path + "/store").store([1, 2, 3])
        #expect(try await DiskStorage(root: folder.path + "/disk").load(key, 0..<3) == [1, 2, 3])
    }

    @Test("closes what it opened, however far it was read")
    func descriptors() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path)
        let key = try await storage.store([UInt8](repeating: 1, count: 1 << 20))
        try await { for try await _ in try await storage.read(key, range: 0..<1 << 20) { break } }()
        try await { _ = try await storage.read(key, range: 0..<1 << 20) }()
        await #expect(throws: Failure.self) { try await storage.load(key, 0..<1 << 21) }
        _ = try await storage.load(key, 0..<1 << 20)
        #expect(folder.openFiles == 0)
        let descriptor = try await storage.descriptor(of: key)
        #expect(folder.openFiles == 1)
        close(descriptor)
    }

    @Test("finds its blobs again after a restart")
    func reopening() async throws {
        let folder = try ScratchFolder()
        let key = try await DiskStorage(root: folder.path).store([1, 2, 3])
        #expect(try await DiskStorage(root: folder.path).load(key, 0..<3) == [1, 2, 3])
    }

    @Test("clears the staging files of a process that died")
    func orphans() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path)
        let name = "\(folder.path)/staging/\(BlobKey.random())"
        try Data([1, 2, 3]).write(to: URL(filePath: name))
        #expect(try await storage.clearUnfinished(before: Date() - 60) == 0)
        #expect(try await storage.clearUnfinished(before: Date() + 60) == 1)
        #expect(access(name, F_OK) != 0)
    }

    @Test("a dropped writer leaves no file behind")
    func droppedWriter() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path)
        try await { try await storage.create().write(ByteBuffer(repeating: 1, count: 2 << 20)) }()
        #expect(try folder.names("staging").isEmpty)
    }

    @Test("says why a folder cannot be used")
    func unusableRoot() throws {
        let failure = #expect(throws: Failure.self) { try DiskStorage(root: "/proc/no-such-place/store") }
        #expect(failure?.code == .internalError)
        #expect(failure?.evidence?.contains("No such file or directory") == true)
    }

    @Test("takes no name that exists, and leaves the existing file as it is")
    func existingName() async throws {
        let folder = try ScratchFolder()
        let storage = try DiskStorage(root: folder.path)
        let writer = try await storage.create()
        try await writer.write(ByteBuffer(string: "second"))
        let target = "\(folder.path)/blobs/\(writer.key.text.prefix(2))/\(writer.key)"
        try Data("first".utf8).write(to: URL(filePath: target))
        let failure = await #expect(throws: Failure.self) { try await writer.commit() }
        #expect(failure?.code == .internalError)
        #expect(try Data(contentsOf: URL(filePath: target)) == Data("first".utf8))
        #expect(try folder.names("staging").isEmpty)
    }
}
