// SPDX-License-Identifier: Apache-2.0

package import Model

/// A failure that the file is to blame for: a renderer refused it, or ended over it.
package struct RenderTrouble: Error, Sendable, Hashable {
    /// ``Model/Failure/Class/permanent`` or ``Model/Failure/Class/resource``.
    package var failure: Failure
    /// The renderers that the file went through; the last one failed.
    package var renderers: [RendererKind]

    package init(failure: Failure, renderers: [RendererKind]) {
        self.failure = failure
        self.renderers = renderers
    }
}
