// SPDX-License-Identifier: Apache-2.0

import Foundation
import RenderKit
import RenderProtocol

/// Runs `body` with `bytes` as the file of a job.
func withSource<Result>(_ bytes: [UInt8], _ body: (inout ByteSource) throws -> Result) rethrows -> Result {
    guard let file = try? Descriptor(memoryFile: Data(bytes)), var source = ByteSource(owning: file.release()) else {
        fatalError("no descriptor is left")
    }
    return try body(&source)
}
