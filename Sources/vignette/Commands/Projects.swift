// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Model
import UseCases

/// `vignette projects`.
struct Projects: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tenants, separated from each other in every call.",
        subcommands: [Create.self, List.self, Delete.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Makes a project.")

        @OptionGroup var options: SettingsOptions
        @Option(help: "1 to 64 letters, digits, '-' and '_'.") var id: String
        @Option(help: "What the project is called; SDKs look it up by this name.") var name: String

        func run() async throws {
            let installation = try Installation(try await options.settings())
            guard try await installation.catalogue.project(ID(id)) == nil else {
                throw Failure(.caller, .stateConflict, "There is a project \(id) already.")
            }
            let project = try await installation.accounts.project(ID(id), name: name)
            print("\(project.id)\t\(project.name)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists projects.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for project in try await installation.catalogue.projects() { print("\(project.id)\t\(project.name)") }
        }
    }

    struct Delete: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Deletes a project that has no assets, with its users, keys and tokens."
        )

        @OptionGroup var options: SettingsOptions
        @Option var id: String

        func run() async throws {
            let installation = try Installation(try await options.settings())
            try await installation.catalogue.deleteProject(ID(id))
        }
    }
}
