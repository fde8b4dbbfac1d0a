// SPDX-License-Identifier: Apache-2.0

package import Model

/// The drives in the hands of a transaction, which it cannot leave.
///
/// What a body does through it takes effect as a whole, or not at all when the body throws.
package protocol DriveTransaction {
    func space(_ id: ID<Space>) throws -> Space?
    func file(_ id: ID<DriveFile>) throws -> DriveFile?
    /// The folders that `file` lies in, the innermost first.
    func ancestors(of file: DriveFile) throws -> [DriveFile]
    /// All that lies in `folder`, at any depth, recycled or not; folders before what is in them.
    func descendants(of folder: DriveFile) throws -> [DriveFile]
    /// The stored file, or the folder, of that name directly in a folder (`nil`: at the top) that is not itself
    /// recycled.
    ///
    /// A file whose bytes have not all come does not hold its name yet.
    func child(named name: String, of folder: ID<DriveFile>?, in space: ID<Space>) throws -> DriveFile?
    /// What was moved to the recycle bin itself.
    func binned(in space: ID<Space>) throws -> [DriveFile]
    /// Bytes of all files of a space, those being uploaded and the recycled ones included.
    func bytesUsed(in space: ID<Space>) throws -> Int64
    func insert(_ file: DriveFile) throws
    /// Writes a file that exists.
    func update(_ file: DriveFile) throws
    /// Removes files and folders, with their uploads; contents that no file has any more go with them, with their tasks
    /// and pictures, unless they were kept (``ContentCatalogue/keep(_:)``): those are left to the sweep.
    ///
    /// Whoever removes a folder names all that is in it.
    func delete(_ files: [ID<DriveFile>]) throws
    func content(_ id: ID<Content>) throws -> Content?
    /// The content of a tenant with that digest.
    func content(sha256: String, in project: ID<Project>) throws -> Content?
    /// Whether a file of the space has that content.
    func has(_ content: ID<Content>, in space: ID<Space>) throws -> Bool
    func insert(_ content: Content) throws
    func insert(_ upload: MultipartUpload) throws
    /// The unfinished upload of a file.
    func upload(of file: ID<DriveFile>) throws -> MultipartUpload?
    /// In ascending order of their numbers.
    func parts(of upload: ID<MultipartUpload>) throws -> [MultipartUpload.Part]
    /// Adds a part, or replaces the one with its number; the upload counts as touched.
    ///
    /// - Throws: `uploadNotFound` when the upload is gone.
    func save(_ part: MultipartUpload.Part, of upload: ID<MultipartUpload>) throws
    /// Removes an upload with its parts.
    func delete(_ upload: ID<MultipartUpload>) throws
    func insert(_ job: DriveJob) throws
}
