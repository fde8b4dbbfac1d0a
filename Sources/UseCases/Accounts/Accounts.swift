// SPDX-License-Identifier: Apache-2.0

package import Catalogue
import Crypto
import CryptoExtras
package import FoundationEssentials
package import Model
import NIOPosix

/// The rules for projects, users with their spaces, access keys, applications and tokens.
package struct Accounts: Sendable {
    /// How long a token lives (contract 5.1).
    package static let tokenLifetime: TimeInterval = 24 * 3600

    let catalogue: any Catalogue
    let key: InstanceKey
    let surroundings: Surroundings
    /// Bytes that the files of a new space may take.
    private let driveCapacity: Int64

    package init(
        catalogue: any Catalogue,
        key: InstanceKey,
        surroundings: Surroundings,
        driveCapacity: Int64 = 1 << 40
    ) {
        self.catalogue = catalogue
        self.key = key
        self.surroundings = surroundings
        self.driveCapacity = driveCapacity
    }

    // MARK: Made by the operator

    /// The project with that id, made when it is missing.
    package func project(_ id: ID<Project>, name: String? = nil) async throws -> Project {
        if let project = try await catalogue.project(id) { return project }
        let text = id.text.utf8
        guard (1...64).contains(text.count), text.allSatisfy(Self.isIDCharacter) else {
            throw Failure.invalid("id", "A project id has 1 to 64 letters, digits, '-' and '_'.")
        }
        let project = Project(id: id, name: name ?? id.text, created: surroundings.now())
        try await catalogue.insert(project)
        return project
    }

    /// Makes a user with a personal space, and the project when it is missing; a user who exists gets the new password.
    package func saveUser(
        named name: String,
        in project: ID<Project>,
        password: String?
    ) async throws -> (user: User, space: Space) {
        let project = try await self.project(project)
        let known = try await catalogue.user(named: name)
        guard known == nil || known?.project == project.id else {
            throw Failure(.caller, .stateConflict, "There is a user \(name) in another project.")
        }
        let user = User(
            id: known?.id ?? surroundings.newID(),
            name: name,
            project: project.id,
            password: try password.map(hash) ?? known?.password,
            created: known?.created ?? surroundings.now()
        )
        return (user, try await catalogue.save(user, space: newSpace(for: user)))
    }

    /// The user with that id, or else that name, and their personal space, both made when they are missing.
    ///
    /// A user who is made here gets a project of the same id, of which nobody else is.
    ///
    /// - Throws: `stateConflict` when there is a project of that id: it may be another tenant's.
    package func user(_ id: ID<User>) async throws -> (user: User, space: Space) {
        var known = try await catalogue.user(id)
        if known == nil { known = try await catalogue.user(named: id.text) }
        if let user = known {
            return (user, try await catalogue.save(user, space: newSpace(for: user)))
        }
        guard try await catalogue.project(ID(id.text)) == nil else {
            throw Failure(.caller, .stateConflict, "There is a project \(id), and no user of that id or name.")
        }
        let project = try await self.project(ID(id.text))
        let user = User(id: id, name: id.text, project: project.id, password: nil, created: surroundings.now())
        return (user, try await catalogue.save(user, space: newSpace(for: user)))
    }

    /// A personal space, as KooDrive's look: `I` and 32 hex digits.
    private func newSpace(for user: User) -> Space {
        let random: ID<Space> = surroundings.newID()
        return Space(
            id: ID("I\(random)"),
            owner: user.id,
            project: user.project,
            capacity: driveCapacity,
            created: surroundings.now()
        )
    }

    /// Makes an access key, and the project when it is missing.
    ///
    /// - Returns: The key and its secret, which is not shown again.
    package func createKey(for project: ID<Project>) async throws -> (key: AccessKey, secret: String) {
        let project = try await self.project(project)
        let secret = randomText(40, from: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let accessKey = AccessKey(
            id: ID(randomText(20, from: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")),
            project: project.id,
            sealedSecret: try key.seal(secret),
            created: surroundings.now()
        )
        try await catalogue.insert(accessKey)
        return (accessKey, secret)
    }

    /// Makes a token for a user, who is made when missing.
    ///
    /// - Returns: As ``createToken(for:user:lifetime:)``.
    package func createToken(
        forUser id: ID<User>,
        lifetime: TimeInterval = tokenLifetime
    ) async throws -> (token: AccessToken, text: String) {
        let user = try await user(id).user
        return try await createToken(for: user.project, user: user.id, lifetime: lifetime)
    }

    /// Makes a token for a project (made when it is missing) or for a user.
    ///
    /// - Returns: The token's record and its text, which is not shown again.
    package func createToken(
        for project: ID<Project>,
        user: ID<User>? = nil,
        lifetime: TimeInterval = tokenLifetime
    ) async throws -> (token: AccessToken, text: String) {
        let project = try await self.project(project)
        let text = randomText(64, from: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let now = surroundings.now()
        let token = AccessToken(
            digest: Self.digest(text),
            project: project.id,
            user: user,
            created: now,
            expires: now.addingTimeInterval(lifetime)
        )
        try await catalogue.insert(token)
        return (token, text)
    }

    // MARK: Shown by a caller

    /// The secret of an access key, and the project that it speaks for; `nil` for an unknown key.
    package func secret(of id: ID<AccessKey>) async throws -> (secret: String, project: ID<Project>)? {
        guard let accessKey = try await catalogue.accessKey(id) else { return nil }
        return (try key.open(accessKey.sealedSecret), accessKey.project)
    }

    /// The record of a token, also of one that has expired; `nil` for an unknown one.
    package func token(_ text: String) async throws -> AccessToken? {
        try await catalogue.token(digest: Self.digest(text))
    }

    /// Whether a token is past its time.
    package func isExpired(_ token: AccessToken) -> Bool {
        token.expires <= surroundings.now()
    }

    /// The user with that password; `nil` when the two do not belong together.
    ///
    /// Takes as long for an unknown user as for a wrong password.
    package func signIn(_ user: User?, password: String) async throws -> User? {
        let known = user?.password
        let reference = known ?? PasswordHash(salt: Data(count: 16), key: Data(count: 32))
        let derived = try await Self.guesses.runIfActive { try Self.stretch(password, salt: reference.salt) }
        guard equalInConstantTime(derived, reference.key), known != nil else { return nil }
        return user
    }

    // MARK: Arithmetic

    /// One thread for all guesses of passwords: however many there are, they cost one core.
    private static let guesses: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return pool
    }()

    private func hash(_ password: String) throws -> PasswordHash {
        var generator = surroundings.randomness()
        let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        return PasswordHash(salt: salt, key: try Self.stretch(password, salt: salt))
    }

    /// scrypt with N = 2^14, r = 8, p = 1: 16 MiB and some 40 ms for each guess.
    private static func stretch(_ password: String, salt: Data) throws -> Data {
        let key = try KDF.Scrypt.deriveKey(
            from: Data(password.utf8),
            salt: salt,
            outputByteCount: 32,
            rounds: 1 << 14,
            blockSize: 8,
            parallelism: 1
        )
        return key.withUnsafeBytes { Data($0) }
    }

    static func digest(_ text: String) -> String {
        SHA256.hash(data: Data(text.utf8)).hex
    }

    private static func isIDCharacter(_ byte: UInt8) -> Bool {
        let character = Character(UnicodeScalar(byte))
        return character.isASCII && (character.isLetter || character.isNumber) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    func randomText(_ count: Int, from alphabet: String) -> String {
        var generator = surroundings.randomness()
        let characters = Array(alphabet)
        return String((0..<count).map { _ in characters[Int.random(in: 0..<characters.count, using: &generator)] })
    }
}
