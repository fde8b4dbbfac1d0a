// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Crypto
package import FoundationEssentials
import Logging
package import Model
import ServiceLifecycle
import Synchronization

/// The keys that sign addresses: the newest signs, and those before it hold until what they signed has expired.
package final class SigningKeys: Service {
    /// How soon a running server signs with a key that was made beside it.
    package static let interval = Duration.seconds(2)

    private struct Entry {
        var id: String
        var key: SymmetricKey
        var ends: Date?
    }

    private let accounts: Accounts
    private let entries: Mutex<[Entry]>
    private let logger = Logger(label: "vignette.keys")

    /// The keys of an installation; the first is made here when there is none.
    package init(_ accounts: Accounts) async throws {
        self.accounts = accounts
        if try await accounts.catalogue.signingKeys().allSatisfy({ $0.ends != nil }) {
            _ = try await accounts.rotateSigningKey(keepingOthersFor: 0)
        }
        entries = Mutex(try await Self.load(accounts))
    }

    /// The key that signs, and its name.
    package func current() -> (id: String, key: SymmetricKey) {
        entries.withLock { entries in
            guard let newest = entries.last(where: { $0.ends == nil }) else {
                preconditionFailure("One key of an installation always signs.")
            }
            return (newest.id, newest.key)
        }
    }

    /// The key of that name; `nil` when there is none that can have signed an address that expires then.
    ///
    /// A key that no longer signs holds only for what it may have signed while it did: whoever got hold of it cannot make
    /// addresses that last.
    package func key(_ id: String, forAddressUntil expires: Date) -> SymmetricKey? {
        entries.withLock { entries in
            entries.first { entry in entry.id == id && entry.ends.map { expires <= $0 } ?? true }?.key
        }
    }

    /// Reads the keys again.
    package func reload() async throws {
        let loaded = try await Self.load(accounts)
        entries.withLock { entries in
            if loaded.contains(where: { $0.ends == nil }) { entries = loaded }
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                do {
                    try await self.reload()
                } catch is CancellationError {
                    return
                } catch {
                    self.logger.warning("the keys were not read again", metadata: ["error": "\(error)"])
                }
            }
        }
    }

    private static func load(_ accounts: Accounts) async throws -> [Entry] {
        try await accounts.catalogue.signingKeys().map { key in
            let secret = try accounts.key.open(key.sealedSecret)
            return Entry(id: key.id.text, key: SymmetricKey(data: Data(secret.utf8)), ends: key.ends)
        }
    }
}

extension Accounts {
    /// Makes a key that signs addresses from now on.
    ///
    /// - Parameter lifetime: How long addresses that others signed still hold, in seconds; zero ends them at once.
    package func rotateSigningKey(keepingOthersFor lifetime: TimeInterval) async throws -> SigningKey {
        let now = surroundings.now()
        let secret = randomText(64, from: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let id: ID<SigningKey> = surroundings.newID()
        let signing = SigningKey(id: ID(String(id.text.prefix(16))), sealedSecret: try key.seal(secret), created: now)
        try await catalogue.rotateSigningKey(to: signing, endingOthers: now.addingTimeInterval(lifetime))
        return signing
    }
}
