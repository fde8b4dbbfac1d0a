// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// A try that ended with the death of its child, or at a limit, as the server's ledger has it.
struct Casualty {
    /// Of the file.
    let sha256: String
    /// The program that it ended in.
    let program: String
    /// The signal, the exit status, the limit.
    let cause: String
    /// With what the child used.
    let evidence: String

    /// The signal of a system call that the filter does not know.
    var isForbiddenCall: Bool { cause == "signal 31" }

    /// All that the ledger of `server` holds.
    static func all(of server: ServerProcess) throws -> [Casualty] {
        let columns =
            "json_object('sha256', sha256, 'cause', cause, 'renderers', json(renderers), 'failure', json(failure))"
        let rows = try DataFolder(server).texts(
            "SELECT \(columns) FROM ledger WHERE cause <> 'refusal' ORDER BY date, id"
        )
        return try rows.map { row in
            let tree = JSON(value: try JSONSerialization.jsonObject(with: Data(row.utf8)))
            let evidence = tree.failure.evidence.text ?? tree.failure.message.text ?? ""
            let end = evidence.split(separator: ";").first.map(String.init) ?? evidence
            let kind = tree.cause.text ?? ""
            return Casualty(
                sha256: tree.sha256.text ?? "",
                program: "\(tree.renderers.list.last?.text ?? "?")-renderer",
                cause: kind == "crash" ? end : "\(kind): \(end)",
                evidence: evidence
            )
        }
    }
}
