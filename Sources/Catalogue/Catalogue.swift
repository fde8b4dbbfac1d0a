// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// What exists and what is owed.
///
/// Every call is one transaction. Dates are kept to the millisecond. A full disk is told as `storageFull`, other
/// trouble of the store as `internalError`, both transient.
///
/// The catalogue is also the queue: a task is a row, claimed with a lease. Whoever works on it holds the attempt number
/// of the claim, and each later change of the task names that number; when the lease was lost meanwhile, the change has
/// no effect and the call says so.
package protocol Catalogue: Sendable {
    // MARK: Who may call

    /// Adds a project.
    ///
    /// - Throws: `stateConflict` when the id is taken.
    func insert(_ project: Project) async throws
    func project(_ id: ID<Project>) async throws -> Project?
    /// In the order of their creation.
    func projects() async throws -> [Project]
    /// Removes a project with its users, keys and tokens.
    ///
    /// - Throws: `stateConflict` while it has assets, `projectNotFound` when unknown.
    func deleteProject(_ id: ID<Project>) async throws

    /// Adds a user, or replaces the one with the same id.
    ///
    /// A password that differs from the one before ends the user's tokens.
    ///
    /// - Throws: `stateConflict` when another user has the name, `projectNotFound` when the project is unknown.
    func save(_ user: User) async throws
    func user(_ id: ID<User>) async throws -> User?
    func user(named name: String) async throws -> User?
    /// In the order of their creation.
    func users() async throws -> [User]
    /// Removes a user and their tokens; false when unknown.
    func deleteUser(_ id: ID<User>) async throws -> Bool

    /// Adds an access key.
    ///
    /// - Throws: `stateConflict` when the id is taken, `projectNotFound` when the project is unknown.
    func insert(_ key: AccessKey) async throws
    func accessKey(_ id: ID<AccessKey>) async throws -> AccessKey?
    /// In the order of their creation.
    func accessKeys() async throws -> [AccessKey]
    /// Removes an access key; false when unknown.
    func deleteAccessKey(_ id: ID<AccessKey>) async throws -> Bool

    /// Adds a token.
    ///
    /// - Throws: `stateConflict` when the digest is taken, `projectNotFound` when the project is unknown.
    func insert(_ token: AccessToken) async throws
    func token(digest: String) async throws -> AccessToken?
    /// In the order of their creation.
    func tokens() async throws -> [AccessToken]
    /// Removes the tokens whose digest begins with `prefix`; returns how many.
    func deleteTokens(digestPrefix prefix: String) async throws -> Int
    /// Removes the tokens that expire before `date`; returns how many.
    func deleteTokens(expiredBefore date: Date) async throws -> Int

    // MARK: Assets

    /// Adds an asset, and the tasks that it starts with.
    ///
    /// - Throws: `stateConflict` when an id is taken, `projectNotFound` when the project is unknown.
    func insert(_ asset: Asset, tasks: [RenderTask]) async throws
    func asset(_ id: ID<Asset>, in project: ID<Project>) async throws -> AssetRecord?
    /// The assets of `project` that match, and how many match in all.
    ///
    /// Newest first, or oldest first with `filter.ascending`; those of one instant in ascending order of their ids.
    func assets(
        in project: ID<Project>,
        matching filter: AssetFilter,
        offset: Int,
        limit: Int
    ) async throws -> Page<AssetRecord>
    /// The ids of the assets of `project` whose confirmed video has this size and MD5, oldest first.
    func assets(in project: ID<Project>, withVideoOfSize size: Int64, md5: String) async throws -> [ID<Asset>]

    /// Reads an asset, lets `body` change it, and writes it with its files and new tasks, all in one transaction.
    ///
    /// `body` runs inside the transaction, and may run again; it must have no other effect. What it throws rolls back.
    ///
    /// - Returns: What `body` returned, and the blobs that nothing refers to any more.
    /// - Throws: `assetNotFound` when the project has no such asset, `stateConflict` when a new task's id is taken.
    func change<Result: Sendable>(
        _ id: ID<Asset>,
        in project: ID<Project>,
        _ body: @escaping @Sendable (inout AssetChange) throws -> Result
    ) async throws -> (result: Result, orphans: [BlobKey])

    /// Removes an asset with its files, tasks, pictures and multipart uploads.
    ///
    /// - Returns: The blobs that nothing refers to any more.
    /// - Throws: `assetNotFound`, or `stateConflict` while one of its tasks is waiting or processing.
    func deleteAsset(_ id: ID<Asset>, in project: ID<Project>) async throws -> [BlobKey]

    // MARK: Multipart uploads

    /// Adds an upload.
    ///
    /// - Throws: `assetNotFound` when its project has no such asset, `stateConflict` when the id is taken.
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

    // MARK: Tasks and pictures

    func task(_ id: ID<RenderTask>, in project: ID<Project>) async throws -> RenderTask?
    /// The snapshot tasks (never ingest or pull) that match, newest first, then by id, and how many match in all.
    func snapshotTasks(
        in project: ID<Project>,
        asset: ID<Asset>?,
        task: ID<RenderTask>?,
        offset: Int,
        limit: Int
    ) async throws -> Page<RenderTask>
    /// Of each way in which the snapshots of an asset were ordered, the task that succeeded last; in the order of their
    /// ends.
    func newestSuccessfulTasks(of asset: ID<Asset>, in project: ID<Project>) async throws -> [RenderTask]
    /// The pictures of a task in ascending order of index, and how many there are in all.
    func pictures(of task: ID<RenderTask>, offset: Int, limit: Int) async throws -> Page<StoredPicture>
    /// One picture, by the names in its address.
    func picture(_ index: Int, of task: ID<RenderTask>, asset: ID<Asset>) async throws -> AddressedPicture?
    /// The blob of the asset in that role, by the names in its address; `nil` unless it is `key`.
    func file(_ role: FileRole, of asset: ID<Asset>, key: BlobKey) async throws -> StoredBlob?
    /// Removes finished snapshot tasks of `project` with their pictures, as far as they exist, are finished, and belong
    /// to `asset` where one is given.
    ///
    /// - Returns: The tasks that were removed, newest first, then by id; and the blobs that nothing refers to any more.
    func deleteSnapshotTasks(
        _ ids: [ID<RenderTask>],
        of asset: ID<Asset>?,
        in project: ID<Project>
    ) async throws -> (deleted: [RenderTask], orphans: [BlobKey])

    // MARK: The queue

    /// Claims the task of `lane` that is due and was due first: a waiting one from its `runAt`, a processing one from
    /// the end of its lease, the older one of two, then by id.
    ///
    /// Sets it processing, counts the attempt, clears `owed` and `done`.
    func claim(_ lane: RenderTask.Lane, now: Date, leaseEnd: Date) async throws -> ClaimedTask?
    /// Moves the lease of a claim and notes its progress; false when the lease was lost.
    func renew(_ claim: Claim, leaseEnd: Date, owed: Int, done: Int) async throws -> Bool
    /// Ends a claim with success: the task, its pictures and what it changes on the asset become visible together.
    ///
    /// The asset counts as modified when something of it changed.
    ///
    /// - Returns: The blobs that nothing refers to any more (what was replaced, and an offered cover that the asset did
    ///   not take), or `nil` when the lease was lost and nothing changed.
    func publish(_ outcome: TaskOutcome, of claim: Claim, now: Date) async throws -> [BlobKey]?
    /// Ends a claim with failure, for good; false when the lease was lost.
    ///
    /// `media` is what was learnt of the file all the same. `assetState` is the asset's new state where the failure
    /// changes it; the failure then becomes the asset's as well.
    func fail(
        _ claim: Claim,
        with failure: Failure,
        media: MediaInfo?,
        assetState: Asset.State?,
        now: Date
    ) async throws -> Bool
    /// Gives a claim back, to run again at `runAt`; false when the lease was lost.
    ///
    /// Adds to `retries` or, for a strike, to `strikes`. The task shows the failure until a later attempt ends it.
    func retry(_ claim: Claim, after failure: Failure, strike: Bool, runAt: Date) async throws -> Bool
    /// Gives a claim back as it was but for the attempt, to be claimed at once; false when the lease was lost.
    func release(_ claim: Claim) async throws -> Bool
    /// Gives back all claims; returns how many.
    ///
    /// For the start of the only server on this catalogue, when those who held them are gone.
    func releaseAll() async throws -> Int
    /// How many tasks wait, and how many are being worked on.
    func queueDepth() async throws -> (waiting: Int, processing: Int)

    // MARK: The sweep

    /// Assets still `creating` that were last modified before `date`, those first that were modified first; at most
    /// `limit`.
    ///
    /// Left out are those with a pull task in flight, or with an unfinished multipart upload touched at `date` or
    /// later.
    func unconfirmedAssets(
        modifiedBefore date: Date,
        limit: Int
    ) async throws -> [(asset: ID<Asset>, project: ID<Project>)]
    /// Removes an asset as ``deleteAsset(_:in:)`` does, if it still is as ``unconfirmedAssets(modifiedBefore:limit:)`` says.
    ///
    /// - Returns: The blobs that nothing refers to any more, or `nil` when the asset is gone or has come to life.
    func deleteUnconfirmedAsset(_ id: ID<Asset>, modifiedBefore date: Date) async throws -> [BlobKey]?
    /// Multipart uploads last touched (made, or given a part) before `date`; at most `limit`.
    func multipartUploads(touchedBefore date: Date, limit: Int) async throws -> [ID<MultipartUpload>]
    /// Those of `keys` that a file, a part or a picture refers to.
    func referenced(among keys: [BlobKey]) async throws -> Set<BlobKey>
    /// Proves that the store answers reads and writes.
    func ping() async throws
}
