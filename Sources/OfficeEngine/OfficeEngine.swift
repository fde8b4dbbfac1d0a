// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
package import Model
import PageEngine
package import RenderKit
package import RenderProtocol

/// Makes pictures of documents: LibreOffice prints the page that is wanted into a PDF, and PDFium paints it.
package enum OfficeEngine: RenderEngine {
    package static let needs = EngineNeeds(
        descriptors: 512,
        // Each file that LibreOffice writes: the document itself, what it unpacks of it, and the PDF.
        fileBytes: 256 << 20,
        inheritsDescriptors: true,
        paths: EngineNeeds.fontPaths + [
            "/usr/lib/libreoffice", "/etc/libreoffice", "/usr/share/libreoffice", "/usr/share/liblangtag",
            "/usr/share/hyphen", "/usr/lib/locale", "/usr/share/misc/magic.mgc", "/usr/lib/file",
            "/usr/share/zoneinfo", "/etc/localtime",
        ],
        sharedFiles: ["profile", "fonts.conf"],
        isOffice: true
    )

    /// What a child takes over from its zygote; written once, while that has one thread and no child.
    nonisolated(unsafe) private static var inheritance = Inheritance()

    private struct Inheritance {
        /// Pipes that the zygote writes to itself.
        var pipes: [PipeEnds] = []
        var temporaryFolders: [String] = []
    }

    package static func warm() {
        guard let loop = unsafe OfficeLoop.current else { return }
        for document in WarmDocument.all where !loop.warm(document) {
            // An installation without one of its programs, or without their files.
            fail("LibreOffice does not print a .\(document.suffix) document.")
        }
        PageEngine.warm()
        for fault in PageEngine.rehearsals.compactMap({ $0.run(on: PageEngine.self) }) { fail(fault) }
        Fontconfig.warm()
        unsafe inheritance = Inheritance(
            pipes: PipeEnds.all(),
            temporaryFolders: OfficeFolder.temporaryFolders()
        )
    }

    /// Ends the zygote, which cannot serve.
    private static func fail(_ reason: String) -> Never {
        let message = Array("\(reason)\n".utf8)
        _ = unsafe write(2, message, message.count)
        _exit(70)
    }

    package static func describe() -> [String] {
        let versions = (try? String(contentsOfFile: "\(OfficeFolder.programs)/versionrc", encoding: .utf8)) ?? ""
        let products = (try? String(contentsOfFile: "\(OfficeFolder.programs)/bootstraprc", encoding: .utf8)) ?? ""
        func value(_ name: String, in text: String) -> String {
            let line = text.split(separator: "\n").first { $0.hasPrefix(name + "=") }
            return line.map { String($0.dropFirst(name.count + 1)) } ?? "missing"
        }
        return [
            "\(value("ProductKey", in: products)), build \(value("buildid", in: versions))  MPL 2.0"
        ] + PageEngine.describe() + fonts()
    }

    /// What documents of offices and of the scripts of the world are commonly set in, or shown with instead.
    private static let families = [
        "Liberation Serif", "Liberation Sans", "Liberation Mono", "Carlito", "Caladea", "DejaVu Sans", "Noto Sans",
        "Noto Naskh Arabic", "Noto Sans CJK SC", "Symbola",
    ]

    private static func fonts() -> [String] {
        let missing = families.filter { Fontconfig.family(for: $0) != $0 }
        let present = families.filter { !missing.contains($0) }
        let lines = ["fonts \(present.joined(separator: ", "))"]
        return missing.isEmpty ? lines : lines + ["missing fonts: \(missing.joined(separator: ", "))"]
    }

    package static func render(
        _ job: RenderRequest.Job,
        from source: borrowing ByteSource,
        within limits: RenderLimits,
        to sink: any RenderSink
    ) throws(Failure) -> RenderEnd {
        guard case .thumbnails(let spec) = job else {
            throw Failure(.permanent, .noVideo, "The file is not a video.")
        }
        guard let loop = unsafe OfficeLoop.current, unsafe inheritance.pipes.allSatisfy({ $0.renew() }) else {
            throw .internal("the child has no loop of its own")
        }
        unsafe OfficeFolder.makeTemporaryFolders(inheritance.temporaryFolders)
        switch try FileKind.identify(source, within: limits) {
        case .elsewhere(let kind):
            return .elsewhere(kind)
        case .document(let format):
            let file = try WorkFile(of: format, from: source, page: spec.page, within: limits)
            return .done(try ThumbnailJob(spec: spec, file: file, limits: limits, loop: loop).run(sink))
        }
    }
}
