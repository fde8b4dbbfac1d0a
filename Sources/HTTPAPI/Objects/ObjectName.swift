// SPDX-License-Identifier: Apache-2.0

import Model

/// The name of an asset's file in the object store that clients upload to: bucket = project, key =
/// `asset/{asset}/{file}`.
struct ObjectName: Hashable {
    /// Where object addresses begin.
    static let prefix = "/obs/"
    /// What stands for the region in a `FileAddr`.
    static let location = "local"

    var project: ID<Project>
    var asset: ID<Asset>
    var role: FileRole
    /// The suffix of the file's name, lower case, without its dot.
    var suffix: String

    var bucket: String { project.text }

    var key: String {
        let file =
            switch role {
            case .video, .uploadedVideo: "video.\(suffix)"
            case .cover: "Cover0.\(suffix)"
            case .subtitle(let number): "subtitle-\(number).\(suffix)"
            }
        return "asset/\(asset)/\(file)"
    }

    /// The decoded path.
    var path: String { "\(Self.prefix)\(bucket)/\(key)" }

    /// The path as it goes into an address.
    var encodedPath: String {
        path.split(separator: "/", omittingEmptySubsequences: false).map(\.percentEncoded).joined(separator: "/")
    }

    /// The names of the files of `asset`.
    static func video(of asset: Asset) -> ObjectName {
        ObjectName(
            project: asset.project,
            asset: asset.id,
            role: .uploadedVideo,
            suffix: asset.videoType.lowercased()
        )
    }

    static func cover(of asset: Asset) -> ObjectName? {
        asset.coverType.map {
            ObjectName(project: asset.project, asset: asset.id, role: .cover, suffix: $0.rawValue.lowercased())
        }
    }

    static func subtitle(_ number: Int, of asset: Asset) -> ObjectName {
        ObjectName(project: asset.project, asset: asset.id, role: .subtitle(number), suffix: "srt")
    }

    init(project: ID<Project>, asset: ID<Asset>, role: FileRole, suffix: String) {
        self.project = project
        self.asset = asset
        self.role = role
        self.suffix = suffix
    }

    /// Reads a bucket and a key; `nil` when they do not name a file of an asset.
    init?(bucket: String, key: String) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "asset" else { return nil }
        let file = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard file.count == 2, !file[1].isEmpty else { return nil }
        let role: FileRole
        switch file[0] {
        case "video": role = .uploadedVideo
        case "Cover0": role = .cover
        default:
            guard let named = FileRole(text: String(file[0])), case .subtitle = named else { return nil }
            role = named
        }
        self.init(project: ID(bucket), asset: ID(String(parts[1])), role: role, suffix: String(file[1]))
    }

    /// Reads a decoded path.
    init?(path: String) {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let rest = path.dropFirst(Self.prefix.count)
        guard let slash = rest.firstIndex(of: "/") else { return nil }
        self.init(bucket: String(rest[..<slash]), key: String(rest[rest.index(after: slash)...]))
    }
}
