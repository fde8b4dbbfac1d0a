// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The command line.
@main
struct Vignette: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "vignette",
        abstract: "True pictures of videos, from a server you run yourself.",
        version: version,
        subcommands: [
            Serve.self, Snapshot.self, Projects.self, Users.self, Keys.self, Tokens.self, Doctor.self, Config.self,
        ]
    )
}
