// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

/// A space with what its files take.
package struct SpaceUse: Sendable, Hashable {
    package var space: Space
    /// Bytes of all its files, those being uploaded and the recycled ones included.
    package var used: Int64
}

extension Drive {
    /// The personal space of a user.
    ///
    /// - Throws: `notPermitted` when `owner` is another user, `spaceUnknown`.
    package func space(of owner: ID<User>, for user: ID<User>) async throws -> SpaceUse {
        guard owner == user else { throw DriveRefusal.notPermitted }
        guard let space = try await catalogue.space(of: owner) else { throw DriveRefusal.spaceUnknown }
        return try await self.space(space.id, for: user)
    }

    /// A space.
    ///
    /// - Throws: `spaceUnknown`, `notPermitted`.
    package func space(_ id: ID<Space>, for user: ID<User>) async throws -> SpaceUse {
        try await catalogue.readDrive { drive in
            // A space that is not active can still be looked at.
            guard let space = try drive.space(id) else { throw DriveRefusal.spaceUnknown }
            guard space.owner == user else { throw DriveRefusal.notPermitted }
            return SpaceUse(space: space, used: try drive.bytesUsed(in: id))
        }
    }
}
