// SPDX-License-Identifier: Apache-2.0

package import Model

/// The spaces of users, what lies in them, and the jobs that changed it.
package protocol DriveCatalogue: Sendable {
    func space(_ id: ID<Space>) async throws -> Space?
    /// The personal space of a user.
    func space(of user: ID<User>) async throws -> Space?
    /// Sets whether anything may be done in a space; false when unknown.
    func setActive(_ active: Bool, space: ID<Space>) async throws -> Bool
    /// The files of a space that match, at most `limit` from `offset` on, and how many match in all.
    func files(
        in space: ID<Space>,
        matching filter: DriveFilter,
        order: DriveOrder,
        offset: Int,
        limit: Int
    ) async throws -> Page<DriveFile>
    /// Looks at the drives as they are at one moment; `body` must change nothing.
    func readDrive<Result: Sendable>(
        _ body: @escaping @Sendable (any DriveTransaction) throws -> Result
    ) async throws -> Result
    /// Changes the drives, all in one transaction.
    ///
    /// `body` may run again; it must have no other effect. What it throws rolls back.
    ///
    /// - Returns: What `body` returned, and the blobs that nothing refers to any more.
    func changeDrive<Result: Sendable>(
        _ body: @escaping @Sendable (any DriveTransaction) throws -> Result
    ) async throws -> (result: Result, orphans: [BlobKey])
    func driveJob(_ id: ID<DriveJob>, of user: ID<User>) async throws -> DriveJob?
    /// The jobs of a user of any of `kinds` (empty: of any kind), newest first, at most `limit` from `offset` on; and
    /// how many there are in all.
    func driveJobs(
        of user: ID<User>,
        kinds: Set<DriveJob.Kind>,
        offset: Int,
        limit: Int
    ) async throws -> Page<DriveJob>
}
