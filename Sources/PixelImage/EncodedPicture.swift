// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// A finished picture file.
package struct EncodedPicture: Hashable, Sendable {
    package var bytes: Data
    package var size: PixelSize

    package init(bytes: Data, size: PixelSize) {
        self.bytes = bytes
        self.size = size
    }
}
