// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials

/// The options that every command has.
struct SettingsOptions: ParsableArguments {
    @Option(help: "Folder of the installation.")
    var data: String?

    @Option(help: ArgumentHelp("A JSON file with settings.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Any setting; 'vignette config' lists them.", valueName: "name=value"))
    var set: [String] = []

    /// The effective settings.
    ///
    /// - Parameter more: Settings that a command has flags of its own for.
    func settings(_ more: [(Setting, String?)] = []) async throws -> Settings {
        var flags: [String: String] = [:]
        for item in set {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw ValidationError("--set takes name=value, not '\(item)'.") }
            flags[String(parts[0])] = String(parts[1])
        }
        for (setting, value) in more + [(.data, data)] {
            if let value { flags[setting.name] = value }
        }
        let environment = ProcessInfo.processInfo.environment
        do {
            return try await Settings(
                flags: flags,
                environment: environment,
                file: config ?? environment["VIGNETTE_CONFIG"]
            )
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
