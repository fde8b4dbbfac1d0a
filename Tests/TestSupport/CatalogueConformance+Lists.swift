// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func listsAssetsInOrder(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        for (id, created) in [("c", 1.0), ("a", 2), ("b", 2), ("d", 2.001), ("e", 0)] {
            try await catalogue.insert(Sample.asset(id, created: created), tasks: [])
        }
        var filter = AssetFilter()
        #expect(try await catalogue.ids(matching: filter) == ["d", "a", "b", "c", "e"])
        #expect(try await catalogue.ids(matching: filter, offset: 1, limit: 2) == ["a", "b"])
        let beyond = try await catalogue.assets(in: Sample.project.id, matching: filter, offset: 9, limit: 2)
        #expect(beyond.items.isEmpty && beyond.total == 5)
        let none = try await catalogue.assets(in: Sample.project.id, matching: filter, offset: 0, limit: 0)
        #expect(none.items.isEmpty && none.total == 5)
        filter.ascending = true
        #expect(try await catalogue.ids(matching: filter) == ["e", "c", "a", "b", "d"])
        filter.ids = [ID("b"), ID("e"), ID("b"), ID("x")]
        #expect(try await catalogue.ids(matching: filter) == ["e", "b"])
        filter.ids = []
        #expect(try await catalogue.ids(matching: filter).isEmpty)
    }

    func filtersAssets(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        for (index, id) in ["a", "b", "c", "d"].enumerated() {
            var asset = Sample.asset(id, created: Double(index))
            asset.categoryID = index / 2
            asset.tags = Array(["x", "y\"", "x%"].prefix(index))
            asset.videoType = ["MP4", "MKV", "TS", "MP4"][index]
            try await catalogue.insert(asset, tasks: [])
        }
        func found(_ change: (inout AssetFilter) -> Void) async throws -> [String] {
            var filter = AssetFilter()
            filter.ascending = true
            change(&filter)
            return try await catalogue.ids(matching: filter)
        }
        #expect(try await found { $0.createdFrom = Sample.at(1) } == ["b", "c", "d"], "both ends belong to the range")
        #expect(try await found { $0.createdTo = Sample.at(1) } == ["a", "b"])
        #expect(try await found { $0.createdTo = Sample.at(0.999) } == ["a"])
        #expect(try await found { $0.categoryID = 1 } == ["c", "d"])
        #expect(try await found { $0.tags = ["x"] } == ["b", "c", "d"])
        #expect(try await found { $0.tags = ["x%", "y\""] } == ["d"])
        #expect(try await found { $0.tags = ["X"] }.isEmpty)
        #expect(try await found { $0.videoTypes = ["TS", "MKV"] } == ["b", "c"])
        #expect(
            try await found { filter in
                filter.videoTypes = ["MP4"]
                filter.createdFrom = Sample.at(1)
                filter.tags = ["x"]
            } == ["d"]
        )
    }

    func searchesText(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        let texts = [("a", "100% Wool", ""), ("b", "100 x", "Über_ALLES"), ("c", "雪の街", "x\\y"), ("d", "", "ÉCOLE")]
        for (index, text) in texts.enumerated() {
            var asset = Sample.asset(text.0, created: Double(index))
            (asset.title, asset.description) = (text.1, text.2)
            try await catalogue.insert(asset, tasks: [])
        }
        let expected = [
            "wOOL": ["a"], "%": ["a"], "_": ["b"], "über": ["b"], "r_a": ["b"], "街": ["c"], "\\": ["c"], "école": ["d"],
            "100": ["a", "b"], "": ["a", "b", "c", "d"],
        ]
        for (text, ids) in expected {
            var filter = AssetFilter()
            filter.ascending = true
            filter.text = text
            #expect(try await catalogue.ids(matching: filter) == ids, "\(text)")
        }
        _ = try await catalogue.change(ID("a"), in: Sample.project.id) { change in change.asset.title = "Cotton" }
        var filter = AssetFilter()
        filter.text = "wool"
        #expect(try await catalogue.ids(matching: filter).isEmpty, "a changed title is searched as it is now")
    }

    func filtersByState(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        let states: [(String, Asset.State)] = [
            ("a", .creating), ("b", .created), ("c", .published), ("d", .failed), ("e", .created),
        ]
        for (index, (id, state)) in states.enumerated() {
            let asset = Sample.asset(id, created: Double(index), state: state)
            let tasks = id < "d" ? [Sample.task("t-" + id, of: asset, created: Double(index))] : []
            let ingest = Sample.task("i-" + id, of: asset, work: .ingest(cover: true), created: 1000)
            try await catalogue.insert(asset, tasks: tasks + [ingest])
        }
        // Of the snapshot tasks, that of a fails and that of b succeeds; that of c keeps running.
        let first = try #require(try await catalogue.claim(at: 10))
        let ended = try await catalogue.fail(
            first.claim,
            with: Sample.damaged,
            media: nil,
            assetState: nil,
            now: Sample.at(11)
        )
        #expect(ended)
        #expect(try await catalogue.finish(at: 11) != nil)
        #expect(try await catalogue.claim(at: 12) != nil)

        func found(_ states: [Asset.State], _ snapshots: [AssetFilter.Snapshots]) async throws -> [String] {
            var filter = AssetFilter()
            filter.ascending = true
            filter.states = states
            filter.snapshots = snapshots
            return try await catalogue.ids(matching: filter)
        }
        #expect(try await found([.created, .failed], []) == ["b", "d", "e"])
        #expect(try await found([], [.failed]) == ["a"])
        #expect(try await found([], [.succeeded]) == ["b"])
        #expect(try await found([], [.running, .failed]) == ["a", "c"])
        #expect(try await found([.failed], [.running]) == ["c", "d"], "either kind of state is enough")
        _ = try await catalogue.deleteSnapshotTasks([ID("t-a")], of: nil, in: Sample.project.id)
        #expect(try await found([], [.failed]).isEmpty)
    }
}
