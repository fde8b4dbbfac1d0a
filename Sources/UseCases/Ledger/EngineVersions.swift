// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials
import Glibc
import Model
import RenderProtocol
import Renderers

/// The versions of the renderers, as far as a file can feel them: the bytes of the program, what that says it is made
/// of, and what a job of it may use.
actor EngineVersions {
    /// What changes when a program is replaced.
    private struct Stamp: Equatable {
        var device: UInt
        var file: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private let renderers: RendererFleet
    private var known: [RendererKind: (stamp: Stamp, version: String)] = [:]

    init(of renderers: RendererFleet) {
        self.renderers = renderers
    }

    /// The versions of `kinds` in one line; `nil` when one cannot be told.
    func version(of kinds: [RendererKind]) async -> String? {
        var versions: [String] = []
        for kind in kinds {
            guard let version = await version(of: kind) else { return nil }
            versions.append(version)
        }
        return versions.joined(separator: "; ")
    }

    private func version(of kind: RendererKind) async -> String? {
        guard let engine = renderers.engine(of: kind), let stamp = Self.stamp(of: engine.program.path) else {
            return nil
        }
        if let known = known[kind], known.stamp == stamp { return known.version }
        guard let lines = await engine.program.describe(),
            let program = try? Data(contentsOf: URL(filePath: engine.program.path)),
            let limits = try? JSONEncoder.stable.encode(engine.limits)
        else { return nil }
        var digest = SHA256()
        digest.update(data: program)
        for line in lines { digest.update(data: Data("\(line)\n".utf8)) }
        digest.update(data: limits)
        let version = "\(kind.program) \(digest.finalize().hex.prefix(16)) \(lines.first ?? "")"
        known[kind] = (stamp, version)
        return version
    }

    private static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Stamp(
            device: UInt(status.st_dev),
            file: UInt(status.st_ino),
            size: Int(status.st_size),
            seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec
        )
    }
}

extension JSONEncoder {
    /// Equal values have equal texts.
    static var stable: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
