// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A tenant: assets, tasks and keys belong to exactly one.
package struct Project: Hashable, Sendable, Codable {
    package var id: ID<Project>
    package var name: String
    package var created: Date

    package init(id: ID<Project>, name: String, created: Date) {
        self.id = id
        self.name = name
        self.created = created
    }
}

/// A person or program that signs in with a password, into one project.
package struct User: Hashable, Sendable, Codable {
    package var id: ID<User>
    package var name: String
    package var project: ID<Project>
    /// Salt and scrypt key of the password; `nil`: the user cannot sign in with one.
    package var password: PasswordHash?
    package var created: Date

    package init(id: ID<User>, name: String, project: ID<Project>, password: PasswordHash?, created: Date) {
        self.id = id
        self.name = name
        self.project = project
        self.password = password
        self.created = created
    }
}

/// A password as it is kept: salted and stretched.
package struct PasswordHash: Hashable, Sendable, Codable {
    package var salt: Data
    package var key: Data

    package init(salt: Data, key: Data) {
        self.salt = salt
        self.key = key
    }
}

/// An access key (AK/SK) of a project.
package struct AccessKey: Hashable, Sendable, Codable {
    /// The public part, 20 upper-case letters and digits.
    package var id: ID<AccessKey>
    package var project: ID<Project>
    /// The secret key, sealed with the instance key.
    package var sealedSecret: Data
    package var created: Date

    package init(id: ID<AccessKey>, project: ID<Project>, sealedSecret: Data, created: Date) {
        self.id = id
        self.project = project
        self.sealedSecret = sealedSecret
        self.created = created
    }
}

/// A key that signs addresses.
package struct SigningKey: Hashable, Sendable, Codable {
    /// Stands in the addresses that it signed.
    package var id: ID<SigningKey>
    /// The key, sealed with the instance key.
    package var sealedSecret: Data
    package var created: Date
    /// From when on nothing that it signed holds; `nil` for the one that signs.
    package var ends: Date?

    package init(id: ID<SigningKey>, sealedSecret: Data, created: Date, ends: Date? = nil) {
        self.id = id
        self.sealedSecret = sealedSecret
        self.created = created
        self.ends = ends
    }
}

/// A bearer token.
///
/// Only its digest is kept.
package struct AccessToken: Hashable, Sendable, Codable {
    /// Lower-case hex SHA-256 of the token's text.
    package var digest: String
    package var project: ID<Project>
    /// Who signed in; `nil` for a token made by the operator.
    package var user: ID<User>?
    package var created: Date
    package var expires: Date

    package init(digest: String, project: ID<Project>, user: ID<User>?, created: Date, expires: Date) {
        self.digest = digest
        self.project = project
        self.user = user
        self.created = created
        self.expires = expires
    }
}
