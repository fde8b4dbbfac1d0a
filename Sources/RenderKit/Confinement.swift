// SPDX-License-Identifier: Apache-2.0

import CSandbox
import Glibc
import RenderProtocol

/// What a child gives up before it sees its file.
struct Confinement {
    /// What its engine needs beyond what all do.
    var needs: EngineNeeds
    /// What it may read: absolute paths, of which not all need to exist.
    let paths: [String]
    /// Those of ``paths`` that exist, once they are open.
    private var places: [CInt] = []
    /// What the kernel offers, and the child has to have; ``SandboxLevel/none`` leaves it as it is.
    var level: SandboxLevel
    /// Whether a system call that no decoder is known to use ends the process, instead of not existing.
    var killsUnknownCalls: Bool

    init(needs: EngineNeeds, paths: [String], level: SandboxLevel, killsUnknownCalls: Bool) {
        self.needs = needs
        self.paths = paths
        self.level = level
        self.killsUnknownCalls = killsUnknownCalls
    }

    /// Opens in the zygote what its children may read, so that none of them has to look for it.
    mutating func openPaths() {
        guard level >= .landlock else { return }
        places = (paths + ["/dev/urandom"]).compactMap { path in
            let place = unsafe vignette_open_place(path)
            return place < 0 ? nil : place
        }
    }

    /// Leaves the child its two descriptors, its limits, and nothing else of its parent's.
    ///
    /// Ends the process when anything of it fails: a child that is not confined renders nothing.
    func enter(input: CInt, reply: CInt, parent: CInt, limits: RenderLimits) {
        guard level > .none else {
            guard vignette_keep_child_descriptors(input, reply, 0) == 0 else { _exit(ExitStatus.notConfined) }
            return
        }
        let isConfined =
            vignette_reset_signals() == 0
            && vignette_confine_process(parent) == 0
            && (level < .landlock || seesOnlyItsFiles(input))
            && vignette_keep_child_descriptors(input, reply, needs.inheritsDescriptors ? 1 : 0) == 0
            && vignette_drop_capabilities() == 0
            && vignette_limit_resources(
                limits.addressSpace,
                UInt64(max(1, limits.cpuSeconds)),
                needs.descriptors,
                needs.fileBytes
            ) == 0
            && vignette_filter_calls(needs.isOffice ? 1 : 0, killsUnknownCalls ? 1 : 0) == 0
        guard isConfined else { _exit(ExitStatus.notConfined) }
    }

    /// Has the kernel refuse every file but the engine's, the job's and the null device.
    private func seesOnlyItsFiles(_ input: CInt) -> Bool {
        let rules = vignette_landlock_create()
        guard rules >= 0 else { return false }
        for place in places {
            guard vignette_landlock_allow_open(rules, place, 0) == 0 else { return false }
            close(place)
        }
        let shared = needs.fileBytes == 0 ? [] : needs.sharedFiles.map { "../\($0)" }
        for path in shared + ["/proc/self"] {
            guard unsafe vignette_landlock_allow(rules, path, 0) == 0 else { return false }
        }
        let writable = ["/dev/null"] + (needs.fileBytes == 0 ? [] : ["."])
        for path in writable {
            guard unsafe vignette_landlock_allow(rules, path, 1) == 0 else { return false }
        }
        // Libraries that read from paths open it once more.
        return vignette_landlock_allow_open(rules, input, 0) == 0 && vignette_landlock_enter(rules) == 0
    }
}

/// With what status a child ends that has not said why.
enum ExitStatus {
    static let notConfined: CInt = 71
}
