// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Catalogue
import Model
package import UseCases

/// The addresses that clients are given.
///
/// They are built from the configured public address alone.
package struct Addresses: Sendable {
    /// `scheme://host[:port][/prefix]`, without a slash at its end.
    let base: String
    private let keys: SigningKeys
    /// How long an upload address holds, in seconds.
    private let uploadLifetime: TimeInterval
    /// How long a link to a drive's file holds, in seconds.
    private let driveLifetime: TimeInterval
    private let now: @Sendable () -> Date

    package init(
        publicURL: String,
        keys: SigningKeys,
        uploadLifetime: TimeInterval,
        driveLifetime: TimeInterval = 900,
        now: @escaping @Sendable () -> Date
    ) {
        base = publicURL.hasSuffix("/") ? String(publicURL.dropLast()) : publicURL
        self.keys = keys
        self.uploadLifetime = uploadLifetime
        self.driveLifetime = driveLifetime
        self.now = now
    }

    // MARK: Pictures

    /// The address of a snapshot.
    func snapshot(_ picture: SnapshotAddress) -> String {
        base + picture.path
    }

    /// The address of a picture that a thumbnail task made; it holds as long as a link to a drive's file.
    func thumbnail(_ picture: StoredPicture, of task: ID<RenderTask>) -> String {
        let path = "/thumbnail/\(task)/\(ThumbnailName(picture))"
        return presigned(UploadSignature.Grant(method: "GET", path: path), at: path, for: driveLifetime)
    }

    /// The address of a task.
    func task(_ id: ID<RenderTask>) -> String {
        "\(base)\(NativeRoutes.prefix)tasks/\(id)"
    }

    /// The address of an asset's cover; another one for each cover it ever has, so that pictures never change under
    /// their address.
    func cover(_ blob: StoredBlob, of asset: ID<Asset>) -> String {
        let suffix = blob.mediaType == CoverType.png.mediaType ? "png" : "jpg"
        return "\(base)/asset/\(asset)/cover/\(blob.key)/Cover0.\(suffix)"
    }

    /// The address of a subtitle track.
    func subtitle(_ number: Int, _ blob: StoredBlob, of asset: ID<Asset>) -> String {
        "\(base)/asset/\(asset)/subtitle/\(blob.key)/\(number).srt"
    }

    /// An address of the source that holds for an hour.
    func source(_ object: ObjectName) -> String {
        presigned(object, method: "GET")
    }

    // MARK: Uploads

    /// A presigned address of an object: it allows this one thing until it expires.
    func presigned(
        _ object: ObjectName,
        method: String,
        uploads: Bool = false,
        uploadID: String? = nil,
        partNumber: Int? = nil
    ) -> String {
        let grant = UploadSignature.Grant(
            method: method,
            path: object.path,
            uploadID: uploadID,
            partNumber: partNumber,
            isAboutUploads: uploads
        )
        return presigned(grant, at: object.encodedPath, for: uploadLifetime)
    }

    /// A presigned address of a drive's file.
    func presigned(_ file: DriveAddress) -> String {
        // Ids of files are letters and digits: the path needs no encoding.
        presigned(file.grant, at: file.path, for: file.part == nil ? driveLifetime : uploadLifetime)
    }

    private func presigned(_ grant: UploadSignature.Grant, at path: String, for lifetime: TimeInterval) -> String {
        let signing = keys.current()
        let items = UploadSignature.queryItems(
            for: grant,
            label: signing.id,
            expires: now().addingTimeInterval(lifetime),
            key: signing.key
        )
        let query = items.map { $0.value.isEmpty ? $0.name : "\($0.name)=\($0.value.percentEncoded)" }
        return "\(base)\(path)?\(query.joined(separator: "&"))"
    }

    /// Whole seconds until a presigned address ends.
    func secondsLeft(_ query: RawQuery) -> Int64 {
        let end = query["Expires"].flatMap { Int64($0) } ?? 0
        return max(0, end - Int64(now().timeIntervalSince1970.rounded(.up)))
    }

    /// Checks a presigned request.
    ///
    /// Returns what its address allows.
    func verify(method: String, path: String, query: RawQuery) throws(UploadSignature.Refusal) -> UploadSignature.Grant
    {
        try UploadSignature.verify(
            method: method,
            path: path,
            queryItems: query.items,
            key: { keys.key($0, forAddressUntil: $1) },
            now: now()
        )
    }
}
