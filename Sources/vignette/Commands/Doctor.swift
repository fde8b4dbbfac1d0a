// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Glibc
import Logging
import Renderers
import Subprocess
import SystemPackage

/// `vignette doctor`: whether this installation has what it needs.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints versions, licences and codecs of this installation; fails when something is missing."
    )

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try await options.settings()
        var healthy = true
        func tell(_ part: String, _ trouble: String?, _ detail: String = "") {
            print(
                "\(trouble == nil ? "ok     " : "MISSING")  \(part)\(detail.isEmpty ? "" : "  \(detail)")\(trouble.map { "  \($0)" } ?? "")"
            )
            healthy = healthy && trouble == nil
        }

        print("vignette \(Vignette.version)  Apache-2.0")
        do {
            let installation = try Installation(settings)
            try await installation.catalogue.ping()
            tell("catalogue", nil, "SQLite \(try await installation.catalogue.libraryVersion())")
        } catch {
            tell("catalogue", "\(error)")
        }
        tell("data folder", access(settings.text(.data), W_OK) == 0 ? nil : "not writable", settings.text(.data))
        let program = PoolOptions(settings).program.path
        let description = try? await Subprocess.run(
            .path(FilePath(program)),
            arguments: ["--describe"],
            output: .string(limit: 1 << 16)
        )
        if let lines = description?.standardOutput, description?.terminationStatus.isSuccess == true {
            tell("video-renderer", nil, program)
            for line in lines.split(separator: "\n") { print("         \(line)") }
        } else {
            tell("video-renderer", "\(program) does not run")
        }
        print(
            "sandbox  a process for each job, without environment, files or privileges to gain; no namespaces, no seccomp"
        )
        guard healthy else { throw Exit.failed }
    }
}
