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
        @Option(help: "A user's id.") var user: String?
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
            let owner: User? = if let user { try await installation.catalogue.user(ID(user)) } else { nil }
            guard let id = owner?.project ?? project.map({ ID($0) }) else {
                throw Failure(.caller, .projectNotFound, "There is no user \(user ?? "").")
            }
            let (token, text) = try await installation.accounts.createToken(for: id, user: owner?.id)
            let expires = token.expires.formatted(.iso8601)
            if json {
                print(
                    try vignette.json(
                        Created(
                            token: text,
                            projectId: owner == nil ? id.text : nil,
                            userId: owner?.id.text,
                            expiresAt: expires
                        )
                    )
                )
            } else {
                print("token    \(text)\nproject  \(id)\nexpires  \(expires)")
            }
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
