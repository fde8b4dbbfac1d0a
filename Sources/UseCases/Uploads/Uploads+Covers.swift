// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
import Model
import NIOCore

extension Uploads {
    /// The picture of a cover that was sent, without what its file says beside it: everybody may see it.
    ///
    /// - Returns: A blob in the place of `sent`, or that itself where it says nothing else.
    /// - Throws: `damagedMedia` when it is no file of the format that was announced; `sent` is gone then.
    func withoutMetadata(_ sent: StoredBlob) async throws -> StoredBlob {
        var cleaned = sent
        _ = try await keeping(sent) {
            var bytes: [UInt8] = []
            for try await buffer in try await storage.read(sent.key, range: 0..<sent.size) {
                bytes += buffer.readableBytesView
            }
            guard let format = PictureFormat(mediaType: sent.mediaType),
                let picture = PictureMetadata.removed(from: bytes, of: format)
            else {
                throw Failure(.caller, .damagedMedia, "The cover is not a picture of the format that was announced.")
            }
            guard picture != bytes else { return }
            cleaned = try await store(picture, mediaType: sent.mediaType)
        }
        if cleaned.key != sent.key { await library.discard([sent.key]) }
        return cleaned
    }

    private func store(_ picture: [UInt8], mediaType: String) async throws -> StoredBlob {
        let writer = try await storage.create()
        do {
            let sink = DigestingWriter(
                writer: writer,
                limit: limits.attachmentBytes,
                setting: .attachmentBytes,
                withMD5: true
            )
            try await sink.write(ByteBuffer(bytes: picture))
            let (size, md5, sha256) = await sink.finish()
            _ = try await writer.commit()
            return StoredBlob(key: writer.key, size: size, md5: md5, sha256: sha256, mediaType: mediaType)
        } catch {
            await writer.abandon()
            throw error
        }
    }
}
