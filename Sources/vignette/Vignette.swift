// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FoundationEssentials
import Model

/// The command line.
@main
struct Vignette: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "vignette",
        abstract: "True pictures of videos, documents and images, from a server you run yourself.",
        version: version,
        subcommands: [
            Serve.self, Snapshot.self, Thumbnail.self, Projects.self, Users.self, Apps.self, Keys.self, Tokens.self,
            SignedAddresses.self, Failures.self, Doctor.self, Config.self,
        ]
    )

    /// Runs the command line.
    ///
    /// Whatever goes wrong with the catalogue or with files ends it with one sentence.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            exit(withError: Exit.with(failure))
        } catch let error as CocoaError {
            let place = error.filePath ?? error.url?.path ?? "A file"
            exit(withError: Exit.with(Exit.failed, "\(place) cannot be used."))
        } catch {
            exit(withError: error)
        }
    }
}
