// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import FoundationEssentials
import Glibc
import Model
import NIOCore
import TestSupport
import Testing

/// A real file system of 2 MiB; mounting one needs root.
@Suite(.enabled("a file system can be mounted") { geteuid() == 0 })
struct FullDiskTests {
    @Test("a full disk fails the write, leaves nothing behind, and takes bytes again once there is space")
    func fullDisk() async throws {
        try await withSmallDisk { storage, folder in
            let first = try await storage.store([UInt8](repeating: 1, count: 1 << 20))
            let writer = try await storage.create()
            let failure = await #expect(throws: Failure.self) {
                for _ in 0..<64 { try await writer.write(ByteBuffer(repeating: 2, count: 64 << 10)) }
                _ = try await writer.commit()
            }
            #expect(failure?.code == .storageFull)
            #expect(failure?.class == .transient)
            #expect(failure?.evidence?.contains("No space left on device") == true)
            #expect(try folder.names("staging").isEmpty)
            #expect(try await storage.keys(writtenBefore: .distantFuture) == [first])
            // A writer that failed does not come back to life.
            await #expect(throws: Failure.self) { try await writer.commit() }

            try await storage.delete([first])
            let bytes = [UInt8](repeating: 3, count: 3 << 19)
            let second = try await storage.store(bytes)
            #expect(try await storage.load(second, 0..<Int64(bytes.count)) == bytes)
        }
    }

    @Test("bytes that only reach the disk with the commit fail there")
    func fullAtCommit() async throws {
        try await withSmallDisk { storage, folder in
            _ = try await storage.store([UInt8](repeating: 1, count: 3 << 19))
            let writer = try await storage.create()
            // Below the size that is written at once: held in memory until the commit.
            try await writer.write(ByteBuffer(repeating: 2, count: 900 << 10))
            let failure = await #expect(throws: Failure.self) { try await writer.commit() }
            #expect(failure?.code == .storageFull)
            #expect(try folder.names("staging").isEmpty)
        }
    }

    @Test("a full disk is told by ping")
    func pingOnFullDisk() async throws {
        try await withSmallDisk { storage, folder in
            try await storage.ping()
            folder.fill("filler")
            let failure = await #expect(throws: Failure.self) { try await storage.ping() }
            #expect(failure?.code == .storageFull)
        }
    }

    /// Runs `body` with a storage on a fresh file system, which is unmounted afterwards.
    private func withSmallDisk(_ body: (DiskStorage, ScratchFolder) async throws -> Void) async throws {
        let folder = try ScratchFolder()
        try #require(mount("tmpfs", folder.path, "tmpfs", 0, "size=2m") == 0)
        defer { umount2(folder.path, CInt(MNT_DETACH)) }
        try await body(try DiskStorage(root: folder.path), folder)
    }
}
