// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Crypto
import Model
import NIOCore

/// Writes bytes on, counting and digesting them.
actor DigestingWriter {
    private let writer: any BlobWriter
    private let limit: Int64
    /// What the limit is called, where it is one of the settings.
    private let setting: Limit?
    /// Of all digests the dearest; `nil` where nobody asks for it.
    private var md5: Insecure.MD5?
    private var sha256 = SHA256()
    private var size: Int64 = 0

    init(writer: any BlobWriter, limit: Int64, setting: Limit?, withMD5: Bool) {
        self.writer = writer
        self.limit = limit
        self.setting = setting
        md5 = withMD5 ? Insecure.MD5() : nil
    }

    func write(_ bytes: ByteBuffer) async throws {
        size += Int64(bytes.readableBytes)
        guard size <= limit else { throw Uploads.tooLarge(limit, setting) }
        bytes.withUnsafeReadableBytes { buffer in
            md5?.update(bufferPointer: buffer)
            sha256.update(bufferPointer: buffer)
        }
        try await writer.write(bytes)
    }

    /// What was written; the digests in lower-case hex.
    func finish() -> (size: Int64, md5: String?, sha256: String) {
        (size, md5?.finalize().hex, sha256.finalize().hex)
    }
}
