// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

/// Values to fill a catalogue with, all instants in seconds after a fixed one.
enum Sample {
    static let project = Project(id: ID("project-a"), name: "A", created: at(0))
    static let otherProject = Project(id: ID("project-b"), name: "B", created: at(1))

    static func at(_ seconds: Double) -> Date {
        Date(timeIntervalSince1970: 1_790_000_000 + seconds)
    }

    static func asset(
        _ id: String,
        in project: Project = project,
        created: Double = 0,
        state: Asset.State = .created
    ) -> Asset {
        var asset = Asset(
            id: ID(id),
            project: project.id,
            created: at(created),
            title: "Title of \(id)",
            videoName: "\(id).mp4",
            videoType: "MP4"
        )
        asset.state = state
        return asset
    }

    static func task(
        _ id: String,
        of asset: Asset,
        work: RenderTask.Work = snapshots,
        created: Double = 0
    ) -> RenderTask {
        RenderTask(id: ID(id), project: asset.project, subject: .asset(asset.id), work: work, created: at(created))
    }

    static let snapshots = RenderTask.Work.snapshots(
        SnapshotOrder(spec: SnapshotSpec(instants: .at([0, 1500, Int64.max])), coverPosition: 2)
    )

    static func blob(_ key: String, size: Int64 = 1000, md5: String? = nil) -> StoredBlob {
        StoredBlob(key: ID(key), size: size, md5: md5, mediaType: "image/jpeg")
    }

    static func picture(_ index: Int, _ key: String) -> StoredPicture {
        let frame = Picture.Frame(
            instant: Int64(index) * 1000,
            time: MediaTime(ticks: Int64(index) * 90_000 - 1, numerator: 1, denominator: 90_000),
            isKeyframe: index == 0,
            report: report
        )
        let picture = Picture(index: index, width: 480, height: 270, frame: frame)
        return StoredPicture(picture: picture, blob: blob(key))
    }

    static let report = FrameReport(
        kind: .predicted,
        keyframeDistance: 40,
        tolerance: 0,
        stream: 1,
        rotation: 90,
        isMirrored: true,
        sampleAspectRatio: FrameReport.Ratio(4, 3),
        deinterlacing: nil,
        isDamaged: false,
        colors: ["matrix bt709 limited"],
        source: PixelSize(width: 1440, height: 1080),
        engine: "engine 1"
    )

    static let user = User(id: ID("ann"), name: "Ann", project: project.id, password: nil, created: at(0))

    static func space(of user: User) -> Space {
        Space(id: ID("I-\(user.id)"), owner: user.id, project: user.project, capacity: 1 << 40, created: at(0.5))
    }

    static let space = space(of: user)

    static func folder(_ id: String, in parent: String? = nil, recycled: Double? = nil) -> DriveFile {
        file(id, in: parent, type: DriveFile.folderType, recycled: recycled)
    }

    /// A file with the content of that name, or a folder.
    static func file(
        _ id: String,
        in parent: String? = nil,
        type: String = "15",
        content: String? = nil,
        recycled: Double? = nil
    ) -> DriveFile {
        var file = DriveFile(
            id: ID(id),
            space: space.id,
            parent: parent.map { ID($0) },
            name: id,
            type: type,
            created: at(0)
        )
        file.state = .stored
        file.content = content.map { ID($0) }
        file.recycled = recycled.map(at)
        return file
    }

    /// A content whose blob has its name.
    static func content(_ id: String, in project: Project = project, created: Double = 0) -> Content {
        Content(
            id: ID(id),
            project: project.id,
            sha256: "sha256 of \(id)",
            blob: blob("blob-" + id, size: 7, md5: "aa"),
            created: at(created)
        )
    }

    static func thumbnails(
        _ id: String,
        of content: Content,
        longSide: Int = 480,
        created: Double = 0
    ) -> RenderTask {
        let work = RenderTask.Work.thumbnails(ThumbnailSpec(shapes: [.longSide(longSide)]))
        return RenderTask(
            id: ID(id),
            project: content.project,
            subject: .content(content.id),
            work: work,
            created: at(created)
        )
    }

    static let media = MediaInfo(
        container: "mov",
        duration: 12_345,
        bitRate: 1_000_000,
        video: .init(codec: "h264", width: 1920, height: 1080, frameRate: 30000.0 / 1001.0, rotation: 90),
        audio: .init(codec: "aac", channels: 2)
    )

    static let damaged = Failure(
        .permanent,
        .damagedMedia,
        "The file is damaged.",
        field: "video",
        evidence: "moov: \"atom\" 100%"
    )
}

extension Catalogue {
    /// Adds both projects, and an asset with its tasks to the first.
    func fill(_ asset: Asset, tasks: [RenderTask] = []) async throws {
        try await insert(Sample.project)
        try await insert(Sample.otherProject)
        try await insert(asset, tasks: tasks)
    }

    /// Adds both projects, a user with a space, and what lies in it, in this order.
    func fillDrive(_ contents: [Content] = [], _ files: [DriveFile] = []) async throws {
        try await insert(Sample.project)
        try await insert(Sample.otherProject)
        _ = try await save(Sample.user, space: Sample.space)
        _ = try await changeDrive { drive in
            for content in contents { try drive.insert(content) }
            for file in files { try drive.insert(file) }
        }
    }

    func driveFile(_ id: String) async throws -> DriveFile? {
        try await readDrive { drive in try drive.file(ID(id)) }
    }

    func list(
        _ place: DriveFilter.Place,
        order: DriveOrder = DriveOrder(key: .name, ascending: true),
        offset: Int = 0,
        limit: Int = 100
    ) async throws -> [String] {
        try await list(DriveFilter(place: place), order: order, offset: offset, limit: limit)
    }

    func list(
        _ filter: DriveFilter,
        order: DriveOrder = DriveOrder(key: .name, ascending: true),
        offset: Int = 0,
        limit: Int = 100
    ) async throws -> [String] {
        try await files(in: Sample.space.id, matching: filter, order: order, offset: offset, limit: limit).items
            .map(\.id.text)
    }

    func put(_ files: [FileRole: StoredBlob], on asset: Asset) async throws {
        _ = try await change(asset.id, in: asset.project) { change in
            change.files.merge(files) { _, new in new }
        }
    }

    /// Orders a thumbnail task, and removes none.
    func order(_ task: RenderTask, retrying: Set<Failure.Class> = []) async throws -> RenderTask {
        let ordered = try await order(task, retrying: retrying, keeping: 1000, sparing: task.work)
        #expect(ordered.orphans.isEmpty)
        return ordered.task
    }

    /// Claims the next task of `lane` at `now`, for 60 seconds.
    func claim(
        _ lane: RenderTask.Lane = .render,
        of slots: Int = 1000,
        at now: Double
    ) async throws -> ClaimedTask? {
        try await claim(lane, of: slots, now: Sample.at(now), leaseEnd: Sample.at(now + 60))
    }

    /// Claims the next task at `now` and ends it with `outcome` a second later.
    func finish(at now: Double, _ outcome: TaskOutcome = TaskOutcome()) async throws -> [BlobKey]? {
        guard let claimed = try await claim(at: now) else { return nil }
        return try await publish(outcome, of: claimed.claim, now: Sample.at(now + 1))
    }

    func expectQueue(waiting: Int, processing: Int, at location: SourceLocation = #_sourceLocation) async throws {
        let depth = try await queueDepth()
        #expect(depth.waiting == waiting, sourceLocation: location)
        #expect(depth.processing == processing, sourceLocation: location)
    }

    func record(_ asset: Asset) async throws -> AssetRecord? {
        try await self.asset(asset.id, in: asset.project)
    }

    func ids(matching filter: AssetFilter, offset: Int = 0, limit: Int = 100) async throws -> [String] {
        let page = try await assets(in: Sample.project.id, matching: filter, offset: offset, limit: limit)
        return page.items.map(\.asset.id.text)
    }
}

extension TaskOutcome {
    init(pictures: [StoredPicture], cover: Cover? = nil) {
        self.init()
        self.pictures = pictures
        self.cover = cover
    }
}

extension Failure {
    /// Whether `error` is a failure with that code.
    static func has(_ code: Code) -> @Sendable (any Error) -> Bool {
        { error in (error as? Failure)?.code == code }
    }
}
