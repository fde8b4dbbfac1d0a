// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import UseCases

/// What the ledger holds against a file, as `vignette failures` tells it.
struct FailureReport: Encodable {
    /// That of the first try: any of them names the file.
    var id: String
    var projectId: String
    var sha256: String
    var engine: String
    /// `file`: whatever is asked of it; `order`: for what was asked when it failed; `none`: it has failed once.
    var quarantine: String
    var crashes: Int
    var outOfMemory: Int
    var deadlines: Int
    var refusals: Int
    /// Of the last try.
    var code: String
    var message: String
    var evidence: String?
    var taskId: String
    var failedAt: String

    init?(_ account: LedgerAccount) {
        guard let first = account.entries.first, let last = account.entries.last else { return nil }
        id = first.id.text
        projectId = account.key.project.text
        sha256 = account.key.sha256
        engine = account.engine
        quarantine = account.isQuarantined ? "file" : account.isQuarantinedInPart ? "order" : "none"
        crashes = account.count(.crash)
        outOfMemory = account.count(.memory)
        deadlines = account.count(.deadline)
        refusals = account.count(.refusal)
        code = last.failure.code.rawValue
        message = last.failure.message
        evidence = last.failure.evidence
        taskId = last.task.text
        failedAt = last.date.formatted(.iso8601)
    }

    /// How often it failed in each way that it did.
    private var counts: String {
        [("crashes", crashes), ("out of memory", outOfMemory), ("deadlines", deadlines), ("refusals", refusals)]
            .filter { $0.1 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// In one line.
    var line: String {
        [id, projectId, sha256, counts, failedAt, (evidence ?? message).printable].joined(separator: "\t")
    }

    var text: String {
        """
        project     \(projectId)
        sha256      \(sha256)
        engine      \(engine)
        quarantine  \(quarantine)
        failed      \(counts)
        """
    }
}

/// One try at a file.
struct TryReport: Encodable {
    var id: String
    var cause: String
    var code: String
    var message: String
    var evidence: String?
    var renderers: [String]
    var engine: String
    /// A digest of what was asked for.
    var order: String
    var taskId: String
    var failedAt: String

    init(_ entry: LedgerEntry) {
        id = entry.id.text
        cause = entry.cause.rawValue
        code = entry.failure.code.rawValue
        message = entry.failure.message
        evidence = entry.failure.evidence
        renderers = entry.renderers.map(\.program)
        engine = entry.engine
        order = entry.spec
        taskId = entry.task.text
        failedAt = entry.date.formatted(.iso8601)
    }

    var text: String {
        """
        try         \(id)
        at          \(failedAt)
        task        \(taskId)
        cause       \(cause): \(message.printable)
        evidence    \((evidence ?? "none").printable)
        """
    }
}

extension String {
    /// The text without what would move a terminal's cursor: a renderer's words may be those of its file.
    var printable: String {
        let controls: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        let scalars = unicodeScalars.map { controls.contains($0.properties.generalCategory) ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
