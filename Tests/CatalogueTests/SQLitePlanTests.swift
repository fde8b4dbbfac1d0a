// SPDX-License-Identifier: Apache-2.0

@testable import Catalogue
import FoundationEssentials
import GRDB
import Model
import Testing

@Suite("Queries of the SQLite catalogue")
struct SQLitePlanTests {
    private let folder: TemporaryFolder
    private let catalogue: SQLiteCatalogue
    private let asset: Asset
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    init() async throws {
        folder = try TemporaryFolder()
        catalogue = try SQLiteCatalogue(path: folder.path("c.sqlite"))
        let project = Project(id: ID("p"), name: "P", created: start)
        asset = Asset(id: ID("a"), project: project.id, created: start, title: "", videoName: "", videoType: "MP4")
        try await catalogue.insert(project)
        try await catalogue.insert(asset, tasks: [])
    }

    @Test("claim by one search of the queue's index, with 20,000 tasks waiting")
    func claim() async throws {
        try await enqueue(20_000)
        let plan = try await plan(SQLiteCatalogue.claimStatement(.render, now: start, leaseEnd: start))
        #expect(
            plan == [
                "SEARCH task USING INDEX sqlite_autoindex_task_1 (id=?)", "SCALAR SUBQUERY 1",
                "SEARCH task USING INDEX taskQueue (lane=? AND due<?)",
            ],
            "neither a scan nor a sort"
        )
        let later = start.addingTimeInterval(100)
        #expect(try await catalogue.claim(.render, now: later, leaseEnd: later)?.task.id == ID("00000"))
    }

    @Test("count the queue from its index")
    func depth() async throws {
        let plan = try await plan(SQLiteCatalogue.depthQuery)
        #expect(plan == ["SEARCH task USING COVERING INDEX taskUnfinished (state=?)"])
    }

    @Test("list and count assets from their index, in its order")
    func assets() async throws {
        let condition = try AssetFilter().condition(in: asset.project)
        let page = try await plan("SELECT * FROM asset WHERE \(condition) ORDER BY \(AssetFilter().order) LIMIT 10")
        #expect(page == ["SEARCH asset USING INDEX assetList (project=?)"])
        let count = try await plan("SELECT count(*) FROM asset WHERE \(condition)")
        #expect(count == ["SEARCH asset USING COVERING INDEX assetList (project=?)"])
    }

    @Test("count filtered assets from their index")
    func filteredAssets() async throws {
        var filter = AssetFilter()
        filter.states = [.created]
        filter.snapshots = [.failed]
        filter.createdFrom = start
        filter.categoryID = 3
        filter.videoTypes = ["MP4"]
        let plan = try await plan("SELECT count(*) FROM asset WHERE \(filter.condition(in: asset.project))")
        #expect(plan.contains { $0.contains("USING COVERING INDEX assetList (project=? AND created>?)") }, "\(plan)")
    }

    @Test("look assets up by their ids")
    func assetsByID() async throws {
        var filter = AssetFilter()
        filter.ids = [asset.id]
        let plan = try await plan("SELECT * FROM asset WHERE \(filter.condition(in: asset.project))")
        #expect(plan.first == "SEARCH asset USING INDEX sqlite_autoindex_asset_1 (id=?)", "\(plan)")
    }

    @Test("list and count snapshot tasks from their indexes, in their order")
    func snapshotTasks() async throws {
        let expected: [(ID<Asset>?, ID<RenderTask>?, String)] = [
            (nil, nil, "snapshotTaskList (project=?)"), (asset.id, nil, "snapshotTaskOfAsset (asset=?)"),
            (nil, ID("t"), "sqlite_autoindex_task_1 (id=?)"), (asset.id, ID("t"), "sqlite_autoindex_task_1 (id=?)"),
        ]
        for (asset, task, index) in expected {
            let condition = SQLiteCatalogue.snapshotTaskCondition(self.asset.project, asset, task)
            let page = try await plan("SELECT * FROM task WHERE \(condition) ORDER BY created DESC, id LIMIT 10")
            #expect(page == ["SEARCH task USING INDEX \(index)"])
            let count = try await plan("SELECT count(*) FROM task WHERE \(condition)")
            let covering = task == nil ? "COVERING " : ""
            #expect(count == ["SEARCH task USING \(covering)INDEX \(index)"])
        }
    }

    /// Adds waiting tasks, one a millisecond.
    private func enqueue(_ count: Int) async throws {
        let tasks = (0..<count).map { number in
            let digits = String(number)
            return RenderTask(
                id: ID(String(repeating: "0", count: 5 - digits.count) + digits),
                project: asset.project,
                asset: asset.id,
                work: .ingest(cover: true),
                created: start.addingTimeInterval(Double(number) / 1000)
            )
        }
        _ = try await catalogue.change(asset.id, in: asset.project) { change in change.newTasks = tasks }
    }

    /// SQLite's plan, a line a step.
    private func plan(_ query: SQL) async throws -> [String] {
        try await catalogue.pool.write { database in
            try Row.fetchAll(database, SQLRequest(literal: "EXPLAIN QUERY PLAN \(query)")).map { row in row["detail"] }
        }
    }
}
