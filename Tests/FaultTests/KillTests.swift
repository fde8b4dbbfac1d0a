// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension FaultSuite {
    @Suite("Kills")
    struct KillTests {
        @Test("nothing that was acknowledged is lost when the server is killed at random moments")
        func randomKills() async throws {
            let kills = Proof.count(sample: 3, full: 20)
            let hint = "seed \(Proof.seed)"
            let clip = try Clips.middling()
            let server = try ServerProcess()
            defer { server.remove() }
            try await server.start()
            let client = try server.client()
            let ledger = Ledger()
            let bytes = try clip.bytes

            try await withThrowingTaskGroup { group in
                for number in 1...2 {
                    group.addTask {
                        let generator = SeededGenerator(seed: Proof.seed, stream: UInt64(number))
                        var customer = Customer(client: client, ledger: ledger, video: bytes, generator: generator)
                        while !Task.isCancelled { await customer.visit(seconds: clip.seconds) }
                    }
                }
                var generator = SeededGenerator(seed: Proof.seed)
                for number in 0..<kills {
                    try await Task.sleep(for: .milliseconds(.random(in: 100...1500, using: &generator)))
                    // Some at any moment, some while a task is being worked on.
                    if number % 2 == 0 {
                        let folder = try DataFolder(server)
                        try await eventually("a task is being worked on", every: .milliseconds(1)) {
                            try folder.number("SELECT count(*) FROM task WHERE state = 'PROCESSING'") > 0
                        }
                    }
                    server.kill()
                    try await server.start()
                }
                group.cancelAll()
            }

            let entries = await ledger.entries
            #expect(entries.tasks.count >= kills, "\(hint)")
            for (task, instants) in entries.tasks {
                let ended = try await client.finished(task, within: .seconds(300))
                try await checkPictures(of: ended, at: instants, of: clip, with: client, hint)
            }
            try await checkAssets(entries, bytes, client, hint)
            let folder = try DataFolder(server)
            let redone = try folder.number("SELECT count(*) FROM task WHERE attempt > 1")
            #expect(redone > 0, "no kill hit a task: \(hint)")
            let (blobs, referenced) = (try folder.blobs().count, try folder.referenced().count)
            print(
                "FAULT kills=\(kills) \(hint) assets=\(entries.assets.count) tasks=\(entries.tasks.count)",
                "redone=\(redone) lost=0 orphans=\(blobs - referenced)"
            )
            #expect(server.stop() == 0)
            try await checkStorage(of: server, hint)
        }

        /// Every asset is there, and those whose upload was confirmed have their bytes.
        private func checkAssets(
            _ entries: Ledger.Entries,
            _ bytes: Data,
            _ client: VODClient,
            _ hint: String
        ) async throws {
            for asset in entries.assets {
                let details = try await client.send(
                    .GET,
                    "/v1.0/{project}/asset/details",
                    query: [("asset_id", asset), ("categories", "base_info")]
                )
                try #require(details.status == 200, "\(hint) asset \(asset): \(details)")
                guard entries.confirmed.contains(asset) else { continue }
                let info = try #require(try details.json["base_info"] as? [String: Any])
                let source = try await Answer.of(.GET, try #require(info["sign_url"] as? String, "\(details)"))
                #expect(source.body == bytes, "\(hint) source of \(asset)")
            }
        }

        /// Sweeps a server that was stopped, and compares its files with its rows.
        private func checkStorage(of stopped: ServerProcess, _ hint: String) async throws {
            let server = try ServerProcess(
                data: stopped.data,
                settings: ["sweep.orphanSeconds": "0", "sweep.intervalSeconds": "1"]
            )
            try await server.start()
            let folder = try DataFolder(server)
            try? await eventually("the storage holds what the rows refer to", within: .seconds(15)) {
                try folder.staging().isEmpty && folder.blobs() == folder.referenced()
            }
            #expect(try folder.staging() == [], "\(hint)")
            #expect(try folder.blobs() == folder.referenced(), "\(hint)")
            #expect(try folder.isSound(), "\(hint)")
            #expect(server.stop() == 0)
        }

        @Test("an upload that was acknowledged can be confirmed after a kill")
        func killBeforeConfirmation() async throws {
            let clip = try Clips.short()
            try await ServerProcess.with { server in
                let client = try server.client()
                let created = try await client.send(.POST, "/v1.0/{project}/asset", json: Customer.asset)
                let asset = try created.text("asset_id")
                let put = try await Answer.of(.PUT, try created.text("video_upload_url"), body: try clip.bytes)
                try #require(put.status == 200, "\(put)")

                server.kill()
                try await server.start()

                let confirmed = try await client.send(
                    .POST,
                    "/v1.0/{project}/asset/status/uploaded",
                    json: ["asset_id": asset, "status": "CREATED"]
                )
                #expect(confirmed.status == 200, "\(confirmed)")
                let task = try await client.dots(asset, [0, 7, 19])
                let ended = try await client.finished(task)
                try await checkPictures(of: ended, at: [0, 7, 19], of: clip, with: client)
            }
        }
    }
}

/// What the server has acknowledged.
actor Ledger {
    struct Entries {
        var assets: Set<String> = []
        var confirmed: Set<String> = []
        /// The instants that each task owes a picture of.
        var tasks: [String: [Int]] = [:]
    }

    private(set) var entries = Entries()

    func created(_ asset: String) { entries.assets.insert(asset) }
    func confirmed(_ asset: String) { entries.confirmed.insert(asset) }
    func ordered(_ task: String, _ instants: [Int]) { entries.tasks[task] = instants }
}

/// A client that goes on whatever happens to the server, and notes what was acknowledged.
struct Customer {
    static let asset = ["title": "a clip", "video_name": "clip", "video_type": "MP4"]

    let client: VODClient
    let ledger: Ledger
    let video: Data
    var generator: SeededGenerator

    /// Makes, uploads and confirms an asset, and orders snapshots of it; gives up where the server is gone.
    mutating func visit(seconds: [Int]) async {
        do {
            let created = try await client.send(.POST, "/v1.0/{project}/asset", json: Self.asset)
            guard created.status == 200 else { throw ServerTrouble(description: "\(created)") }
            let asset = try created.text("asset_id")
            await ledger.created(asset)
            let put = try await Answer.of(.PUT, try created.text("video_upload_url"), body: video)
            guard put.status == 200 else { throw ServerTrouble(description: "\(put)") }
            let confirmed = try await client.send(
                .POST,
                "/v1.0/{project}/asset/status/uploaded",
                json: ["asset_id": asset, "status": "CREATED"]
            )
            guard confirmed.status == 200 else { throw ServerTrouble(description: "\(confirmed)") }
            await ledger.confirmed(asset)
            for _ in 0..<2 {
                let instants = seconds.filter { _ in Bool.random(using: &generator) }
                let task = try await client.dots(asset, instants.isEmpty ? [0] : instants)
                await ledger.ordered(task, instants.isEmpty ? [0] : instants)
            }
        } catch {
            // The server is down; the pace below keeps the next attempt from coming at once.
        }
        // A steady pace of orders, which the server can follow.
        try? await Task.sleep(for: .milliseconds(200))
    }
}
