// SPDX-License-Identifier: Apache-2.0

package import Model

/// One job for a renderer.
///
/// The file itself travels beside it as an open descriptor.
package struct RenderRequest: Sendable, Codable {
    /// What to render.
    package enum Job: Sendable, Codable {
        /// Frames of a video.
        case snapshots(SnapshotSpec)
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
    /// Coded pixels of one picture of the source.
    package var pixels: Int64
    /// Streams in the file.
    package var streams: Int
    /// Bytes of address space.
    package var addressSpace: UInt64
    /// Seconds of CPU; the kernel ends the child a second later.
    package var cpuSeconds: Int
    /// Bytes of one encoded picture.
    package var pictureBytes: Int
    /// Wall clock for the whole job, in milliseconds, held by the host.
    package var deadline: Int64
    /// Wall clock added for each picture made, in milliseconds.
    package var deadlinePerPicture: Int64

    package init(
        pixels: Int64 = 100_000_000,
        streams: Int = 64,
        addressSpace: UInt64 = 2 << 30,
        cpuSeconds: Int = 600,
        pictureBytes: Int = 32 << 20,
        deadline: Int64 = 20_000,
        deadlinePerPicture: Int64 = 5_000
    ) {
        self.pixels = pixels
        self.streams = streams
        self.addressSpace = addressSpace
        self.cpuSeconds = cpuSeconds
        self.pictureBytes = pictureBytes
        self.deadline = deadline
        self.deadlinePerPicture = deadlinePerPicture
    }
}
