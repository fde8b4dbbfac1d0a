// SPDX-License-Identifier: Apache-2.0

/// A limit that a file, or the job of making its pictures, can run into.
///
/// The raw value is the name of its setting, which whoever reads the failure can look up.
package enum Limit: String, Hashable, Sendable, CaseIterable {
    // Of a file.
    case pixels = "limits.pixels"
    case pages = "limits.pages"
    case streams = "limits.streams"
    case archiveEntries = "limits.archiveEntries"
    case archiveBytes = "limits.archiveMegabytes"
    case archiveRatio = "limits.archiveRatio"
    // Of a picture that is made.
    case pictureBytes = "limits.pictureMegabytes"
    // Of a job.
    case cpu = "limits.cpuSeconds"
    case videoDeadline = "limits.videoSeconds"
    case videoPictureDeadline = "limits.videoPictureSeconds"
    case pageDeadline = "limits.pageSeconds"
    case imageDeadline = "limits.imageSeconds"
    case officeDeadline = "limits.officeSeconds"
    case memory = "limits.memoryMegabytes"
    case officeMemory = "limits.officeMemoryMegabytes"
    case addressSpace = "limits.addressSpaceMegabytes"
    case officeAddressSpace = "limits.officeAddressSpaceMegabytes"
    // Of what comes in.
    case uploadBytes = "limits.uploadBytes"
    case attachmentBytes = "limits.attachmentBytes"
    case fetchBytes = "fetch.bytes"
    // Of a source that is rendered from its address.
    case sourceBytes = "limits.fetchBytes"
    case sourceSeconds = "limits.fetchSeconds"

    /// The wall clock of a job of `kind`.
    package static func deadline(of kind: RendererKind) -> Limit {
        switch kind {
        case .video: .videoDeadline
        case .page: .pageDeadline
        case .image: .imageDeadline
        case .office: .officeDeadline
        }
    }

    /// The memory that a job of `kind` really holds.
    package static func memory(of kind: RendererKind) -> Limit { kind == .office ? .officeMemory : .memory }

    /// The address space of a job of `kind`.
    package static func addressSpace(of kind: RendererKind) -> Limit {
        kind == .office ? .officeAddressSpace : .addressSpace
    }
}

extension Failure {
    /// A file or its job went beyond `limit`.
    ///
    /// - Parameter sentence: What of it is too much, and how much is allowed, without the full stop.
    package static func exceeding(
        _ limit: Limit,
        _ sentence: String,
        class: Class = .permanent,
        code: Code = .limitExceeded,
        evidence: String? = nil
    ) -> Failure {
        Failure(`class`, code, "\(sentence) (\(limit.rawValue)).", evidence: evidence)
    }
}
