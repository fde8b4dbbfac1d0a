// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Model
import UseCases

/// `vignette apps`.
struct Apps: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Programs that sign their requests to KooDrive and act for its users.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes an AppId and an AppSecret. The secret is shown once."
        )

        @OptionGroup var options: SettingsOptions
        @Option var name: String
        @Flag(help: "Print one JSON object.") var json = false

        private struct Created: Encodable {
            var appId: String
            var appSecret: String
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let (application, secret) = try await installation.accounts.createApplication(named: name)
            if json {
                print(try vignette.json(Created(appId: application.id.text, appSecret: secret)))
            } else {
                print("app id      \(application.id)\napp secret  \(secret)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists applications, without their secrets.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for application in try await installation.catalogue.applications() {
                print("\(application.id)\t\(application.name)\t\(application.created.formatted(.iso8601))")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes an application.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The AppId.") var id: String

        func run() async throws {
            let installation = try Installation(try await options.settings())
            guard try await installation.catalogue.deleteApplication(ID(id)) else {
                throw Exit.with(Exit.failed, "There is no application \(id).")
            }
        }
    }
}
