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
    /// How long a program may take to tell of itself.
    private static let describeLimit = Duration.seconds(20)

    /// What the program says that it is made of, line by line; `nil` when it does not run, or lacks something.
    package func describe() async -> [String]? { await ask("--describe") }

    /// How its children are locked in, and whether that is at least `required`; `nil` when it does not run.
    package func proveSandbox(atLeast required: SandboxLevel) async -> (report: String, isEnough: Bool)? {
        guard let report = await ask("--prove-sandbox")?.first else { return nil }
        let level = SandboxLevel(rawValue: String(report.prefix { $0.isLetter }))
        return (report, level ?? .none >= required)
    }

    /// What the program prints when it is started with `argument`.
    private func ask(_ argument: String) async -> [String]? {
        await withTaskGroup { group in
            group.addTask { await lines(argument) }
            group.addTask {
                try? await Task.sleep(for: Self.describeLimit)
                return nil
            }
            // The other one ends with the group: the program is killed then.
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func lines(_ argument: String) async -> [String]? {
        let run = try? await Subprocess.run(
            .path(FilePath(path)),
            arguments: [argument],
            environment: .custom([:] as [Environment.Key: String]),
            output: .string(limit: 1 << 16)
        )
        guard let run, run.terminationStatus.isSuccess else { return nil }
        return run.standardOutput.split(separator: "\n").map(String.init)
    }
}
