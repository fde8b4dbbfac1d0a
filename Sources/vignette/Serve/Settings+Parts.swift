// SPDX-License-Identifier: Apache-2.0

import Model
import NIOCore
import RenderProtocol
import Renderers

extension RenderLimits {
    /// The limits that an installation has set.
    init(_ settings: Settings) {
        self.init(
            pixels: Int64(settings.integer(.pixels)),
            addressSpace: UInt64(settings.integer(.memory)) << 20,
            deadline: Int64(settings.integer(.deadline)) * 1000
        )
    }
}

extension PoolOptions {
    /// The pool that an installation has set.
    init(_ settings: Settings) {
        let folder = settings.text(.rendererFolder)
        let concurrency = settings.integer(.concurrency)
        self.init(
            program: RendererLocation("video-renderer", in: folder.isEmpty ? nil : folder),
            capacity: concurrency > 0 ? concurrency : System.coreCount,
            rendersPerZygote: max(1, settings.integer(.recycle))
        )
    }
}
