// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Crypto
import Model
import NIOCore

/// Writes bytes on, counting and digesting them.
actor DigestingWriter {
    private let writer: any BlobWriter
    private let limit: Int64
    private var md5 = Insecure.MD5()
    private var size: Int64 = 0

    init(writer: any BlobWriter, limit: Int64) {
        self.writer = writer
        self.limit = limit
    }

    func write(_ bytes: ByteBuffer) async throws {
        size += Int64(bytes.readableBytes)
        guard size <= limit else { throw Uploads.tooLarge(limit) }
        bytes.withUnsafeReadableBytes { md5.update(bufferPointer: $0) }
        try await writer.write(bytes)
    }

    func finish() -> (size: Int64, md5: String) {
        (size, md5.finalize().hex)
    }
}
