// SPDX-License-Identifier: Apache-2.0
//
// catalogue-growth: how long the calls of a catalogue take that every client and every worker waits for, while what is
// in it grows. Prints a table of medians in milliseconds; see `make growth`.

import Catalogue
import Foundation
import GRDB
import Model

/// A catalogue in a folder of its own, filled by copying rows that the product wrote.
struct Filled {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private static let project = ID<Project>("p")

    private let folder: URL
    let catalogue: SQLiteCatalogue
    private let rows: DatabaseQueue

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "vignette-growth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "c.sqlite").path
        catalogue = try SQLiteCatalogue(path: path)
        rows = try DatabaseQueue(path: path)
        try await catalogue.insert(Project(id: Self.project, name: "P", created: Self.now))
        let asset = Asset(
            id: ID("0"),
            project: Self.project,
            created: Self.now,
            title: "A title",
            videoName: "a",
            videoType: "MP4"
        )
        let task = RenderTask(
            id: ID("0"),
            project: Self.project,
            subject: .asset(asset.id),
            work: .ingest(cover: true),
            created: Self.now
        )
        try await catalogue.insert(asset, tasks: [task])
    }

    func remove() throws { try FileManager.default.removeItem(at: folder) }

    /// Copies the first row of `table` until it has `count`, a second apart each.
    func grow(_ table: String, to count: Int) async throws {
        try await rows.write { database in
            // Those that are not computed from others.
            let columns: [String] = try Row.fetchAll(database, sql: "PRAGMA table_info(\(table))").map { $0["name"] }
            let values = columns.map { name in
                switch name {
                case "id": "'c' || number"
                case "created", "runAt": "\(name) + 1000 * number"
                default: "\"\(name)\""
                }
            }
            let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    WITH RECURSIVE numbers (number) AS (
                        SELECT (SELECT count(*) FROM \(table)) UNION ALL SELECT number + 1 FROM numbers WHERE number + 1 < ?
                    )
                    INSERT INTO \(table) (\(names)) SELECT \(values.joined(separator: ", "))
                    FROM \(table), numbers WHERE id = '0'
                    """,
                arguments: [count]
            )
        }
    }

    // MARK: The calls

    func claim() async throws {
        let later = Self.now.addingTimeInterval(1e8)
        let leaseEnd = later.addingTimeInterval(30)
        guard try await catalogue.claim(.render, of: 2, now: later, leaseEnd: leaseEnd) != nil else {
            throw CocoaError(.fileReadUnknown)
        }
    }

    /// Gives back what was claimed.
    func releaseAll() async throws { _ = try await catalogue.releaseAll() }

    func list() async throws {
        let page = try await catalogue.assets(in: Self.project, matching: AssetFilter(), offset: 0, limit: 10)
        guard page.items.count == 10 else { throw CocoaError(.fileReadUnknown) }
    }

    func details() async throws {
        // Not of the first one, which has all the tasks.
        guard try await catalogue.asset(ID("c50"), in: Self.project) != nil else { throw CocoaError(.fileReadUnknown) }
    }
}

/// The median of `count` calls, in milliseconds; after each, `afterwards` is done.
func median(
    of count: Int,
    _ call: () async throws -> Void,
    afterwards: () async throws -> Void = {}
) async throws -> Double {
    try await call()
    try await afterwards()
    var times: [Duration] = []
    for _ in 0..<count {
        let start = ContinuousClock.now
        try await call()
        times.append(start.duration(to: .now))
        try await afterwards()
    }
    return times.sorted()[count / 2] / .milliseconds(1)
}

func row(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }
func shown(_ milliseconds: Double) -> String { String(format: "%.2f", milliseconds) }

let filled = try await Filled()
row(["tasks that wait", "a claim, ms"])
row(["---", "---"])
for count in [10, 100, 1000, 10_000, 100_000] {
    try await filled.grow("task", to: count)
    let claim = try await median(of: 201) {
        try await filled.claim()
    } afterwards: {
        try await filled.releaseAll()
    }
    row(["\(count)", shown(claim)])
}
print("")
row(["assets", "a page of ten, ms", "details of one, ms"])
row(["---", "---", "---"])
for count in [100, 1000, 10_000, 100_000, 1_000_000] {
    try await filled.grow("asset", to: count)
    row(
        [
            "\(count)", shown(try await median(of: 201) { try await filled.list() }),
            shown(try await median(of: 201) { try await filled.details() }),
        ]
    )
}
try filled.remove()
