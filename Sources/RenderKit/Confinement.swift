// SPDX-License-Identifier: Apache-2.0

import CSandbox
import Glibc
import RenderProtocol

/// What a child gives up before it sees its file.
enum Confinement {
    /// Leaves the child its two descriptors, its limits, and nothing else of its parent's.
    ///
    /// Ends the process when anything of it fails: a child that is not confined renders nothing.
    static func enter(input: CInt, reply: CInt, parent: CInt, limits: RenderLimits, needs: EngineNeeds) {
        let steps = [
            vignette_keep_child_descriptors(input, reply, needs.inheritsDescriptors ? 1 : 0),
            vignette_reset_signals(),
            vignette_confine_process(parent),
            vignette_limit_resources(
                limits.addressSpace,
                UInt64(max(1, limits.cpuSeconds)),
                needs.descriptors,
                needs.fileBytes
            ),
        ]
        guard steps.allSatisfy({ $0 == 0 }) else { _exit(ExitStatus.notConfined) }
    }
}

/// With what status a child ends that has not said why.
enum ExitStatus {
    static let notConfined: CInt = 71
}
