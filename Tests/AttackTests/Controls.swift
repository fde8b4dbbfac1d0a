// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TestSupport

/// The programs outside of the sandbox that attacks are tried on.
struct Controls: Sendable {
    /// What became of one.
    struct Result: Sendable, CustomStringConvertible {
        var isHit: Bool
        /// What it was hit by, or what the program said instead.
        var description: String
    }

    private let files: CanaryFiles
    private let canary: CanaryServer

    /// What each attack does to its control.
    static func run(
        _ attacks: [Attack],
        _ files: CanaryFiles,
        _ canary: CanaryServer
    ) async throws -> [String: Result] {
        let controls = Controls(files: files, canary: canary)
        let deeds = try await EvilChild.deeds(canary)
        try await controls.convert(attacks)
        let results = Mutex([String: Result]())
        try await concurrently(attacks, atMost: 3) { attack in
            let result =
                if case .child(let deed) = attack.control { deeds[deed] } else { try await controls.result(of: attack) }
            results.withLock { $0[attack.name] = result }
        }
        return results.withLock { $0 }
    }

    private func result(of attack: Attack) async throws -> Result? {
        let path = "\(files.folder)/\(attack.name)"
        switch attack.control {
        case .child: return nil
        case .played(let options):
            let output = scratch("rgb")
            let run = try await program(
                ["ffmpeg", "-nostdin", "-v", "error", "-y"] + options + [
                    "-i", path, "-frames:v", "1", "-vf", "scale=9:9",
                ]
                    + ["-f", "rawvideo", "-pix_fmt", "rgb24", output]
            )
            return seen(attack, FileManager.default.contents(atPath: output), run)
        case .thumbnailed:
            // In the folder of the file, whose siblings it names.
            let output = scratch("png")
            let run = try await program(["vipsthumbnail", path, "-s", "50", "-o", output])
            return seen(attack, try await samples(output), run)
        case .drawn:
            let output = scratch("png")
            let run = try await program(["convert", "msvg:\(path)", output])
            return seen(attack, try await samples(output), run)
        case .converted:
            let output = scratch("png")
            let pages = "\(files.work)/\(attack.stem).pdf"
            let run = try await program([
                "pdftoppm", "-r", "20", "-singlefile", "-png", pages, String(output.dropLast(4)),
            ])
            return seen(attack, try await samples(output), run)
        case .listens: return try await listens(attack, path)
        case .parsed:
            let part = "\(files.folder)/parts/\(attack.stem).xml"
            let run = try await program(["xmllint", "--noent", "--loaddtd", part])
            let isTold = run.output.range(of: Data(CanaryFiles.text.utf8)) != nil
            return isTold ? Result(isHit: true, description: "told the text") : seen(attack, nil, run)
        case .grown:
            let part = "\(files.folder)/parts/\(attack.stem).xml"
            let run = try await program(["xmllint", "--noent", "--huge", "--noout", part], megabytes: 512)
            return Result(isHit: run.end == .memory, description: "\(run.end)")
        case .unpacked: return try await unpacks(path)
        case .exhausted(let words):
            let folder = scratch("folder")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let limit = AttackLimits.short[attack.kind]
            let run = try await program(
                words.map { $0 == "FILE" ? path : $0 },
                in: folder,
                seconds: limit.seconds,
                megabytes: limit.megabytes
            )
            return Result(isHit: run.end == .memory || run.end == .time, description: "\(run.end) \(run.text)")
        }
    }

    /// Whether the canary was called, or shows in `samples`.
    private func seen(_ attack: Attack, _ samples: Data?, _ run: WatchedRun) -> Result {
        if canary.wasAsked(for: attack.stem) { return Result(isHit: true, description: "called the canary") }
        let share = CanaryFiles.share(in: samples ?? Data())
        return Result(isHit: share > 0, description: share > 0 ? "showed the canary" : "\(run.end) \(run.text)")
    }

    /// Has LibreOffice convert all documents, in one run because its start costs most.
    private func convert(_ attacks: [Attack]) async throws {
        let documents = attacks.filter { if case .converted = $0.control { true } else { false } }
        _ = try await program(
            ["soffice", "-env:UserInstallation=file://\(files.work)/profile", "--headless", "--convert-to", "pdf"]
                + ["--outdir", files.work] + documents.map { "\(files.folder)/\($0.name)" },
            seconds: 300
        )
    }

    /// Whether the program waits at the port that the description of a session names.
    private func listens(_ attack: Attack, _ path: String) async throws -> Result {
        let words = [
            "ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,rtp,udp", "-f", "sdp", "-i", path,
        ]
        async let run = program(words + ["-f", "null", "-"], seconds: 3)
        var isBound = false
        for _ in 0..<100 where !isBound {
            try await Task.sleep(for: .milliseconds(20))
            isBound = Self.boundPorts.contains(canary.port + 1)
        }
        _ = try await run
        return Result(isHit: isBound, description: "bound: \(isBound)")
    }

    /// The UDP ports of this machine that something is bound to.
    static var boundPorts: Set<Int> {
        let table = (try? String(contentsOfFile: "/proc/net/udp", encoding: .utf8)) ?? ""
        let ports = table.split(separator: "\n").dropFirst().compactMap { line -> Int? in
            let address = line.split(separator: " ").dropFirst().first
            return address.flatMap { Int($0.suffix(4), radix: 16) }
        }
        return Set(ports)
    }

    private func unpacks(_ path: String) async throws -> Result {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
        let makers = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/attacks"
        let run = try await program(["python3", "\(makers)/expansion.py", path, "\(512 << 20)"])
        let numbers = run.text.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        guard numbers.count == 2 else { return Result(isHit: false, description: run.text) }
        // The limits of archives (`RenderLimits`), and the most that text packs to by itself.
        let isHit = numbers[0] > 10_000 || numbers[1] > 512 << 20 || numbers[1] > 200 * size
        return Result(isHit: isHit, description: "\(numbers[0]) entries, \(numbers[1]) bytes of \(size)")
    }

    private func program(
        _ words: [String],
        in folder: String? = nil,
        seconds: Int = 30,
        megabytes: Int = .max
    ) async throws -> WatchedRun {
        let folder = folder ?? files.work
        return try await blocking { try WatchedRun(words, in: folder, seconds: seconds, megabytes: megabytes) }
    }

    /// The samples of a picture, as another program decodes it; `nil` when there is none.
    private func samples(_ path: String) async throws -> Data? {
        let output = scratch("rgb")
        _ = try await program(["convert", path, "-depth", "8", output])
        return FileManager.default.contents(atPath: output)
    }

    private func scratch(_ suffix: String) -> String { "\(files.work)/\(UUID().uuidString).\(suffix)" }
}

extension WatchedRun {
    /// The end of what it wrote.
    var text: String { String(decoding: output.suffix(300), as: UTF8.self) }
}

/// What a render may take, by the renderer that reads the file; that of documents is never needed as a measure.
struct AttackLimits: Sendable {
    var video: Int
    var page: Int
    var image: Int
    var office: Int

    /// Those of a short run, and at all times those of the controls: what keeps a tool busy for longer is a bomb, though a
    /// fast machine may be done with it before the defaults end.
    static let short = AttackLimits(video: 2, page: 2, image: 2, office: 15)

    /// The defaults, or for a short run less of them.
    static let current = Proof.isFull ? AttackLimits(video: 20, page: 10, image: 5, office: 45) : short

    subscript(_ kind: Attack.Kind) -> (seconds: Int, megabytes: Int) {
        switch kind {
        case .video: (video, 2048)
        case .page: (page, 2048)
        case .image: (image, 2048)
        case .office: (office, 3072)
        }
    }

    /// As settings.
    var settings: [String: String] {
        [
            "limits.videoSeconds": "\(video)", "limits.pageSeconds": "\(page)", "limits.imageSeconds": "\(image)",
            "limits.officeSeconds": "\(office)",
        ]
    }
}

/// Runs `body` for all of `items`, a few at a time.
func concurrently<Item: Sendable>(
    _ items: [Item],
    atMost count: Int,
    _ body: @escaping @Sendable (Item) async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, item) in items.enumerated() {
            if index >= count { try await group.next() }
            group.addTask { try await body(item) }
        }
        try await group.waitForAll()
    }
}
