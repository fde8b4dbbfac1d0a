// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOCore
package import RenderProtocol

/// How a pool of renderers is run.
package struct PoolOptions: Sendable {
    /// The renderer program.
    package var program: RendererLocation
    /// Most jobs at once.
    package var capacity: Int
    /// Most requests that wait for their turn; one more is refused as ``Failure/Code/rendererUnavailable``.
    package var queueLimit: Int
    /// After how many jobs a zygote is replaced by a fresh one.
    package var rendersPerZygote: Int
    /// Whether the first zygote is started by the first job rather than at the beginning.
    package var startsLazily: Bool
    /// How long a zygote may take to warm up.
    package var startLimit: Duration
    /// The folder in which each zygote gets one of its own to work in; made where it is missing.
    package var workFolder: String
    /// The least that children must be locked in; a zygote that cannot do it is given no job.
    package var requiredSandbox: SandboxLevel
    /// What the program is started with.
    package var arguments: [String]

    package init(
        program: RendererLocation,
        capacity: Int = System.coreCount,
        queueLimit: Int = 256,
        rendersPerZygote: Int = 10_000,
        startsLazily: Bool = false,
        startLimit: Duration = .seconds(20),
        workFolder: String = PoolOptions.temporaryFolder(),
        requiredSandbox: SandboxLevel = .landlock,
        arguments: [String] = []
    ) {
        self.program = program
        self.capacity = capacity
        self.queueLimit = queueLimit
        self.rendersPerZygote = rendersPerZygote
        self.startsLazily = startsLazily
        self.startLimit = startLimit
        self.workFolder = workFolder
        self.requiredSandbox = requiredSandbox
        self.arguments = arguments
    }

    /// A folder where temporary files go, whose name nobody can guess and take.
    package static func temporaryFolder() -> String {
        FileManager.default.temporaryDirectory.appending(path: "vignette-renderers-\(UUID().uuidString)")
            .path(percentEncoded: false)
    }
}
