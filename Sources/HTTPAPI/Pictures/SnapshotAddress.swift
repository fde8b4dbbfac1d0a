// SPDX-License-Identifier: Apache-2.0

import Model

/// The names in the address of a snapshot: `/asset/{asset}/snapshot/{task}/{kind}/{index}.jpg` (contract 2.2).
struct SnapshotAddress: Hashable {
    /// The kinds of snapshot tasks, as VOD calls their results.
    enum Kind: String {
        case sample, dots, quantity

        init(_ instants: SnapshotSpec.Instants) {
            self =
                switch instants {
                case .every: .sample
                case .evenly, .series: .quantity
                case .at, .first, .cover: .dots
                }
        }
    }

    var asset: ID<Asset>
    var task: ID<RenderTask>
    var kind: Kind
    var index: Int

    var path: String { "/asset/\(asset)/snapshot/\(task)/\(kind.rawValue)/\(index).jpg" }

    init(asset: ID<Asset>, task: ID<RenderTask>, kind: Kind, index: Int) {
        self.asset = asset
        self.task = task
        self.kind = kind
        self.index = index
    }

    /// Reads a decoded path; `nil` when it is not exactly that of a snapshot.
    init?(path: some StringProtocol) {
        // SQLite ends texts at NUL, so that one id could stand for another.
        guard !path.utf8.contains(0) else { return nil }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.contains("\0"), parts.count == 7, parts[0].isEmpty, parts[1] == "asset", parts[3] == "snapshot",
            let kind = Kind(rawValue: String(parts[5])), parts[6].hasSuffix(".jpg"),
            let index = Int(parts[6].dropLast(4)), index >= 0, String(index) == parts[6].dropLast(4)
        else { return nil }
        self.init(asset: ID(String(parts[2])), task: ID(String(parts[4])), kind: kind, index: index)
    }
}
