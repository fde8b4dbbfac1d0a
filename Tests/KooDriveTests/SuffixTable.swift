// SPDX-License-Identifier: Apache-2.0

import TestSupport

/// A suffix that KooDrive names (contract 3.3), and where a file of that kind comes from.
struct Suffix: Sendable, CustomStringConvertible {
    /// Where a file comes from.
    enum Source: Sendable {
        /// ffmpeg makes it, with these options for the output.
        case ffmpeg([String])
        /// LibreOffice makes it from the text, sheet or slide of the tests, with that export filter.
        case office(OfficeKind, filter: String)
        /// As LibreOffice makes it under another suffix: the same package, whose content type says template or show.
        case renamed(from: String)
        /// A file of the shared corpus.
        case corpus(String)
        /// The page of the tests.
        case page
        /// Nothing here writes it.
        case none(because: String)
    }

    enum OfficeKind: String, Sendable {
        case text, sheet, slide
    }

    var name: String
    var endpoint: KooDriveClient.Endpoint
    var source: Source

    var description: String { name }

    var canBeMade: Bool {
        if case .none = source { return false }
        return true
    }
}

extension Suffix {
    /// All that the contract names, in its order.
    static let all = videos + documents

    private static let videos: [Suffix] = [
        video("avi"), video("mpeg"), video("mpg"), video("dat", ["-target", "pal-vcd"]),
        video("divx", ["-f", "avi", "-vtag", "DIVX"]), video("xvid", ["-f", "avi", "-vtag", "XVID"]),
        video("rm", ["-c:v", "rv20"]),
        // RealMedia whose bit rate varies: the same container.
        video("rmvb", ["-f", "rm", "-c:v", "rv20"]),
        video("mov"), video("qt", ["-f", "mov"]), video("asf"), video("wmv"), video("vob", ["-f", "vob"]),
        video("3gp", ["-c:v", "h263"]), video("mp4"), video("flv"),
        none("avs", .video, "no encoder for AVS is within reach"), video("mkv"), video("ts"),
        video("tp", ["-f", "mpegts"]), none("nsv", .video, "ffmpeg reads it and does not write it"), video("swf"),
        none("navi", .video, "a variant of AVI of the nineties that nothing writes"),
        video("ogm", ["-f", "ogg", "-c:v", "libtheora"]), video("webm", ["-c:v", "libvpx"]),
    ]

    private static let documents: [Suffix] = [
        Suffix(name: "pdf", endpoint: .document, source: .page),
        office("docx", .text, "MS Word 2007 XML"), office("doc", .text, "MS Word 97"),
        office("dot", .text, "MS Word 97 Vorlage"), none("wps", .document, wps), none("wpt", .document, wps),
        office("dotx", .text, "MS Word 2007 XML Template"), office("docm", .text, "MS Word 2007 XML VBA"),
        renamed("dotm", from: "docm"), none("wpss", .document, wps), office("rtf", .text, "Rich Text Format"),
        office("pptx", .slide, "Impress MS PowerPoint 2007 XML"), office("ppt", .slide, "MS PowerPoint 97"),
        office("pot", .slide, "MS PowerPoint 97 Vorlage"),
        office("potx", .slide, "Impress MS PowerPoint 2007 XML Template"),
        office("pps", .slide, "MS PowerPoint 97 AutoPlay"),
        office("ppsx", .slide, "Impress MS PowerPoint 2007 XML AutoPlay"), none("dps", .document, wps),
        none("dpt", .document, wps), office("pptm", .slide, "Impress MS PowerPoint 2007 XML VBA"),
        renamed("potm", from: "pptm"), renamed("ppsm", from: "pptm"), none("dpss", .document, wps),
        office("xls", .sheet, "MS Excel 97"), office("xlt", .sheet, "MS Excel 97 Vorlage/Template"),
        office("xlsx", .sheet, "Calc MS Excel 2007 XML"), none("et", .document, wps), none("ett", .document, wps),
        office("xltx", .sheet, "Calc MS Excel 2007 XML Template"),
        // Of a beta of Excel 2007: LibreOffice reads no cell of it, so its page, which names no paper, is a blank A4.
        Suffix(name: "xlsb", endpoint: .document, source: .corpus("office/009-testEXCEL.xlsb")),
        office("xlsm", .sheet, "Calc MS Excel 2007 VBA XML"), renamed("xltm", from: "xlsm"),
        none("ets", .document, wps),
    ]

    private static let wps = "only WPS Office writes it"

    private static func video(_ name: String, _ options: [String] = []) -> Suffix {
        Suffix(name: name, endpoint: .video, source: .ffmpeg(options))
    }

    private static func office(_ name: String, _ kind: OfficeKind, _ filter: String) -> Suffix {
        Suffix(name: name, endpoint: .document, source: .office(kind, filter: filter))
    }

    private static func renamed(_ name: String, from other: String) -> Suffix {
        Suffix(name: name, endpoint: .document, source: .renamed(from: other))
    }

    private static func none(_ name: String, _ endpoint: KooDriveClient.Endpoint, _ reason: String) -> Suffix {
        Suffix(name: name, endpoint: endpoint, source: .none(because: reason))
    }
}
