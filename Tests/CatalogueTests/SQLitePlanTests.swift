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

    @Test("claim by searches of the circle of projects and of the queue's index")
    func claim() async throws {
        let turns = try await plan(Database.turns(in: .render))
        #expect(turns.first == "SEARCH turn USING COVERING INDEX turnInOrder (lane=?)", "\(turns)")
        #expect(turns.last == "SEARCH task USING INDEX taskQueue (lane=? AND project=? AND due>?)", "\(turns)")
        let holders = try await plan(Database.holders(in: .render, now: start))
        #expect(holders == ["SEARCH task USING INDEX taskUnfinished (state=?)"])
        let claim = try await plan(
            SQLiteCatalogue.claimStatement(.render, of: asset.project, now: start, leaseEnd: start)
        )
        #expect(
            claim == [
                "SEARCH task USING INDEX sqlite_autoindex_task_1 (id=?)", "SCALAR SUBQUERY 1",
                "SEARCH task USING INDEX taskQueue (lane=? AND project=? AND due<?)",
            ],
            "neither a scan nor a sort"
        )
    }

    @Test("claim in the same time with 100,000 tasks of 1000 projects waiting as with a few")
    func claimFromAFullQueue() async throws {
        let few = try await claimTimes(waiting: 200, of: 2)
        let many = try await claimTimes(waiting: 100_000, of: 1000)
        func milliseconds(_ time: Duration) -> Double { time / .milliseconds(1) }
        print("CLAIM median_ms search few=\(milliseconds(few.search)) many=\(milliseconds(many.search))")
        print("CLAIM median_ms whole few=\(milliseconds(few.whole)) many=\(milliseconds(many.whole))")
        #expect(many.search < max(few.search * 3, .milliseconds(1)))
    }

    /// The median time of a claim while so many tasks wait: of what is done in the transaction, and with the commit.
    private func claimTimes(
        waiting count: Int,
        of projects: Int
    ) async throws -> (search: Duration, whole: Duration) {
        try await fillQueue(count, of: projects)
        var (searches, wholes): ([Duration], [Duration]) = ([], [])
        var served: Set<ID<Project>> = []
        for number in 0..<200 {
            if number % 2 == 0 {
                let begin = ContinuousClock.now
                let claimed = try await catalogue.claim(.render, of: 8, now: start, leaseEnd: start + 60)
                wholes.append(begin.duration(to: .now))
                served.insert(try #require(claimed?.task.project))
            } else {
                let (time, project) = try await catalogue.pool.write { [start] database in
                    let begin = ContinuousClock.now
                    let project = try #require(try database.takeTurn(of: .render, slots: 8, now: start))
                    let claim = SQLiteCatalogue.claimStatement(.render, of: project, now: start, leaseEnd: start + 60)
                    _ = try #require(try database.row(claim))
                    return (begin.duration(to: .now), project)
                }
                searches.append(time)
                served.insert(project)
            }
            // As in work: few are held at a time.
            if number % 4 == 3 { try await catalogue.pool.write { try $0.execute(sql: Self.endClaims) } }
        }
        #expect(served.count == min(200, projects))
        return (searches.sorted()[searches.count / 2], wholes.sorted()[wholes.count / 2])
    }

    /// Leaves nothing in the queue but so many waiting tasks of as many projects.
    private func fillQueue(_ count: Int, of projects: Int) async throws {
        try await catalogue.pool.write { database in
            try database.execute(sql: "DELETE FROM task; DELETE FROM turn")
            try database.execute(
                sql: """
                    WITH RECURSIVE one (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM one WHERE number < ?)
                    INSERT INTO task (id, project, asset, kind, lane, work, state, created, runAt, attempt, retries,
                            strikes, pictureCount, owed, done, notes)
                        SELECT format('%06d', number), 'p' || (number % ?), 'a', 'ingest', 'render',
                            '{"ingest":{"cover":true}}', 'WAITING', number, number, 0, 0, 0, 0, 0, 0, '[]'
                        FROM one
                    """,
                arguments: [count, projects]
            )
            for project in 0..<projects { try database.joinTurns(of: .render, ID("p\(project)")) }
        }
    }

    private static let endClaims = "UPDATE task SET state = 'SUCCEED', leaseEnd = NULL WHERE state = 'PROCESSING'"

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

    @Test("know how many assets a project has without counting them")
    func assetCount() async throws {
        for number in 0..<9 {
            var other = asset
            other.id = ID("b\(number)")
            try await catalogue.insert(other, tasks: [])
        }
        for number in [2, 5] { _ = try await catalogue.deleteAsset(ID("b\(number)"), in: asset.project) }
        let page = try await catalogue.assets(in: asset.project, matching: AssetFilter(), offset: 0, limit: 3)
        #expect(page.items.count == 3 && page.total == 8)
        var filter = AssetFilter()
        filter.videoTypes = ["MP4"]
        #expect(try await catalogue.assets(in: asset.project, matching: filter, offset: 0, limit: 3).total == 8)
        #expect(try await catalogue.assets(in: ID("other"), matching: AssetFilter(), offset: 0, limit: 3).total == 0)
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

    @Test("look the drives up in their indexes")
    func drives() async throws {
        let space = ID<Space>("s")
        let folder = DriveFile(id: ID("f"), space: space, parent: ID("d"), name: "", type: "10", created: start)
        let inFolder = "SEARCH driveFile USING INDEX driveFileOfFolder (parent=? AND space=?"
        for parent in [nil, folder.id] {
            let child = try await plan(Database.child(named: "n", of: parent, in: space))
            #expect(child.first == inFolder + " AND name=?)", "\(child)")
            var filter = DriveFilter(place: .folder(parent))
            filter.types = ["15"]
            let list = try await plan("SELECT * FROM driveFile WHERE \(filter.condition(in: space))")
            #expect(list.first == inFolder + ")", "\(list)")
        }
        let bin = try await plan(Database.binned(in: space))
        #expect(bin == ["SEARCH driveFile USING INDEX driveFileOfBin (space=? AND recycled>?)"])
        let bytes = try await plan(Database.bytesUsed(in: space))
        #expect(bytes == ["SEARCH driveFile USING COVERING INDEX driveFileOfSpace (space=?)"])
        let uses = try await plan(Database.uses(of: ID("c"), in: space))
        #expect(uses == ["SEARCH driveFile USING COVERING INDEX driveFileOfContent (content=? AND space=?)"])
        for query in [Database.ancestors(of: folder), Database.descendants(of: folder)] {
            try await expectNoScan(query, of: ["driveFile", "folder", "child"])
        }
        for place in [DriveFilter.Place.bin, .anywhere] {
            var filter = DriveFilter(place: place)
            for types in [[], ["15"]] {
                filter.types = types
                let query: SQL = "SELECT * FROM driveFile WHERE \(try filter.condition(in: space))"
                try await expectNoScan(query, of: ["driveFile", "child"])
            }
        }
    }

    @Test("list and count drive jobs from their index, in its order")
    func driveJobs() async throws {
        for kinds: Set<DriveJob.Kind> in [[], [.copy, .move]] {
            let condition = try SQLiteCatalogue.jobCondition(of: ID("u"), kinds: kinds)
            let page = try await plan("SELECT * FROM driveJob WHERE \(condition) ORDER BY created DESC, id LIMIT 9")
            #expect(page.first == "SEARCH driveJob USING INDEX driveJobOfUser (user=?)", "\(page)")
            #expect(!page.contains { $0.contains("TEMP B-TREE") }, "\(page)")
            let count = try await plan("SELECT count(*) FROM driveJob WHERE \(condition)")
            #expect(count.first == "SEARCH driveJob USING COVERING INDEX driveJobOfUser (user=?)", "\(count)")
        }
    }

    @Test("find the thumbnails of a content by its index")
    func thumbnails() async throws {
        let work = RenderTask.Work.thumbnails(ThumbnailSpec(shapes: [.longSide(480)]))
        let task = RenderTask(
            id: ID("t"),
            project: asset.project,
            subject: .content(ID("c")),
            work: work,
            created: start
        )
        let same = try await plan(SQLiteCatalogue.sameTask(as: task))
        #expect(same == ["SEARCH task USING INDEX taskOfContent (content=? AND work=?)"])
        let having = try await plan(SQLiteCatalogue.contents(among: "[]", having: work))
        #expect(having.first == "SEARCH task USING INDEX taskOfContent (content=? AND work=?)", "\(having)")
        let finished = try await plan("SELECT count(*) FROM task WHERE \(SQLiteCatalogue.isFinished(of: ID("c")))")
        #expect(finished == ["SEARCH task USING INDEX taskOfContent (content=?)"])
        let oldest = try await plan(SQLiteCatalogue.oldestThumbnails(of: ID("c"), sparing: "[]", limit: 9))
        #expect(oldest.first == "SEARCH task USING INDEX taskOfContent (content=?)", "\(oldest)")
        let digest = try await plan("SELECT * FROM content WHERE project = 'p' AND sha256 = 'x'")
        #expect(digest == ["SEARCH content USING INDEX contentByDigest (project=? AND sha256=?)"])
    }

    @Test("sweep by the indexes of what is unfinished or unused")
    func sweeps() async throws {
        let files = try await plan(SQLiteCatalogue.unfinishedFiles(begunBefore: start, limit: 9))
        #expect(files.first?.hasSuffix("INDEX driveFileUnfinished (created<?)") == true, "\(files)")
        let contents = try await plan(SQLiteCatalogue.unusedContents(madeBefore: start, limit: 9))
        #expect(contents.first?.hasSuffix("INDEX contentUnused (kept<?)") == true, "\(contents)")
        let jobs = try await plan(SQLiteCatalogue.driveJobs(before: start, limit: 9))
        #expect(jobs == ["SEARCH driveJob USING COVERING INDEX driveJobByAge (created<?)"])
        let entries = try await plan(SQLiteCatalogue.ledgerEntries(before: start, limit: 9))
        #expect(entries == ["SEARCH ledger USING COVERING INDEX ledgerByAge (date<?)"])
        for steps in [files, contents] {
            #expect(!steps.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(steps)")
        }
    }

    @Test("read the ledger from its indexes, in its order")
    func ledger() async throws {
        let key = LedgerKey(project: asset.project, sha256: "x")
        let one = try await plan(SQLiteCatalogue.ledgerQuery(of: key))
        #expect(one == ["SEARCH ledger USING INDEX ledgerOfContent (project=? AND sha256=?)"])
        let strikes = try await plan(SQLiteCatalogue.ledgerQuery(withRefusals: false))
        #expect(strikes == ["SCAN ledger USING INDEX ledgerStrikes"])
        let all = try await plan(SQLiteCatalogue.ledgerQuery(withRefusals: true))
        #expect(all == ["SCAN ledger USING INDEX ledgerByAge"])
    }

    private func expectNoScan(
        _ query: SQL,
        of tables: [String],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let steps = try await plan(query)
        for table in tables {
            #expect(!steps.contains { $0.hasPrefix("SCAN \(table)") }, "\(steps)", sourceLocation: location)
        }
    }

    /// SQLite's plan, a line a step.
    private func plan(_ query: SQL) async throws -> [String] {
        try await catalogue.pool.write { database in
            try Row.fetchAll(database, SQLRequest(literal: "EXPLAIN QUERY PLAN \(query)")).map { row in row["detail"] }
        }
    }
}
