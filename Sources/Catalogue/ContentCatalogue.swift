// SPDX-License-Identifier: Apache-2.0

package import Model

/// Contents, and the orders for thumbnails of them.
package protocol ContentCatalogue: Sendable {
    func content(_ id: ID<Content>, in project: ID<Project>) async throws -> Content?
    /// Adds a content, unless its project has one with the same digest, which then counts as kept again.
    ///
    /// What was kept outlives the last drive file that has it, until
    /// ``SweepCatalogue/deleteUnusedContents(madeBefore:limit:)`` removes it.
    ///
    /// - Returns: The one that the project has now; a blob that it does not use is the caller's to remove.
    /// - Throws: `stateConflict` when the id is taken, `projectNotFound` when the project is unknown.
    func keep(_ content: Content) async throws -> Content
    /// Adds a thumbnail task, unless its content has one with the same work.
    ///
    /// That one stays as it is; but where it failed with a class of `retrying`, it is set back to wait again under its
    /// id, from the new task's `runAt` on. When the content then has more than `limit` finished thumbnail tasks, the
    /// ones that finished first are removed with their pictures. Those of this work and of `sparing` count as well, but
    /// are never removed.
    ///
    /// - Returns: The task that the content has now, and the blobs that nothing refers to any more.
    /// - Throws: `stateConflict` when the id is taken, `pictureNotFound` when the content is gone.
    func order(
        _ task: RenderTask,
        retrying: Set<Failure.Class>,
        keeping limit: Int,
        sparing: RenderTask.Work
    ) async throws -> (task: RenderTask, orphans: [BlobKey])
    /// Those of `contents` that have a task of exactly that work that succeeded.
    func contents(_ contents: [ID<Content>], having work: RenderTask.Work) async throws -> Set<ID<Content>>
}
