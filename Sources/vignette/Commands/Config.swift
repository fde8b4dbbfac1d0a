// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `vignette config`: the effective settings, and where each came from.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the effective settings and where each came from."
    )

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try await options.settings()
        for setting in Setting.all {
            let (value, origin) = try settings.value(of: setting)
            print("\(setting.name) = \(value)    # \(origin); \(setting.summary); VIGNETTE_\(setting.variable)")
        }
    }
}
