// SPDX-License-Identifier: Apache-2.0

package import Model

/// Which files of a space are wanted.
///
/// Every member that is set must match.
package struct DriveFilter: Sendable, Hashable {
    /// Where a file lies.
    package enum Place: Sendable, Hashable {
        /// Directly in a folder (`nil`: at the top), neither recycled itself nor through a folder.
        case folder(ID<DriveFile>?)
        /// Anywhere, neither recycled itself nor through a folder.
        case anywhere
        /// Moved to the recycle bin itself.
        case bin
    }

    package var place: Place
    /// Any of these file types.
    package var types: [String] = []
    /// A part of the name, without regard to case.
    package var nameText: String?

    package init(place: Place) {
        self.place = place
    }
}

/// The order of a list of files: folders first, then by one member, then by id.
package struct DriveOrder: Sendable, Hashable {
    package enum Key: Sendable, Hashable, CaseIterable {
        case name, size, created, edited, recycled
        /// By the suffix of the name.
        case format
    }

    package var key: Key
    package var ascending: Bool

    package init(key: Key = .edited, ascending: Bool = false) {
        self.key = key
        self.ascending = ascending
    }
}
