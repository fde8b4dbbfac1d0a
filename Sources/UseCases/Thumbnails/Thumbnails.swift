// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
package import Model

/// The rules for pictures of stored contents.
///
/// A content is rendered once for each ``ThumbnailSpec``, however many files have it and however often it is asked for.
package struct Thumbnails: Sendable {
    /// A size that clients name (contract 3.4).
    package struct NamedSize: Sendable, Hashable {
        package var usage: String
        /// Pixels of the longer side.
        package var side: Int
    }

    /// The sizes that every thumbnail task of a drive's file makes, in the order of its pictures.
    package static let namedSizes = [
        NamedSize(usage: "minThumbnail", side: 128), NamedSize(usage: "midThumbnail", side: 256),
        NamedSize(usage: "largeThumbnail", side: 512), NamedSize(usage: "superLargeThumbnail", side: 1024),
    ]

    /// For those who ask for a picture anew: the engine may be a better one by now, and if it is not, the ledger answers
    /// at once.
    package static let allFailures = Set(Failure.Class.allCases)
    /// Looks at one content whose pictures are kept, beside that in the named sizes; the oldest give way.
    private static let looksKept = 64

    private let library: AssetLibrary
    /// Hints that a task may have ended.
    private let ends: TaskEnds
    private let drawsWaveforms: Bool

    /// - Parameters:
    ///   - ends: What the runner notifies when a task has ended.
    ///   - drawsWaveforms: Whether sound without cover art is drawn.
    package init(library: AssetLibrary, ends: TaskEnds, drawsWaveforms: Bool = false) {
        self.library = library
        self.ends = ends
        self.drawsWaveforms = drawsWaveforms
    }

    /// The look at a drive's file from which all named sizes are made.
    package var namedSpec: ThumbnailSpec { spec(Self.namedSizes.map { .longSide($0.side) }) }

    /// A look at a file in other shapes.
    package func spec(_ shapes: [PictureShape], format: PictureFormat = .jpeg, page: Int = 1, instant: Int64? = nil)
        -> ThumbnailSpec
    {
        ThumbnailSpec(shapes: shapes, format: format, page: page, instant: instant, waveform: drawsWaveforms)
    }

    /// Has the pictures of `spec` made, unless they are there or being made.
    ///
    /// - Parameter classes: A task that failed with a failure of these classes is tried again.
    /// - Returns: The task that makes, or made, them.
    package func order(
        _ spec: ThumbnailSpec,
        of content: ID<Content>,
        in project: ID<Project>,
        retrying classes: Set<Failure.Class>
    ) async throws -> RenderTask {
        let task = RenderTask(
            id: library.surroundings.newID(),
            project: project,
            subject: .content(content),
            work: .thumbnails(spec),
            created: library.surroundings.now()
        )
        let (ordered, orphans) = try await library.catalogue.order(
            task,
            retrying: classes,
            keeping: Self.looksKept,
            sparing: .thumbnails(namedSpec)
        )
        if ordered.state == .waiting { library.work.notify(about: [ordered]) }
        await library.discard(orphans)
        return ordered
    }

    /// The content with that id, or of the stored file with that id.
    ///
    /// - Parameter user: Who asks, when that is a user: files of other users do not exist for them.
    /// - Throws: `pictureNotFound` when there is none, `uploadMissing` for a folder or a file whose bytes have not come.
    package func storedContent(
        _ id: String,
        in project: ID<Project>,
        for user: ID<User>?
    ) async throws -> ID<Content> {
        if let content = try await library.catalogue.content(ID(id), in: project) { return content.id }
        return try await library.catalogue.readDrive { drive in
            guard let file = try drive.file(ID(id)), let space = try drive.space(file.space), space.project == project,
                user == nil || space.owner == user
            else { throw Failure(.caller, .pictureNotFound, "There is no such file.") }
            guard let content = file.content else {
                throw Failure(.caller, .uploadMissing, "The file has no bytes.")
            }
            return content
        }
    }

    /// Waits for the end of a task, but not longer than `patience`.
    ///
    /// - Returns: The task as it is then; `nil` when it is gone.
    package func wait(for task: RenderTask, atMost patience: Duration) async throws -> RenderTask? {
        let deadline = ContinuousClock.now + patience
        return try await ends.listening(to: task.id) { end in
            while true {
                let hints = end.count
                guard let seen = try await library.catalogue.task(task.id, in: task.project) else { return nil }
                guard !seen.state.isFinal, ContinuousClock.now < deadline else { return seen }
                // The runner may be another process, whose hints do not come here.
                await end.wait(after: hints, atMost: min(.seconds(1), deadline - .now))
                try Task.checkCancellation()
            }
        }
    }
}
