// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Model
import UseCases

/// `vignette tokens`.
struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bearer tokens of projects and users.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a token that holds for a day. It is shown once."
        )

        @OptionGroup var options: SettingsOptions
        @Option(help: "A project, made when it is missing.") var project: String?
        @Option(help: "A user's id; made when it is missing.") var user: String?
        @Flag(help: "Print one JSON object.") var json = false

        private struct Created: Encodable {
            var token: String
            var projectId: String?
            var userId: String?
            var expiresAt: String
        }

        func validate() throws {
            guard (project == nil) != (user == nil) else {
                throw ValidationError("Give either --project or --user.")
            }
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let accounts = installation.accounts
            let (token, text) =
                if let user {
                    try await accounts.createToken(forUser: ID(user))
                } else {
                    try await accounts.createToken(for: ID(project ?? ""))
                }
            let expires = token.expires.formatted(.iso8601)
            guard json else {
                print("token    \(text)\nproject  \(token.project)\nexpires  \(expires)")
                return
            }
            let created = Created(
                token: text,
                projectId: token.user == nil ? token.project.text : nil,
                userId: token.user?.text,
                expiresAt: expires
            )
            print(try vignette.json(created))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists tokens by the beginning of their digests."
        )

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for token in try await installation.catalogue.tokens() {
                let owner = token.user.map { "user \($0)" } ?? "project \(token.project)"
                print("\(token.digest.prefix(16))\t\(owner)\t\(token.expires.formatted(.iso8601))")
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Removes a token.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The beginning of the token's digest, as listed.") var digest: String

        func validate() throws {
            guard digest.count >= 8 else { throw ValidationError("Give at least 8 characters of the digest.") }
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            guard try await installation.catalogue.deleteTokens(digestPrefix: digest) > 0 else {
                throw Exit.with(Exit.failed, "There is no token \(digest).")
            }
        }
    }
}
