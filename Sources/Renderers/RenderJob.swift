// SPDX-License-Identifier: Apache-2.0

package import RenderProtocol

/// What is asked of a pool: a job and what it may use.
///
/// The file travels beside it.
package struct RenderJob: Sendable {
    package var job: RenderRequest.Job
    package var limits: RenderLimits

    package init(job: RenderRequest.Job, limits: RenderLimits) {
        self.job = job
        self.limits = limits
    }
}
