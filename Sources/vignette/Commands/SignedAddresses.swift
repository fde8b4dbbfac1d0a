// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Model
import UseCases

/// `vignette addresses`.
struct SignedAddresses: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "addresses",
        abstract: "The keys that sign addresses of uploads, sources, files and thumbnails.",
        subcommands: [Rotate.self, List.self]
    )

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new key. A running server signs with it within seconds.",
            discussion: "What was signed before holds until it expires, unless --at-once is given."
        )

        @OptionGroup var options: SettingsOptions
        @Flag(help: "End everything that was signed before, as when a key got into other hands.") var atOnce = false

        func run() async throws {
            let settings = try await options.settings()
            let installation = try Installation(settings)
            let longest = max(settings.integer(.uploadLifetime), settings.integer(.driveLifetime))
            // A server that has not heard of the new key yet signs with the old one for a moment.
            let lifetime = atOnce ? 0 : TimeInterval(longest) + SigningKeys.interval / .seconds(1) * 2
            print(try await installation.accounts.rotateSigningKey(keepingOthersFor: lifetime).id)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the keys, without their secrets.")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try Installation(try await options.settings())
            for key in try await installation.catalogue.signingKeys() {
                let end = key.ends.map { "holds until \($0.formatted(.iso8601))" } ?? "signs"
                print("\(key.id)\t\(key.created.formatted(.iso8601))\t\(end)")
            }
        }
    }
}
