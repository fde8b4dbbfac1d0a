// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport

/// Texts that want to be a path, a header, a line of a log or something else than a text.
struct HostileTexts {
    /// The header that no answer may have.
    static let injected = "X-Injected"

    private let pieces: [String]
    private var generator: SeededGenerator

    /// - Parameter prey: The path of a file that a text may try to reach.
    init(seed: UInt64, prey: String) {
        generator = SeededGenerator(seed: seed)
        let name = URL(filePath: prey).lastPathComponent
        let climbs = (1...8).map { String(repeating: "../", count: $0) + name }
        pieces =
            climbs + [
                prey, "../", "..", ".", "/", "//", "\\..\\", "..\\", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f",
                "..;/", "%00", "%2500", "%c0%ae%c0%ae/", "\u{0}", "\r\n\(Self.injected): 1\r\n",
                "\n\(Self.injected): 1\n",
                "\r\(Self.injected): 1\r", "%0d%0a\(Self.injected):%201", "\u{85}\(Self.injected): 1",
                "\u{2028}\(Self.injected): 1", "\r\n\r\nHTTP/1.1 200 OK\r\n\(Self.injected): 1\r\n\r\n",
                "嘊嘍\(Self.injected): 1", "/etc/passwd", "file:///etc/passwd", "~root", "con", "nul.jpg", "instance.key",
                "catalogue.sqlite", "storage/staging/x", "blobs/00", "\u{202E}gpj.exe", "e\u{301}", "\u{E9}", "🗂️", "\"",
                "'", "\"; filename=\"x", ";", ",", "=", "&", "?", "#", "%", "%zz", "+", " ", "\t", "\u{1B}[31m",
                "\u{7F}",
                "$(id)", "`id`", "${jndi:ldap://127.0.0.1/}", "' OR 1=1 --", "<script>", "]]>", "&lt;", "a",
                "video.mp4",
                "Cover0.jpg", "0.jpg", "asset", "\u{FEFF}", "\u{FFFD}",
            ]
    }

    /// The next text.
    mutating func next() -> String {
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: return String(repeating: pick(), count: Int.random(in: 100...3000, using: &generator))
        case 1: return ""
        default:
            let count = Int.random(in: 1...6, using: &generator)
            return (0..<count).map { _ in pick() }.joined()
        }
    }

    mutating func pick() -> String { pieces.randomElement(using: &generator) ?? "" }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

    /// `text` as it may stand in a request target: only what would end the target is encoded, or everything, or that
    /// once more.
    mutating func target(_ text: String) -> String {
        let style = number(0..<3)
        let once = text.utf8.map { byte -> String in
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "#")
            let isWord = UInt8(ascii: "a") <= byte | 0x20 && byte | 0x20 <= UInt8(ascii: "z")
            return style == 0 && isPlain || isWord
                ? String(UnicodeScalar(byte)) : "%" + Data([byte]).hex
        }.joined()
        return style == 2 ? once.replacing("%", with: "%25") : once
    }

    /// `text` without what no name of a file may have (contract 3.5), and no longer than one.
    static func fileName(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter {
            !"<>|:\"*?/\\".unicodeScalars.contains($0) && $0.properties.generalCategory != .control
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars.prefix(200))
        return "f\(String(name)).bin"
    }

    /// `text` as the value of a header: without what would end it.
    static func headerValue(_ text: String) -> String {
        String(decoding: text.utf8.map { [0, 10, 13].contains($0) ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }
}

/// Everything below a folder, apart from one folder in it: names, kinds, sizes, times and contents.
struct FolderSnapshot: Equatable {
    private let entries: [String: String]

    init(of root: URL, without exception: URL) throws {
        var entries: [String: String] = [:]
        let files = FileManager.default.enumerator(atPath: root.path)
        while let name = files?.nextObject() as? String {
            let path = root.appending(path: name).path
            if path == exception.path {
                files?.skipDescendants()
                continue
            }
            var status = stat()
            guard lstat(path, &status) == 0 else { throw ServerTrouble(description: "\(path) went away") }
            let content = status.st_mode & S_IFMT == S_IFREG ? try Data(contentsOf: URL(filePath: path)).sha256 : ""
            // Links added to the folder that holds the exception change neither.
            entries[name] =
                "\(status.st_mode) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec) "
                + "\(status.st_mtim.tv_nsec) \(status.st_ctim.tv_sec) \(status.st_ctim.tv_nsec) \(content)"
        }
        self.entries = entries
    }
}
