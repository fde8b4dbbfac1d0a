// SPDX-License-Identifier: Apache-2.0

package import Model

/// One job for a renderer.
///
/// The file itself travels beside it as an open descriptor: the file's own, or the socket on which the child asks for it
/// by ``RangeRequest``.
package struct RenderRequest: Sendable, Codable {
    /// What to render.
    package enum Job: Sendable, Codable {
        /// Frames of a video.
        case snapshots(SnapshotSpec)
        /// Pictures of any file, in several shapes.
        case thumbnails(ThumbnailSpec)

        /// The most pictures that it owes.
        package var pictureLimit: Int {
            switch self {
            case .snapshots(let spec): spec.pictureLimit
            case .thumbnails(let spec): spec.shapes.count
            }
        }

        /// The format of its pictures.
        package var format: PictureFormat {
            switch self {
            case .snapshots: .jpeg
            case .thumbnails(let spec): spec.format
            }
        }
    }

    /// The host's name for the job, unique while its zygote lives.
    package var id: UInt64
    package var job: Job
    package var limits: RenderLimits

    package init(id: UInt64, job: Job, limits: RenderLimits) {
        self.id = id
        self.job = job
        self.limits = limits
    }
}

/// What one job may use.
package struct RenderLimits: Sendable, Codable, Hashable {
    /// Whose job it is; settings are named after it.
    package var kind: RendererKind
    /// Coded pixels of one picture of the source, also of those inside another file, and of a picture that is made.
    package var pixels: Int64
    /// Pages of a document, or pictures in the file of a still one.
    package var pages: Int
    /// Streams in the file.
    package var streams: Int
    /// Entries of an archive, and bytes of all of them unpacked.
    package var archiveEntries: Int
    package var archiveBytes: Int64
    /// How many times its size a part of an archive may unpack to.
    package var archiveRatio: Int64
    /// Bytes of address space, held by the kernel.
    package var addressSpace: UInt64
    /// Bytes of memory that it really holds, watched by the host.
    package var memory: UInt64
    /// Seconds of CPU; the kernel ends the child a second later.
    package var cpuSeconds: Int
    /// Bytes of one encoded picture.
    package var pictureBytes: Int
    /// Wall clock for the whole job, in milliseconds, held by the host; what a source takes to be fetched is not
    /// counted.
    package var deadline: Int64
    /// Wall clock added for each picture made, in milliseconds.
    package var deadlinePerPicture: Int64
    /// Threads that may work at once: the host has as many cores to spare.
    package var threads: Int
    /// Bytes fetched of a source that is not on this machine, held by the host.
    package var fetchBytes: Int64

    package init(
        kind: RendererKind = .video,
        pixels: Int64 = 100_000_000,
        pages: Int = 100_000,
        streams: Int = 64,
        archiveEntries: Int = 10_000,
        archiveBytes: Int64 = 512 << 20,
        archiveRatio: Int64 = 200,
        addressSpace: UInt64 = 2 << 30,
        memory: UInt64 = 1536 << 20,
        cpuSeconds: Int = 600,
        pictureBytes: Int = 32 << 20,
        deadline: Int64 = 20_000,
        deadlinePerPicture: Int64 = 5_000,
        threads: Int = 1,
        fetchBytes: Int64 = 1 << 30
    ) {
        self.kind = kind
        self.pixels = pixels
        self.pages = pages
        self.streams = streams
        self.archiveEntries = archiveEntries
        self.archiveBytes = archiveBytes
        self.archiveRatio = archiveRatio
        self.addressSpace = addressSpace
        self.memory = memory
        self.cpuSeconds = cpuSeconds
        self.pictureBytes = pictureBytes
        self.deadline = deadline
        self.deadlinePerPicture = deadlinePerPicture
        self.threads = threads
        self.fetchBytes = fetchBytes
    }
}
