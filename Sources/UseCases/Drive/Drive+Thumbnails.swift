// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Logging
package import Model

/// A picture of a file, as far as it is there.
package enum DrivePicture: Sendable, Hashable {
    case stored(StoredBlob)
    /// It is being made.
    case pending
}

extension Drive {
    /// Has the thumbnails of a file made, unless they are there or being made (contract 3.3).
    ///
    /// - Throws: What is refused of the space and the file; `isFolder`, `uploadIncomplete`; ``UnsupportedSuffix``.
    /// - Returns: The task that makes, or made, them.
    package func startThumbnails(
        of file: ID<DriveFile>,
        in space: ID<Space>,
        as source: ThumbnailSource,
        for user: ID<User>
    ) async throws -> RenderTask {
        let (file, content, project) = try await catalogue.readDrive { drive in
            let space = try drive.space(space, for: user)
            let file = try drive.presentFile(file, in: space)
            if file.isFolder { throw DriveRefusal.isFolder }
            guard let content = file.content else { throw DriveRefusal.uploadIncomplete }
            return (file, content, space.project)
        }
        guard source.suffixes.contains(file.suffix) else {
            throw UnsupportedSuffix(suffix: file.suffix, source: source)
        }
        return try await thumbnails.order(
            thumbnails.namedSpec,
            of: content,
            in: project,
            retrying: Thumbnails.allFailures
        )
    }

    /// Has the thumbnails of a fresh file made where no client could ask for them: neither operation takes its suffix.
    ///
    /// What such a file is, image, sound, book or nothing that has a picture, its renderer finds out. The file is stored whatever becomes of this.
    func startUnasked(of file: DriveFile) async {
        guard let id = file.content, !ThumbnailSource.allCases.contains(where: { $0.suffixes.contains(file.suffix) })
        else { return }
        do {
            guard let content = try await catalogue.readDrive({ drive in try drive.content(id) }) else { return }
            _ = try await thumbnails.order(
                thumbnails.namedSpec,
                of: id,
                in: content.project,
                retrying: Thumbnails.allFailures
            )
        } catch {
            library.logger.warning("no thumbnails were ordered", metadata: ["file": "\(file.id)", "error": "\(error)"])
        }
    }

    /// Those of `contents` whose thumbnails are there.
    package func contentsWithThumbnails(among contents: [ID<Content>]) async throws -> Set<ID<Content>> {
        try await catalogue.contents(contents, having: .thumbnails(thumbnails.namedSpec))
    }

    /// Whether a task failed some time ago.
    private func isWorthAnotherTry(_ task: RenderTask) -> Bool {
        guard task.state == .failed else { return false }
        return surroundings.now() >= (task.finished ?? task.created).addingTimeInterval(Self.pauseAfterFailure)
    }

    /// The picture of a file in one shape; ordered when it was never asked for, and waited for.
    ///
    /// - Parameter patience: How long at most.
    /// - Throws: `pictureNotFound` when there is no such file or it has no bytes; why the picture cannot be made.
    package func picture(
        of file: ID<DriveFile>,
        _ shape: PictureShape,
        waitingAtMost patience: Duration
    ) async throws -> DrivePicture {
        let missing = Failure(.caller, .pictureNotFound, "There is no such file.")
        let content = try await catalogue.readDrive { drive in
            try drive.file(file)?.content.flatMap { try drive.content($0) }
        }
        guard let content else { throw missing }
        let named = thumbnails.namedSpec
        let spec = named.shapes.contains(shape) ? named : thumbnails.spec([shape])
        var task = try await thumbnails.order(spec, of: content.id, in: content.project, retrying: [])
        if isWorthAnotherTry(task) {
            task = try await thumbnails.order(
                spec,
                of: content.id,
                in: content.project,
                retrying: Thumbnails.allFailures
            )
        }
        guard let ended = try await thumbnails.wait(for: task, atMost: patience) else { throw missing }
        switch ended.state {
        case .waiting, .processing: return .pending
        case .failed, .partial:
            throw ended.failure ?? Failure(.permanent, .internalError, "The picture could not be made.")
        case .succeeded:
            let pictures = try await catalogue.pictures(of: ended.id, offset: 0, limit: spec.shapes.count)
            let index = spec.shapes.firstIndex(of: shape)
            guard let picture = pictures.items.first(where: { $0.picture.index == index }) else { throw missing }
            return .stored(picture.blob)
        }
    }
}
