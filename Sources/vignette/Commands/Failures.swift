// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import FoundationEssentials
import Model
import UseCases

/// `vignette failures`.
struct Failures: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Files that are not tried again, because their renderers failed at them.",
        discussion: """
            An entry holds for one version of the engine: when that has changed, it goes with the next order of its file.
            """,
        subcommands: [List.self, Explain.self, Release.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the quarantined files, those first that failed first."
        )

        @OptionGroup var options: SettingsOptions
        @Flag(help: "Also those that a renderer refused, and those that failed once.") var all = false
        @Flag(help: "Print one JSON object.") var json = false

        private struct Listed: Encodable {
            var failures: [FailureReport]
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let accounts = LedgerAccount.accounts(of: try await installation.catalogue.ledger(withRefusals: all))
            let reports = accounts.filter { all || $0.isQuarantinedInPart }.compactMap(FailureReport.init)
            if json {
                print(try vignette.json(Listed(failures: reports)))
            } else {
                for report in reports { print(report.line) }
            }
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tells every try at a file that the ledger holds: when, for which task, and how it ended."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "As listed, or as the failure of a task tells it.") var id: String
        @Flag(help: "Print one JSON object.") var json = false

        private struct Explained: Encodable {
            var failures: [FailureReport]
            var tries: [TryReport]
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            let key = try await installation.ledgerKey(of: id)
            let entries = try await installation.catalogue.ledger(of: key)
            let reports = LedgerAccount.accounts(of: entries).compactMap(FailureReport.init)
            let tries = entries.map(TryReport.init)
            if json {
                print(try vignette.json(Explained(failures: reports, tries: tries)))
            } else {
                for report in reports { print(report.text) }
                for entry in tries { print("\n\(entry.text)") }
            }
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forgets what is held against a file, or against all: the next order tries them again."
        )

        @OptionGroup var options: SettingsOptions
        @Argument(help: "As listed, or as the failure of a task tells it.") var id: String?
        @Flag(help: "Release every file.") var all = false

        func validate() throws {
            guard (id == nil) == all else { throw ValidationError("Give either an id or --all.") }
        }

        func run() async throws {
            let installation = try Installation(try await options.settings())
            guard let id else {
                _ = try await installation.catalogue.forgetLedger()
                return
            }
            _ = try await installation.catalogue.forgetLedger(of: try await installation.ledgerKey(of: id))
        }
    }
}

extension Installation {
    /// The content that an entry of the ledger is about.
    fileprivate func ledgerKey(of id: String) async throws -> LedgerKey {
        guard let entry = try await catalogue.ledgerEntry(ID(id)) else {
            throw Exit.with(Exit.failed, "There is no failure \(id).")
        }
        return entry.key
    }
}
