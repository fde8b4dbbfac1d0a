// SPDX-License-Identifier: Apache-2.0

import NIOCore

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
    /// How long a zygote may take to warm up.
    package var startLimit: Duration

    package init(
        program: RendererLocation,
        capacity: Int = System.coreCount,
        queueLimit: Int = 256,
        rendersPerZygote: Int = 10_000,
        startLimit: Duration = .seconds(20)
    ) {
        self.program = program
        self.capacity = capacity
        self.queueLimit = queueLimit
        self.rendersPerZygote = rendersPerZygote
        self.startLimit = startLimit
    }
}
