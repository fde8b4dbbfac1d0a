// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import Catalogue
package import Model
import NIOCore

/// The rules for bytes that clients send: whole files, and files in parts.
package struct Uploads: Sendable {
    let library: AssetLibrary
    let limits: UploadLimits

    var catalogue: any Catalogue { library.catalogue }
    var storage: any BlobStorage { library.storage }

    package init(library: AssetLibrary, limits: UploadLimits) {
        self.library = library
        self.limits = limits
    }

    /// Takes the whole of a file for an asset.
    ///
    /// A video waits for its confirmation; a cover or a subtitle track takes effect at once. A later upload in the same
    /// role replaces an earlier one.
    ///
    /// Of a cover only the picture is kept, without what its file tells of place, time and maker.
    ///
    /// - Returns: The bytes as they were sent, with their MD5.
    /// - Throws: `uploadNotFound` when the asset does not take a file in this role, `limitExceeded`, `deadlineExceeded`
    ///   when the sender stalls, `digestMismatch`, `damagedMedia` for a cover that is no picture of its format,
    ///   `storageFull`. Nothing is kept of a file that throws.
    package func receive(
        _ body: IncomingBody,
        as role: FileRole,
        of asset: ID<Asset>,
        in project: ID<Project>
    ) async throws -> StoredBlob {
        guard let record = try await catalogue.asset(asset, in: project), Self.accepts(role, record.asset) else {
            throw Self.noSuchUpload
        }
        let mediaType = Self.mediaType(of: role, record.asset)
        let (limit, setting) = limit(of: role)
        var body = body
        // What is not what was announced is not looked at either.
        if body.md5 == nil { body.md5 = Self.expectedMD5(of: role, record.asset) }
        let sent = try await store(body, atMost: limit, of: setting, mediaType: mediaType).blob
        let blob = role == .cover ? try await withoutMetadata(sent) : sent
        _ = try await keeping(blob) {
            try await library.change(asset, in: project) { change in
                guard Self.accepts(role, change.asset) else { throw Self.noSuchUpload }
                if let expected = Self.expectedMD5(of: role, change.asset), expected != sent.md5 {
                    throw Failure(.caller, .digestMismatch, "The bytes do not have the MD5 that was announced.")
                }
                change.files[role] = blob
                if role == .cover { change.asset.coverChosen = library.surroundings.now() }
            }
        }
        return sent
    }

    /// Streams `body` into a blob.
    ///
    /// - Parameters:
    ///   - setting: What the limit is called, where it is one of the settings.
    ///   - withMD5: Whether the blob's MD5 is to be known.
    /// - Returns: The blob, and the SHA-256 of its bytes in lower-case hex.
    func store(
        _ body: IncomingBody,
        atMost limit: Int64,
        of setting: Limit? = nil,
        mediaType: String,
        withMD5: Bool = true
    ) async throws -> (blob: StoredBlob, sha256: String) {
        if let length = body.length, length > limit { throw Self.tooLarge(limit, setting) }
        let writer = try await storage.create()
        do {
            let sink = DigestingWriter(
                writer: writer,
                limit: limit,
                setting: setting,
                withMD5: withMD5 || body.md5 != nil
            )
            try await StallGuard(patience: limits.stall).forEach(of: body.bytes) { try await sink.write($0) }
            let (size, md5, sha256) = await sink.finish()
            if let length = body.length, length != size {
                throw Failure(.caller, .uploadMissing, "The upload ended after \(size) of \(length) bytes.")
            }
            if let expected = body.md5, expected != md5 {
                throw Failure(.caller, .digestMismatch, "The bytes do not have the MD5 that was announced.")
            }
            _ = try await writer.commit()
            return (StoredBlob(key: writer.key, size: size, md5: md5, sha256: sha256, mediaType: mediaType), sha256)
        } catch {
            await writer.abandon()
            throw error
        }
    }

    /// Runs `body`, and removes `blob` when it throws.
    func keeping(_ blob: StoredBlob, _ body: () async throws -> Void) async throws -> StoredBlob {
        do {
            try await body()
            return blob
        } catch {
            await library.discardUnreferenced([blob.key])
            throw error
        }
    }

    private func limit(of role: FileRole) -> (bytes: Int64, setting: Limit) {
        switch role {
        case .video, .uploadedVideo: (limits.fileBytes, .uploadBytes)
        case .cover, .subtitle: (limits.attachmentBytes, .attachmentBytes)
        }
    }

    /// There are more than `limit` bytes, which is that of a setting, or what was announced.
    static func tooLarge(_ limit: Int64, _ setting: Limit? = nil) -> Failure {
        let sentence = "The file has more than the \(limit) bytes that are allowed"
        guard let setting else { return Failure(.caller, .limitExceeded, "\(sentence).") }
        return .exceeding(setting, sentence, class: .caller)
    }

    static let noSuchUpload = Failure(.caller, .uploadNotFound, "Nothing is to be uploaded here.")

    static func accepts(_ role: FileRole, _ asset: Asset) -> Bool {
        guard asset.state != .failed, asset.state != .cancelled else { return false }
        return switch role {
        case .uploadedVideo: asset.acceptsUpload
        case .cover: asset.coverType != nil
        case .subtitle(let id): asset.subtitles.contains { $0.id == id }
        case .video: false
        }
    }

    static func mediaType(of role: FileRole, _ asset: Asset) -> String {
        switch role {
        case .cover: asset.coverType?.mediaType ?? "application/octet-stream"
        case .subtitle: "text/plain; charset=utf-8"
        case .video, .uploadedVideo: "application/octet-stream"
        }
    }

    /// The MD5 that must hold when the bytes arrive; that of a video is looked at when it is confirmed.
    private static func expectedMD5(of role: FileRole, _ asset: Asset) -> String? {
        switch role {
        case .cover: asset.expectedCoverMD5
        case .subtitle(let id): asset.subtitles.first { $0.id == id }?.expectedMD5
        case .video, .uploadedVideo: nil
        }
    }
}
