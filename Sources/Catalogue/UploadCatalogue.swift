// SPDX-License-Identifier: Apache-2.0

package import Model

/// Files that arrive in parts.
package protocol UploadCatalogue: Sendable {
    /// Adds an upload.
    ///
    /// - Throws: `assetNotFound` when its project has no such asset, `uploadNotFound` when it has no such file,
    ///   `stateConflict` when the id is taken or the file has an upload.
    func insert(_ upload: MultipartUpload) async throws
    func multipartUpload(_ id: ID<MultipartUpload>) async throws -> MultipartUpload?
    /// Adds a part, or replaces the one with its number.
    ///
    /// - Returns: The blobs that nothing refers to any more.
    /// - Throws: `uploadNotFound` when the upload is gone.
    func save(_ part: MultipartUpload.Part, of upload: ID<MultipartUpload>) async throws -> [BlobKey]
    /// In ascending order of their numbers.
    func parts(of upload: ID<MultipartUpload>) async throws -> [MultipartUpload.Part]
    /// Removes an upload and its parts, if there is one.
    ///
    /// - Returns: The blobs that nothing refers to any more.
    func deleteMultipartUpload(_ id: ID<MultipartUpload>) async throws -> [BlobKey]

    /// Removes all uploads of an asset with their parts. Returns the blobs that nothing refers to any more.
    func deleteMultipartUploads(of asset: ID<Asset>) async throws -> [BlobKey]
}
