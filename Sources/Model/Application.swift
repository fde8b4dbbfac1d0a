// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A program that signs its requests to the drive and acts for the users it names (contract 5.3).
package struct Application: Hashable, Sendable, Codable {
    /// The AppId, 32 lower-case hex digits.
    package var id: ID<Application>
    package var name: String
    /// The AppSecret, sealed with the instance key.
    package var sealedSecret: Data
    package var created: Date

    package init(id: ID<Application>, name: String, sealedSecret: Data, created: Date) {
        self.id = id
        self.name = name
        self.sealedSecret = sealedSecret
        self.created = created
    }
}
