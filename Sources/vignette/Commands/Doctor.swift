// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers
import Subprocess
import SystemPackage

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
            let program = try PoolOptions(settings, for: kind).program.path
            if let lines = await Self.description(of: program) {
                let trouble = lines.first { $0.hasPrefix("missing ") }.map(String.init)
                tell(kind.program, trouble ?? Self.weakness(in: lines, least: required), program)
                for line in lines { print("         \(line)") }
            } else {
                tell(kind.program, "\(program) does not run")
            }
        }
        guard healthy else { throw Exit.failed }
    }

    /// What is wrong where a renderer's sandbox is weaker than what is required.
    private static func weakness(in lines: [Substring], least: SandboxLevel) -> String? {
        let line = lines.last { $0.hasPrefix("sandbox ") } ?? "sandbox none"
        let level = SandboxLevel(rawValue: String(line.dropFirst("sandbox ".count).prefix { $0.isLetter }))
        return level ?? .none >= least ? nil : "\(line), and sandbox.require asks for \(least.rawValue)"
    }

    /// What a renderer says that it is made of; `nil` when it does not run, or lacks something.
    private static func description(of program: String) async -> [Substring]? {
        let run = try? await Subprocess.run(
            .path(FilePath(program)),
            arguments: ["--describe"],
            // As the server starts it.
            environment: .custom([:] as [Environment.Key: String]),
            output: .string(limit: 1 << 16)
        )
        guard let run, run.terminationStatus.isSuccess else { return nil }
        return run.standardOutput.split(separator: "\n")
    }
}
