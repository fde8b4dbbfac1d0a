// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import GRDB
package import Model

extension SQLiteCatalogue {
    package func insert(_ project: Project) async throws {
        try await write { database in
            try database.insert(
                into: "project",
                [("id", project.id.text), ("name", project.name), ("created", project.created.milliseconds)]
            )
        }
    }

    package func project(_ id: ID<Project>) async throws -> Project? {
        try lookUp { database in
            try database.row("SELECT * FROM project WHERE id = \(id.text)").map(Project.init(row:))
        }
    }

    package func projects() async throws -> [Project] {
        try await read { database in
            try database.rows("SELECT * FROM project ORDER BY created, id").map(Project.init(row:))
        }
    }

    package func deleteProject(_ id: ID<Project>) async throws {
        try await write { database in
            guard try !database.exists("SELECT 1 FROM asset WHERE project = \(id.text)") else {
                throw Failure(.caller, .stateConflict, "The project has assets.")
            }
            let files: SQL = """
                SELECT 1 FROM space JOIN driveFile ON driveFile.space = space.id WHERE space.project = \(id.text)
                """
            let contents: SQL = "SELECT 1 FROM content WHERE project = \(id.text)"
            guard try !database.exists(files), try !database.exists(contents) else {
                throw Failure(.caller, .stateConflict, "The project has files.")
            }
            let deleted = try database.run("DELETE FROM project WHERE id = \(id.text)")
            guard deleted > 0 else { throw Failure.projectNotFound }
        }
    }

    package func save(_ user: User, space: Space) async throws -> Space {
        precondition(space.owner == user.id && space.project == user.project, "A space is its user's.")
        return try await write { database in
            try database.requireProject(user.project)
            let other: SQL = "SELECT 1 FROM user WHERE name = \(user.name) AND id <> \(user.id.text)"
            guard try !database.exists(other) else {
                throw Failure(.caller, .stateConflict, "Another user has this name.")
            }
            let known = try database.row("SELECT * FROM user WHERE id = \(user.id.text)").map(User.init(row:))
            if let known, known.password != user.password {
                try database.run("DELETE FROM token WHERE user = \(user.id.text)")
            }
            let columns: Database.Columns = [
                ("id", user.id.text), ("name", user.name), ("project", user.project.text),
                ("passwordSalt", user.password?.salt), ("passwordKey", user.password?.key),
                ("created", user.created.milliseconds),
            ]
            try database.insert(into: "user", columns, replacing: ["id"])
            return try database.keepSpace(of: user, otherwise: space)
        }
    }

    package func user(_ id: ID<User>) async throws -> User? {
        try lookUp { database in
            try database.row("SELECT * FROM user WHERE id = \(id.text)").map(User.init(row:))
        }
    }

    package func user(named name: String) async throws -> User? {
        try lookUp { database in
            try database.row("SELECT * FROM user WHERE name = \(name)").map(User.init(row:))
        }
    }

    package func users() async throws -> [User] {
        try await read { database in
            try database.rows("SELECT * FROM user ORDER BY created, id").map(User.init(row:))
        }
    }

    package func deleteUser(_ id: ID<User>) async throws -> Bool {
        try await write { database in
            if let space = try database.space(of: id), try database.hasFiles(in: space.id) {
                throw Failure(.caller, .stateConflict, "Files lie in the space of the user.")
            }
            return try database.run("DELETE FROM user WHERE id = \(id.text)") > 0
        }
    }
}

extension Failure {
    static let projectNotFound = Failure(.caller, .projectNotFound, "There is no such project.")
}

extension Database {
    func requireProject(_ id: ID<Project>) throws {
        guard try exists("SELECT 1 FROM project WHERE id = \(id.text)") else { throw Failure.projectNotFound }
    }

    /// The space of a user, which follows them into another project; `new` becomes it where there is none.
    fileprivate func keepSpace(of user: User, otherwise new: Space) throws -> Space {
        guard var space = try space(of: user.id) else {
            try insert(into: "space", new.columns)
            return new
        }
        guard space.project != user.project else { return space }
        guard try !hasFiles(in: space.id) else {
            throw Failure(.caller, .stateConflict, "Files lie in the space of the user.")
        }
        space.project = user.project
        try update("space", id: space.id.text, [("project", space.project.text)])
        return space
    }
}

extension Project {
    fileprivate init(row: Row) {
        self.init(id: row.id("id"), name: row["name"], created: row.date("created"))
    }
}

extension User {
    fileprivate init(row: Row) {
        let salt: Data? = row["passwordSalt"]
        let key: Data? = row["passwordKey"]
        var password: PasswordHash?
        if let salt, let key { password = PasswordHash(salt: salt, key: key) }
        self.init(
            id: row.id("id"),
            name: row["name"],
            project: row.id("project"),
            password: password,
            created: row.date("created")
        )
    }
}
