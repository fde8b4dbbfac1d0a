// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /v3/auth/tokens` (contract 5.1).
struct SignInShape: Decodable {
    struct Auth: Decodable {
        var identity: Identity
        var scope: Scope?
    }

    struct Identity: Decodable {
        var methods: [String]
        var password: Password?
    }

    struct Password: Decodable {
        var user: UserShape
    }

    struct UserShape: Decodable {
        var id: String?
        var name: String?
        var password: String
        var domain: Named?
    }

    struct Scope: Decodable {
        var project: Named?
        var domain: Named?
    }

    /// Something by its name or its id.
    struct Named: Decodable {
        var id: String?
        var name: String?
    }

    var auth: Auth
}

/// `token` of the answer (contract 5.1).
struct TokenShape: Encodable {
    struct Named: Encodable {
        var id: String
        var name: String
    }

    struct ProjectShape: Encodable {
        var domain: Named
        var id: String
        var name: String
    }

    struct UserShape: Encodable {
        var domain: Named
        var id: String
        var name: String
        var passwordExpiresAt = ""
    }

    var catalog: [String]?
    var expiresAt: String
    var issuedAt: String
    var methods = ["password"]
    var project: ProjectShape
    var roles = [Named(id: "0", name: "vod_admin")]
    var user: UserShape
}

/// The answer of `GET /v3/projects`.
struct ProjectsShape: Encodable {
    struct Item: Encodable {
        var id: String
        var name: String
        var domainId: String
        var parentId: String
        var enabled = true
        var isDomain = false
        var description = ""
    }

    struct Links: Encodable {
        var `self`: String
    }

    var projects: [Item]
    var links: Links
}
