// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// The personal space of a user: the drive that their files lie in (KooDrive calls its id `containerId`).
package struct Space: Hashable, Sendable, Codable {
    package var id: ID<Space>
    package var owner: ID<User>
    package var project: ID<Project>
    /// Bytes that its files may take together.
    package var capacity: Int64
    /// Whether anything may be done in it.
    package var isActive: Bool
    package var created: Date

    package init(
        id: ID<Space>,
        owner: ID<User>,
        project: ID<Project>,
        capacity: Int64,
        isActive: Bool = true,
        created: Date
    ) {
        self.id = id
        self.owner = owner
        self.project = project
        self.capacity = capacity
        self.isActive = isActive
        self.created = created
    }
}
