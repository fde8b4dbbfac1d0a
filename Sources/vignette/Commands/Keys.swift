// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Model
import UseCases

/// `vignette keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Access keys (AK/SK) of projects.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an access key, and the project when it is missing. The secret is shown once."
        )

        @OptionGroup var options: SettingsOptions
        @Option var project: String
        @Flag(help: "Print one JSON object.") var json = false

        private struct Created: Encodable {
            var accessKey: String
            var secretKey: String
            var projectId: String
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let (key, secret) = try await installation.accounts.createKey(for: ID(project))
            if json {
                print(try vignette.json(Created(accessKey: key.id.text, secretKey: secret, projectId: project)))
            } else {
                print("access key  \(key.id)\nsecret key  \(secret)\nproject     \(key.project)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists access keys, without their secrets.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for key in try await installation.catalogue.accessKeys() {
                print("\(key.id)\t\(key.project)\t\(key.created.formatted(.iso8601))")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes an access key.")

        @OptionGroup var options: SettingsOptions
        @Argument var accessKey: String

        func run() async throws {
            let installation = try Installation(try await options.settings())
            guard try await installation.catalogue.deleteAccessKey(ID(accessKey)) else {
                throw Exit.with(Exit.failed, "There is no access key \(accessKey).")
            }
        }
    }
}
