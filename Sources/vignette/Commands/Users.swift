// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import Model
import UseCases

/// `vignette users`.
struct Users: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "People and programs that sign in with a password.",
        subcommands: [Create.self, List.self, Suspend.self, Resume.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a user with a personal space, and the project when it is missing.",
            discussion: "A known user gets the new password."
        )

        @OptionGroup var options: SettingsOptions
        @Option var name: String
        @Option(help: "The project that the user signs in to.") var project: String
        @Flag(help: "Print one JSON object.") var json = false
        @Flag(help: "Read the password from the first line of standard input.") var passwordStdin = false

        private struct Created: Encodable {
            var userId: String
            var name: String
            var projectId: String
            /// The id of the personal space.
            var containerId: String
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let password = passwordStdin ? readLine() : nil
            guard !passwordStdin || password?.isEmpty == false else {
                throw ValidationError("There is no password on standard input.")
            }
            let (user, space) = try await installation.accounts.saveUser(
                named: name,
                in: ID(project),
                password: password
            )
            if json {
                let created = Created(
                    userId: user.id.text,
                    name: user.name,
                    projectId: user.project.text,
                    containerId: space.id.text
                )
                print(try vignette.json(created))
            } else {
                print("\(user.id)\t\(user.name)\t\(user.project)\t\(space.id)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists users with their projects and spaces.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for user in try await installation.catalogue.users() {
                let space = try await installation.catalogue.space(of: user.id)?.id.text ?? ""
                print("\(user.id)\t\(user.name)\t\(user.project)\t\(space)")
            }
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Closes a user's personal space: nothing is done in it until it is resumed, nothing is lost."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The user's id.") var id: String

        func run() async throws {
            try await Users.setActive(false, user: id, options)
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Opens a user's personal space again.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The user's id.") var id: String

        func run() async throws {
            try await Users.setActive(true, user: id, options)
        }
    }

    private static func setActive(_ active: Bool, user id: String, _ options: SettingsOptions) async throws {
        let installation = try Installation(try await options.settings())
        guard let space = try await installation.catalogue.space(of: ID(id)),
            try await installation.catalogue.setActive(active, space: space.id)
        else { throw Exit.with(Exit.failed, "There is no user \(id).") }
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
