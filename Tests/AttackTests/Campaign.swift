// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

/// All attacks on their controls and then on a server, and what came of them.
struct Campaign: Sendable {
    /// What the server made of an attack.
    struct Trial: Sendable {
        var answer: Answer
        /// What it made of it in another project when the canary's files were not there.
        var blindAnswer: Answer?
    }

    @TaskLocal static var finished: Campaign?

    var made: Set<String>
    var controls: [String: Controls.Result]
    var trials: [String: Trial]
    /// The share of the canary's colour in each picture that the server made.
    var shares: [String: Double]
    var quiet: Neighbour.Record
    var besieged: Neighbour.Record
    /// Connections to the canary while the server was attacked, and whether it was there to be connected to.
    var connections: Int
    var isCanaryAlive: Bool
    /// The UDP port of the canary was bound.
    var wasPortBound: Bool
    /// Files that programs in documents left.
    var left: [String]
    /// How the children of the server ended.
    var children: [ChildLine]
    var log: String

    /// The campaign of the running suite.
    static var current: Campaign {
        get throws {
            guard let finished else { throw ServerTrouble(description: "the suite has no campaign") }
            return finished
        }
    }

    /// Runs all of it.
    static func run() async throws -> Campaign {
        let files = try await CanaryFiles()
        let canary = try await CanaryServer(answering: try files.picture)
        let made = try await files.makeAttacks(port: canary.port)
        // Mixed, so that those of one kind do not come together.
        var random = SeededGenerator(seed: 5)
        let attacks = Attack.all.filter { made.contains($0.name) }.shuffled(using: &random)
        let limits = AttackLimits.current
        let controls = try await Controls.run(attacks, files, canary)
        for file in files.left { try FileManager.default.removeItem(atPath: "\(files.secret)/\(file)") }
        let calls = canary.connections

        let settings = limits.settings.merging([
            "renderers.warm": "video,page,image,office", "limits.rate": "off", "log.level": "debug",
            // For a short run more attacks come at once, which must leave the neighbour a place.
            "renderers.concurrency": Proof.isFull ? "0" : "4",
            // A call that the filter forgot is to be found here, not by a user.
            "sandbox.unknownCalls": "kill",
        ]) { $1 }
        return try await ServerProcess.with(settings: settings, environment: ["CANARY": CanaryFiles.environment]) {
            server in
            let planted = try plant(files, in: server.data)
            let neighbour = try await Neighbour(server)
            let count = Proof.count(sample: 25, full: 300)
            _ = try await neighbour.work(5)
            var quiet = try await neighbour.work((count + 1) / 2)

            let (isOver, wasBound) = (Flag(), Flag())
            async let besieged = neighbour.work(count) { isOver.isSet }
            var trials = try await attack(server, attacks, files, as: "attacker", atMost: Proof.isFull ? 1 : 2) {
                if Controls.boundPorts.contains(canary.port + 1) { wasBound.set() }
            }.mapValues { Trial(answer: $0, blindAnswer: nil) }
            isOver.set()
            let record = try await besieged
            // Before and after, as machines do not stay as they were.
            try await quiet.add(neighbour.work((count + 1) / 2))
            let texts = attacks.filter(\.wantsText)
            let blind = try await files.hiding {
                try await attack(server, texts, files, as: "blind", atMost: 2) {}
            }
            for (name, answer) in blind { trials[name]?.blindAnswer = answer }
            let connections = canary.connections - calls
            let isAlive = (try? await Answer.of(.GET, "http://127.0.0.1:\(canary.port)/alive").status) == 200
            let pictures = trials.filter { $0.value.answer.status == 200 }.mapValues(\.answer.body)
            for path in planted { try FileManager.default.removeItem(at: path) }
            try await server.expectOrder()
            return Campaign(
                made: made,
                controls: controls,
                trials: trials,
                shares: try await decode(pictures),
                quiet: quiet,
                besieged: record,
                connections: connections,
                isCanaryAlive: isAlive && canary.wasAsked(for: "alive"),
                wasPortBound: wasBound.isSet,
                left: files.left,
                children: ChildLine.all(in: server.log),
                log: try String(contentsOf: server.log, encoding: .utf8)
            )
        }
    }

    /// Puts the files that are named by relative path into the folders of a server.
    private static func plant(_ files: CanaryFiles, in data: URL) throws -> [URL] {
        var planted: [URL] = []
        for folder in ["", "storage", "storage/staging", "work"].map({ data.appending(path: $0) })
        where FileManager.default.fileExists(atPath: folder.path) {
            for (name, source) in ["side.png": "side.png", "parent.png": "side.png", "side.ts": "side.ts"] {
                let target = folder.appending(path: name)
                try FileManager.default.copyItem(atPath: "\(files.folder)/\(source)", toPath: target.path)
                planted.append(target)
            }
        }
        return planted
    }

    private static func attack(
        _ server: ServerProcess,
        _ attacks: [Attack],
        _ files: CanaryFiles,
        as project: String,
        atMost count: Int,
        _ look: @escaping @Sendable () -> Void
    ) async throws -> [String: Answer] {
        let token = try await server.token(of: project)
        let answers = Mutex([String: Answer]())
        try await concurrently(attacks, atMost: count) { attack in
            let answer = try await Answer.of(
                .POST,
                "\(server.base)/api/v1/thumbnails?max_length=480&wait=60",
                headers: [("Authorization", "Bearer \(token)")],
                body: try Data(contentsOf: URL(filePath: "\(files.folder)/\(attack.name)"))
            )
            look()
            answers.withLock { $0[attack.name] = answer }
        }
        return answers.withLock { $0 }
    }

    /// How much of each picture has the canary's colour, by the word of another decoder.
    private static func decode(_ pictures: [String: Data]) async throws -> [String: Double] {
        try await blocking {
            let folder = try temporaryFolder("answers")
            defer { try? FileManager.default.removeItem(atPath: folder) }
            for (name, bytes) in pictures { try bytes.write(to: URL(filePath: "\(folder)/\(name).jpg")) }
            guard !pictures.isEmpty else { return [:] }
            let paths = pictures.keys.map { "\(folder)/\($0).jpg" }
            try Program.run(["mogrify", "-depth", "8", "-format", "rgb"] + paths)
            var shares: [String: Double] = [:]
            for name in pictures.keys {
                shares[name] = CanaryFiles.share(in: try Data(contentsOf: URL(filePath: "\(folder)/\(name).rgb")))
            }
            return shares
        }
    }
}

/// Something that happens once.
private final class Flag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}

/// What the server's log tells of the end of one render.
struct ChildLine: Sendable {
    var program: String
    var end: String
    /// Milliseconds.
    var wall: Int
    /// The most bytes that were resident.
    var memory: Int

    static func all(in log: URL) -> [ChildLine] {
        let lines = ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n")
        return lines.filter { $0.contains("A renderer's child ended.") }.compactMap { line in
            let tree = JSON(value: try? JSONSerialization.jsonObject(with: Data(line.utf8)))
            guard let wall = tree.wall.text?.split(separator: " ").first.flatMap({ Int($0) }) else { return nil }
            guard let memory = tree.memory.text.flatMap({ Int($0) }) else { return nil }
            return ChildLine(program: tree.renderer.text ?? "", end: tree.end.text ?? "", wall: wall, memory: memory)
        }
    }
}

/// Gives a suite its campaign.
struct CampaignTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let campaign = try await Campaign.run()
        try await Campaign.$finished.withValue(campaign) { try await function() }
    }
}

extension Trait where Self == CampaignTrait {
    /// One campaign for all tests.
    static var campaign: Self { CampaignTrait() }
}
