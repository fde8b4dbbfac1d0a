// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging

/// Writes each log event as one line of JSON to standard error.
struct JSONLogHandler: LogHandler {
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
        var members = ["ts": Date.now.formatted(Self.time), "level": event.level.rawValue, "logger": label]
        members["msg"] = "\(event.message)"
        for (key, value) in metadata.merging(event.metadata ?? [:], uniquingKeysWith: { $1 }) {
            members[Self.names[key] ?? key] = "\(value)"
        }
        if let error = event.error { members["error"] = "\(error)" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var line = try? encoder.encode(members) else { return }
        line.append(UInt8(ascii: "\n"))
        // One write a line, so that lines of several threads do not mix.
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Hummingbird's name for the id of a request, and ours.
    private static let names = ["hb.request.id": "request_id"]

    private static let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}

/// Decides how this process logs.
enum Logging {
    /// Text where a person watches, JSON elsewhere.
    static func bootstrap(_ settings: Settings) throws {
        let name = settings.text(.logLevel)
        guard let level = Logger.Level(rawValue: name) else {
            throw SettingsError.malformed("log.level", "'\(name)' is not a level")
        }
        let watched = Terminal.isWatched
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                watched ? TextLogHandler(label: label) : JSONLogHandler(label: label)
            handler.logLevel = level
            return handler
        }
    }
}
