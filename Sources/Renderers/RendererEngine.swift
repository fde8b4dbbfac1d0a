// SPDX-License-Identifier: Apache-2.0

package import Model
package import RenderProtocol
import Subprocess
import SystemPackage

/// What decides over the pictures that a renderer makes, beside the file and the order.
package struct RendererEngine: Sendable {
    package var kind: RendererKind
    package var program: RendererLocation
    package var limits: RenderLimits
}

extension RendererLocation {
    /// What the program says that it is made of, line by line; `nil` when it does not run, or lacks something.
    package func describe() async -> [String]? {
        let run = try? await Subprocess.run(
            .path(FilePath(path)),
            arguments: ["--describe"],
            environment: .custom([:] as [Environment.Key: String]),
            output: .string(limit: 1 << 16)
        )
        guard let run, run.terminationStatus.isSuccess else { return nil }
        return run.standardOutput.split(separator: "\n").map(String.init)
    }
}
