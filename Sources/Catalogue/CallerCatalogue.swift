// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Who may call: projects, their users and keys, tokens, and the applications that sign for users.
package protocol CallerCatalogue: Sendable {
    /// Adds a project.
    ///
    /// - Throws: `stateConflict` when the id is taken.
    func insert(_ project: Project) async throws
    func project(_ id: ID<Project>) async throws -> Project?
    /// In the order of their creation.
    func projects() async throws -> [Project]
    /// Removes a project with its users, keys and tokens.
    ///
    /// - Throws: `stateConflict` while it has assets or contents, or files lie in the space of one of its users;
    ///   `projectNotFound` when unknown.
    func deleteProject(_ id: ID<Project>) async throws

    /// Adds a user, or replaces the one with the same id.
    ///
    /// A user who has no space gets `space`; one who has keeps it, also in another project. A password that differs
    /// from the one before ends the user's tokens.
    ///
    /// - Returns: The space of the user.
    /// - Throws: `stateConflict` when another user has the name, or the project changes while files lie in the space;
    ///   `projectNotFound` when the project is unknown.
    func save(_ user: User, space: Space) async throws -> Space
    func user(_ id: ID<User>) async throws -> User?
    func user(named name: String) async throws -> User?
    /// In the order of their creation.
    func users() async throws -> [User]
    /// Removes a user with their tokens, jobs and space; false when unknown.
    ///
    /// - Throws: `stateConflict` while files lie in the space.
    func deleteUser(_ id: ID<User>) async throws -> Bool

    /// Adds an access key.
    ///
    /// - Throws: `stateConflict` when the id is taken, `projectNotFound` when the project is unknown.
    func insert(_ key: AccessKey) async throws
    func accessKey(_ id: ID<AccessKey>) async throws -> AccessKey?
    /// In the order of their creation.
    func accessKeys() async throws -> [AccessKey]
    /// Removes an access key; false when unknown.
    func deleteAccessKey(_ id: ID<AccessKey>) async throws -> Bool

    /// Adds a token.
    ///
    /// - Throws: `stateConflict` when the digest is taken, `projectNotFound` when the project is unknown.
    func insert(_ token: AccessToken) async throws
    func token(digest: String) async throws -> AccessToken?
    /// Moves the end of a token that has not ended at `now`; false when there is none.
    func extendToken(digest: String, until expires: Date, now: Date) async throws -> Bool
    /// In the order of their creation.
    func tokens() async throws -> [AccessToken]
    /// Removes the tokens whose digest begins with `prefix`; returns how many.
    func deleteTokens(digestPrefix prefix: String) async throws -> Int
    /// Removes the tokens that expire before `date`; returns how many.
    func deleteTokens(expiredBefore date: Date) async throws -> Int

    /// Makes `key` the one that signs.
    ///
    /// The others end at `end`, if they do not end before; those that have ended at the creation of `key` are removed.
    ///
    /// - Throws: `stateConflict` when the id is taken.
    func rotateSigningKey(to key: SigningKey, endingOthers end: Date) async throws
    /// In the order of their creation.
    func signingKeys() async throws -> [SigningKey]

    /// Adds an application.
    ///
    /// - Throws: `stateConflict` when the id is taken.
    func insert(_ application: Application) async throws
    func application(_ id: ID<Application>) async throws -> Application?
    /// In the order of their creation.
    func applications() async throws -> [Application]
    /// Removes an application; false when unknown.
    func deleteApplication(_ id: ID<Application>) async throws -> Bool
}
