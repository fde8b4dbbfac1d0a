// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import RenderKit

/// One file, compressed by gzip.
package enum GzipFile {
    /// The contents of `source`.
    ///
    /// - Throws: ``Failure``: `damagedMedia`, also where the end is missing; `limitExceeded` beyond `limit` bytes.
    package static func contents(of source: borrowing ByteSource, atMost limit: Int) throws(Failure) -> Data {
        let walk = try ArchiveWalk(try ArchiveSource(source), as: .gzip)
        guard try walk.next() != nil else { throw .damaged("nothing inside") }
        return try walk.contents(atMost: limit)
    }
}
