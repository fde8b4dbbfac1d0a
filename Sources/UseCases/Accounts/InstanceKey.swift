// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import FoundationEssentials
import Model

/// The secret of an installation: seals what is kept, signs what is handed out.
package struct InstanceKey: Sendable {
    private let root: SymmetricKey

    /// - Parameter bytes: 32 random bytes, the same at every start.
    package init(bytes: Data) {
        root = SymmetricKey(data: bytes)
    }

    /// A key for one purpose, independent of those for others.
    package func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: root, info: Data(purpose.utf8), outputByteCount: 32)
    }

    /// Encrypts a secret for the catalogue (AES-GCM).
    package func seal(_ secret: String) throws -> Data {
        let box = try AES.GCM.seal(Data(secret.utf8), using: derived(for: "catalogue secrets"))
        guard let sealed = box.combined else {
            throw Failure(.permanent, .internalError, "A secret could not be sealed.")
        }
        return sealed
    }

    /// Decrypts what ``seal(_:)`` made; throws when it was made with another key.
    package func open(_ sealed: Data) throws -> String {
        let box = try AES.GCM.SealedBox(combined: sealed)
        return String(decoding: try AES.GCM.open(box, using: derived(for: "catalogue secrets")), as: UTF8.self)
    }
}
