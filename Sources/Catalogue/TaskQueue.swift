// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// The catalogue as the queue: a task is a row, claimed with a lease.
///
/// Whoever works on it holds the attempt number of the claim, and each later change of the task names that number; when
/// the lease was lost meanwhile, the change has no effect and the call says so.
package protocol TaskQueue: Sendable {
    /// Claims a task of `lane` that is due: a waiting one from its `runAt`, a processing one from the end of its lease.
    ///
    /// Claims go round the projects that have one: its turn has the one that was served longest ago, or else came first.
    /// While another waits, a project is given no more than half of the `slots`, one at least; alone it may have all. Of
    /// its tasks the one that was due first is claimed, the older one of two, then by id.
    ///
    /// Sets it processing, counts the attempt, clears `owed` and `done`.
    ///
    /// - Parameter slots: Most tasks of the lane that the caller works on at once.
    func claim(_ lane: RenderTask.Lane, of slots: Int, now: Date, leaseEnd: Date) async throws -> ClaimedTask?
    /// Moves the lease of a claim and notes its progress; false when the lease was lost.
    func renew(_ claim: Claim, leaseEnd: Date, owed: Int, done: Int) async throws -> Bool
    /// Ends a claim with success, in part where pictures are missing: the task, its pictures and what it changes on the asset or the content become visible
    /// together.
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
}
