// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
package import RenderKit

/// One file, compressed by gzip.
package enum GzipFile {
    /// The contents of `source`.
    ///
    /// - Throws: ``Failure``: `damagedMedia`, also where the end is missing; `limitExceeded` beyond `limit` bytes, or
    ///   beyond ``ZIPDirectory/freeSize`` and `ratio` times the file's own size.
    package static func contents(
        of source: borrowing ByteSource,
        atMost limit: Int,
        ratio: Int64
    ) throws(Failure) -> Data {
        let (grown, overflow) = source.size.multipliedReportingOverflow(by: ratio)
        let allowed = overflow ? .max : max(ZIPDirectory.freeSize, grown)
        let walk = try ArchiveWalk(try ArchiveSource(source), as: .gzip)
        guard try walk.next() != nil else { throw .damaged("nothing inside") }
        guard allowed < limit else { return try walk.contents(atMost: limit) }
        do throws(Failure) {
            return try walk.contents(atMost: Int(allowed))
        } catch {
            throw error.code == .limitExceeded ? .unpacksTooMuch(ratio, "gzip") : error
        }
    }
}
