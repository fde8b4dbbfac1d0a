// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model
import Testing

extension CatalogueConformance {
    func keepsProjectsInOrder(_ catalogue: any Catalogue) async throws {
        let late = Project(id: ID("a-late"), name: "Late", created: Sample.at(9))
        for project in [late, Sample.otherProject, Sample.project] { try await catalogue.insert(project) }

        #expect(try await catalogue.projects() == [Sample.project, Sample.otherProject, late])
        #expect(try await catalogue.project(late.id) == late)
        #expect(try await catalogue.project(ID("a-LATE")) == nil)
        await #expect(performing: { try await catalogue.insert(late) }, throws: Failure.has(.stateConflict))
    }

    func deletesOnlyEmptyProjects(_ catalogue: any Catalogue) async throws {
        let asset = Sample.asset("one")
        try await catalogue.fill(asset)
        let user = User(id: ID("u"), name: "u", project: asset.project, password: nil, created: Sample.at(0))
        _ = try await catalogue.save(user, space: Sample.space(of: user))
        try await catalogue.insert(key("k"))
        try await catalogue.insert(token("abc", user: user.id))
        await #expect(
            performing: { try await catalogue.deleteProject(asset.project) },
            throws: Failure.has(.stateConflict)
        )
        #expect(try await catalogue.users() == [user])

        _ = try await catalogue.deleteAsset(asset.id, in: asset.project)
        try await catalogue.deleteProject(asset.project)
        #expect(try await catalogue.projects() == [Sample.otherProject])
        #expect(try await catalogue.users().isEmpty)
        #expect(try await catalogue.accessKeys().isEmpty)
        #expect(try await catalogue.tokens().isEmpty)
        await #expect(
            performing: { try await catalogue.deleteProject(asset.project) },
            throws: Failure.has(.projectNotFound)
        )
    }

    func keepsUsers(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        try await catalogue.insert(Sample.otherProject)
        let password = PasswordHash(salt: Data([0, 1, 255]), key: Data([7]))
        var ann = User(id: ID("1"), name: "Ann", project: Sample.project.id, password: password, created: Sample.at(2))
        let bob = User(id: ID("2"), name: "Bob", project: Sample.project.id, password: nil, created: Sample.at(1))
        _ = try await catalogue.save(ann, space: Sample.space(of: ann))
        _ = try await catalogue.save(bob, space: Sample.space(of: bob))
        try await catalogue.insert(token("t", user: ann.id))
        #expect(try await catalogue.user(named: "Ann") == ann)
        #expect(try await catalogue.user(named: "ann") == nil)
        #expect(try await catalogue.users() == [bob, ann])

        ann.name = "Anna"
        ann.project = Sample.otherProject.id
        _ = try await catalogue.save(ann, space: Sample.space(of: ann))
        #expect(try await catalogue.user(ann.id) == ann)
        #expect(try await catalogue.tokens().count == 1, "replacing a user keeps the tokens")
        ann.password = PasswordHash(salt: Data([1]), key: Data([8]))
        _ = try await catalogue.save(ann, space: Sample.space(of: ann))
        #expect(try await catalogue.user(ann.id) == ann)
        #expect(try await catalogue.tokens().isEmpty, "another password ends them")
        try await catalogue.insert(token("u", user: ann.id))
        let thief = User(id: ID("3"), name: "Bob", project: Sample.project.id, password: nil, created: Sample.at(3))
        await #expect(
            performing: { try await catalogue.save(thief, space: Sample.space(of: thief)) },
            throws: Failure.has(.stateConflict)
        )
        let lost = User(id: ID("4"), name: "Lost", project: ID("nowhere"), password: nil, created: Sample.at(3))
        await #expect(
            performing: { try await catalogue.save(lost, space: Sample.space(of: lost)) },
            throws: Failure.has(.projectNotFound)
        )

        #expect(try await catalogue.deleteUser(ann.id))
        #expect(try await catalogue.tokens().isEmpty)
        #expect(try await !catalogue.deleteUser(ann.id))
    }

    func keepsAccessKeys(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        let keys = [key("A", created: 2), key("B", created: 1)]
        for key in keys { try await catalogue.insert(key) }
        #expect(try await catalogue.accessKey(ID("A")) == keys[0])
        #expect(try await catalogue.accessKey(ID("a")) == nil)
        #expect(try await catalogue.accessKeys() == [keys[1], keys[0]])
        await #expect(performing: { try await catalogue.insert(keys[0]) }, throws: Failure.has(.stateConflict))
        #expect(try await catalogue.deleteAccessKey(ID("A")))
        #expect(try await !catalogue.deleteAccessKey(ID("A")))
        #expect(try await catalogue.accessKey(ID("A")) == nil)
    }

    func keepsTokens(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        for (digest, expires) in [("ab1", 10.0), ("ab2", 20), ("a%3", 30), ("b_4", 40)] {
            try await catalogue.insert(token(digest, expires: expires))
        }
        #expect(try await catalogue.token(digest: "ab1") == token("ab1", expires: 10))
        #expect(try await catalogue.token(digest: "ab") == nil)
        #expect(try await catalogue.tokens().map(\.digest) == ["a%3", "ab1", "ab2", "b_4"])
        #expect(try await catalogue.deleteTokens(expiredBefore: Sample.at(20)) == 1)
        #expect(try await catalogue.deleteTokens(digestPrefix: "a%") == 1)
        #expect(try await catalogue.deleteTokens(digestPrefix: "_") == 0)
        #expect(try await catalogue.tokens().map(\.digest) == ["ab2", "b_4"])
    }

    func extendsTokens(_ catalogue: any Catalogue) async throws {
        try await catalogue.insert(Sample.project)
        try await catalogue.insert(token("t", expires: 10))
        let late = Sample.at(30)
        #expect(try await !catalogue.extendToken(digest: "t", until: late, now: Sample.at(10)), "it has ended")
        #expect(try await !catalogue.extendToken(digest: "u", until: late, now: Sample.at(0)))
        #expect(try await catalogue.token(digest: "t") == token("t", expires: 10))
        #expect(try await catalogue.extendToken(digest: "t", until: late, now: Sample.at(9)))
        #expect(try await catalogue.token(digest: "t") == token("t", expires: 30))
    }

    func keepsApplications(_ catalogue: any Catalogue) async throws {
        func application(_ id: String, _ created: Double) -> Application {
            Application(id: ID(id), name: "N \(id)", sealedSecret: Data([0, 255, 3]), created: Sample.at(created))
        }
        let late = application("a", 2)
        let early = application("b", 1)
        for application in [late, early] { try await catalogue.insert(application) }
        #expect(try await catalogue.application(ID("a")) == late)
        #expect(try await catalogue.application(ID("A")) == nil)
        #expect(try await catalogue.applications() == [early, late])
        await #expect(performing: { try await catalogue.insert(late) }, throws: Failure.has(.stateConflict))
        #expect(try await catalogue.deleteApplication(ID("a")))
        #expect(try await !catalogue.deleteApplication(ID("a")))
        #expect(try await catalogue.applications() == [early])
    }

    func rotatesSigningKeys(_ catalogue: any Catalogue) async throws {
        func key(_ id: String, _ created: Double, ends: Double? = nil) -> SigningKey {
            SigningKey(
                id: ID(id),
                sealedSecret: Data([0, 255, 3]),
                created: Sample.at(created),
                ends: ends.map(Sample.at)
            )
        }
        try await catalogue.rotateSigningKey(to: key("z", 1), endingOthers: Sample.at(1))
        #expect(try await catalogue.signingKeys() == [key("z", 1)])
        try await catalogue.rotateSigningKey(to: key("b", 10), endingOthers: Sample.at(30))
        #expect(try await catalogue.signingKeys() == [key("z", 1, ends: 30), key("b", 10)])
        // The end of a key never moves back; one that has ended goes.
        try await catalogue.rotateSigningKey(to: key("a", 20), endingOthers: Sample.at(40))
        #expect(try await catalogue.signingKeys() == [key("z", 1, ends: 30), key("b", 10, ends: 40), key("a", 20)])
        await #expect(
            performing: { try await catalogue.rotateSigningKey(to: key("a", 20), endingOthers: Sample.at(99)) },
            throws: Failure.has(.stateConflict)
        )
        #expect(try await catalogue.signingKeys().last == key("a", 20))
        try await catalogue.rotateSigningKey(to: key("c", 35), endingOthers: Sample.at(35))
        #expect(try await catalogue.signingKeys() == [key("c", 35)])
    }

    private func key(_ id: String, created: Double = 0) -> AccessKey {
        AccessKey(
            id: ID(id),
            project: Sample.project.id,
            sealedSecret: Data([0, 200, 3]),
            created: Sample.at(created)
        )
    }

    private func token(_ digest: String, user: ID<User>? = nil, expires: Double = 100) -> AccessToken {
        AccessToken(
            digest: digest,
            project: Sample.project.id,
            user: user,
            created: Sample.at(0),
            expires: Sample.at(expires)
        )
    }
}
