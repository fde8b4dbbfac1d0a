// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers

/// `vignette doctor`: whether this installation has what it needs.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints versions, licences, codecs and fonts of this installation; fails when something is missing."
    )

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try await options.settings()
        let required = try settings.requiredSandbox()
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
        for kind in RendererKind.allCases {
            let program = try PoolOptions(settings, for: kind).program
            guard let lines = await program.describe(),
                let sandbox = await program.proveSandbox(atLeast: required)
            else {
                tell(kind.program, "\(program.path) does not run")
                continue
            }
            let lack = lines.first { $0.hasPrefix("missing ") }
            let weakness = sandbox.isEnough ? nil : "its sandbox is weaker than sandbox.require (\(required.rawValue))"
            tell(kind.program, lack ?? weakness, program.path)
            for line in lines + ["sandbox \(sandbox.report)"] { print("         \(line)") }
        }
        guard healthy else { throw Exit.failed }
    }
}
