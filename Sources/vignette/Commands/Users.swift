// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Model
import UseCases

/// `vignette users`.
struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "People and programs that sign in with a password.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a user, and the project when it is missing; a known user gets the new password."
        )

        @OptionGroup var options: SettingsOptions
        @Option var name: String
        @Option(help: "The project that the user signs in to.") var project: String
        @Flag(help: "Read the password from the first line of standard input.") var passwordStdin = false

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let password = passwordStdin ? readLine() : nil
            guard !passwordStdin || password?.isEmpty == false else {
                throw ValidationError("There is no password on standard input.")
            }
            let user = try await installation.accounts.saveUser(
                named: name,
                in: ID(project),
                password: password
            )
            print("\(user.id)\t\(user.name)\t\(user.project)")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists users.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for user in try await installation.catalogue.users() { print("\(user.id)\t\(user.name)\t\(user.project)") }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a user and their tokens.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The user's id.") var id: String

        func run() async throws {
            let installation = try Installation(try await options.settings())
            guard try await installation.catalogue.deleteUser(ID(id)) else {
                throw Exit.with(Exit.failed, "There is no user \(id).")
            }
        }
    }
}
