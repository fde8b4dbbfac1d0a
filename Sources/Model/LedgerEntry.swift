// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Bytes of a tenant, known by what they are.
///
/// The tenant is part of it: what one tenant's file did to a renderer must not tell another that the file exists.
package struct LedgerKey: Hashable, Sendable, Codable {
    package var project: ID<Project>
    /// Lower-case hex.
    package var sha256: String

    package init(project: ID<Project>, sha256: String) {
        self.project = project
        self.sha256 = sha256
    }
}

/// One try at a content that came to nothing, and that will come to nothing again while the content and the engine are
/// the same.
package struct LedgerEntry: Hashable, Sendable, Codable {
    /// How the try ended.
    package enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The renderer died, or broke the protocol.
        case crash
        /// It wanted more memory, or unpacked to more, than a job may have.
        case memory
        /// It took longer than a job may.
        case deadline
        /// The renderer said that it cannot be done: the file is damaged, encrypted, of an unknown kind.
        case refusal

        /// Whether it counts towards quarantine.
        package var isStrike: Bool { self != .refusal }

        /// What a renderer's failure counts as; `nil` for one that says nothing of the file.
        package init?(_ failure: Failure) {
            switch (failure.class, failure.code) {
            case (.permanent, .internalError): return nil
            case (.permanent, _): self = .refusal
            case (.resource, .rendererCrashed): self = .crash
            case (.resource, .limitExceeded): self = .memory
            case (.resource, .deadlineExceeded): self = .deadline
            default: return nil
            }
        }
    }

    package var id: ID<LedgerEntry>
    package var key: LedgerKey
    /// A digest of what was asked for: equal orders have equal ones.
    package var spec: String
    /// The renderers that the file went through; the last one failed.
    package var renderers: [RendererKind]
    /// Their versions: the entry holds as long as those are what they were.
    package var engine: String
    package var cause: Cause
    /// Whether the content itself is to blame, whatever is asked of it; otherwise it may be what was asked for.
    package var isOfContent: Bool
    /// With its evidence: signal or exit status, CPU time, the most memory.
    package var failure: Failure
    /// What the file is, where the renderer came to say so.
    package var media: MediaInfo?
    /// The task that it was tried for.
    package var task: ID<RenderTask>
    package var date: Date

    package init(
        id: ID<LedgerEntry>,
        key: LedgerKey,
        spec: String,
        renderers: [RendererKind],
        engine: String,
        cause: Cause,
        isOfContent: Bool,
        failure: Failure,
        media: MediaInfo?,
        task: ID<RenderTask>,
        date: Date
    ) {
        self.id = id
        self.key = key
        self.spec = spec
        self.renderers = renderers
        self.engine = engine
        self.cause = cause
        self.isOfContent = isOfContent
        self.failure = failure
        self.media = media
        self.task = task
        self.date = date
    }
}
