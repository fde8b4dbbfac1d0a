// SPDX-License-Identifier: Apache-2.0

import Foundation
import RenderKit

extension ByteSource {
    /// The file at `path`.
    static func opened(_ path: String) throws -> ByteSource {
        guard let source = ByteSource(owning: open(path, O_RDONLY | O_CLOEXEC)) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return source
    }
}
