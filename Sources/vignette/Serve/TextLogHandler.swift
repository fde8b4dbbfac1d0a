// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Logging

/// Writes each log event as one line of text to standard error, for a person at a terminal.
///
/// Whatever is in it cannot move the cursor: a renderer's words, and a client's at the level `debug`, may be meant to.
struct TextLogHandler: LogHandler {
    let label: String
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var details = metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }).map { "\($0)=\($1)" }.sorted()
        if let error = event.error { details.append("error=\(error)") }
        let head = "\(Date.now.formatted(Self.time)) \(event.level.rawValue) \(label): \(event.message)"
        Terminal.line(([head] + details).joined(separator: " "))
    }

    private static let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
