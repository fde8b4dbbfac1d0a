// SPDX-License-Identifier: Apache-2.0

/// The two kinds of files that KooDrive has an operation each for; the suffix of the name decides which (contract 3.3).
package enum ThumbnailSource: Sendable, CaseIterable {
    case video
    case document

    /// The suffixes that the operation takes, lower case.
    package var suffixes: Set<String> {
        switch self {
        case .video: Self.videos
        case .document: Self.documents
        }
    }

    private static let videos: Set<String> = [
        "avi", "mpeg", "mpg", "dat", "divx", "xvid", "rm", "rmvb", "mov", "qt", "asf", "wmv", "vob", "3gp", "mp4",
        "flv",
        "avs", "mkv", "ts", "tp", "nsv", "swf", "navi", "ogm", "webm",
    ]

    private static let documents: Set<String> = [
        "pdf",
        "docx", "doc", "dot", "wps", "wpt", "dotx", "docm", "dotm", "wpss", "rtf",
        "pptx", "ppt", "pot", "potx", "pps", "ppsx", "dps", "dpt", "pptm", "potm", "ppsm", "dpss",
        "xls", "xlt", "xlsx", "et", "ett", "xltx", "xlsb", "xlsm", "xltm", "ets",
    ]
}

/// A file whose suffix an operation does not take.
package struct UnsupportedSuffix: Error, Hashable {
    /// Lower case; empty for none.
    package var suffix: String
    package var source: ThumbnailSource
}
