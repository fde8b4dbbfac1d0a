// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func listsFolders(_ catalogue: any Catalogue) async throws {
        var unfinished = Sample.file("unfinished")
        unfinished.state = .uploading
        let names = ["e", "b", "d", "a"]
        try await catalogue.fillDrive(
            [],
            [Sample.folder("z"), Sample.file("in z", in: "z"), unfinished, Sample.file("gone", recycled: 1)]
                + names.map { Sample.file($0) }
        )
        #expect(try await catalogue.list(.folder(nil)) == ["z", "a", "b", "d", "e"], "the folder first")
        #expect(try await catalogue.list(.folder(nil), offset: 1, limit: 2) == ["a", "b"])
        #expect(try await catalogue.list(.folder(ID("z"))) == ["in z"])
        #expect(try await catalogue.list(.folder(ID("none"))).isEmpty)
        let page = try await catalogue.files(
            in: Sample.space.id,
            matching: DriveFilter(place: .folder(nil)),
            order: DriveOrder(),
            offset: 9,
            limit: 2
        )
        #expect(page.items.isEmpty && page.total == 5)
        let elsewhere = try await catalogue.files(
            in: ID("other"),
            matching: DriveFilter(place: .folder(ID("z"))),
            order: DriveOrder(),
            offset: 0,
            limit: 9
        )
        #expect(elsewhere.total == 0)
    }

    func hidesWhatIsRecycled(_ catalogue: any Catalogue) async throws {
        try await catalogue.fillDrive(
            [],
            [
                Sample.folder("top"), Sample.folder("bin", in: "top", recycled: 2), Sample.folder("deep", in: "bin"),
                Sample.file("hidden", in: "deep"), Sample.file("gone", in: "top", recycled: 3),
                Sample.file("here", in: "top"),
            ]
        )
        #expect(try await catalogue.list(.folder(ID("top"))) == ["here"])
        #expect(try await catalogue.list(.folder(ID("bin"))).isEmpty, "recycled itself")
        #expect(try await catalogue.list(.folder(ID("deep"))).isEmpty, "recycled through a folder")
        #expect(try await catalogue.list(.anywhere) == ["top", "here"])
        _ = try await catalogue.changeDrive { drive in try drive.update(Sample.folder("bin", in: "top")) }
        #expect(try await catalogue.list(.folder(ID("deep"))) == ["hidden"])
        #expect(try await catalogue.list(.anywhere) == ["bin", "deep", "top", "here", "hidden"])
    }

    func listsTheBin(_ catalogue: any Catalogue) async throws {
        var unfinished = Sample.file("unfinished", recycled: 9)
        unfinished.state = .uploading
        try await catalogue.fillDrive(
            [],
            [
                Sample.folder("bin", recycled: 2), Sample.file("hidden", in: "bin"),
                Sample.file("twice", in: "bin", recycled: 1), Sample.file("gone", recycled: 3), Sample.file("here"),
                unfinished,
            ]
        )
        let newest = DriveOrder(key: .recycled, ascending: false)
        #expect(try await catalogue.list(.bin, order: newest) == ["bin", "gone", "twice"])
        let binned = try await catalogue.readDrive { drive in try drive.binned(in: Sample.space.id).map(\.id.text) }
        #expect(Set(binned) == ["bin", "twice", "gone", "unfinished"])
    }

    func sortsFiles(_ catalogue: any Catalogue) async throws {
        let specimens: [(name: String, size: Int64, created: Double, edited: Double)] = [
            ("b.TXT", 3, 1, 9), ("B.png", 2, 2, 8), ("Éa.jpg", 1, 3, 7), ("éb.jpg", 1, 4, 6), ("a", 9, 5, 5),
        ]
        let files = specimens.enumerated().map { index, specimen in
            var file = Sample.file("\(index)")
            file.name = specimen.name
            file.size = specimen.size
            file.created = Sample.at(specimen.created)
            file.edited = Sample.at(specimen.edited)
            return file
        }
        try await catalogue.fillDrive([], files + [Sample.folder("y"), Sample.folder("x")])
        func sorted(_ key: DriveOrder.Key, _ ascending: Bool = true) async throws -> String {
            try await catalogue.list(.folder(nil), order: DriveOrder(key: key, ascending: ascending)).joined()
        }
        #expect(try await sorted(.name) == "xy41023", "without regard to case: a, B.png, b.TXT, Éa, éb")
        #expect(try await sorted(.name, false) == "yx32014", "folders first all the same")
        #expect(try await sorted(.size) == "xy23104", "equals by their ids")
        #expect(try await sorted(.size, false) == "xy40123")
        #expect(try await sorted(.created) == "xy01234")
        #expect(try await sorted(.edited) == "xy43210")
        #expect(try await sorted(.format) == "xy42310", "none, jpg, png, txt")
        for key in DriveOrder.Key.allCases { #expect(try await sorted(key, false).count == 7) }
    }

    func filtersFiles(_ catalogue: any Catalogue) async throws {
        var files = [
            Sample.folder("d"), Sample.file("1", in: "d", type: "15"), Sample.file("2", type: "20"),
            Sample.file("3", type: "26"),
        ]
        files[1].name = "ÉCOLE 100%"
        files[2].name = "école"
        files[3].name = "École_1000"
        try await catalogue.fillDrive([], files)
        func found(_ change: (inout DriveFilter) -> Void) async throws -> Set<String> {
            var filter = DriveFilter(place: .anywhere)
            change(&filter)
            return Set(try await catalogue.list(filter))
        }
        #expect(try await found { $0.types = ["15", "26"] } == ["1", "3"])
        #expect(try await found { $0.nameText = "éCo" } == ["1", "2", "3"])
        #expect(try await found { $0.nameText = "100%" } == ["1"])
        #expect(try await found { $0.nameText = "e_" } == ["3"])
        #expect(
            try await found { filter in
                filter.place = .folder(nil)
                filter.types = ["15", "20"]
                filter.nameText = "école"
            } == ["2"]
        )
    }
}
