// SPDX-License-Identifier: Apache-2.0

import Testing

/// A file that wants something, and what proves that it would get it.
struct Attack: Sendable, CustomTestStringConvertible {
    /// What shows that the attack is one: something outside of the sandbox that is hit by the same file.
    enum Control: Sendable {
        /// ffmpeg plays it with these options, and shows the canary or calls it.
        case played([String] = [])
        /// ffmpeg binds the UDP port that the file names.
        case listens
        /// libvips shows the canary.
        case thumbnailed
        /// ImageMagick's own reader of SVG shows the canary.
        case drawn
        /// LibreOffice shows the canary or calls it.
        case converted
        /// libxml2 tells the canary's text or calls it.
        case parsed
        /// libxml2 takes more memory than all of an archive may unpack to.
        case grown
        /// Unpacked it has more bytes or entries than an archive may have.
        case unpacked
        /// A program takes longer or more memory than a render may; `FILE` stands for the file.
        case exhausted([String])
        /// No program that is here falls for it, but a process that asks for the same thing gets it.
        case child(Deed)
    }

    let name: String
    let control: Control
    /// Whether it is after a text, which nobody can look for in the pixels of a picture.
    let wantsText: Bool

    init(_ name: String, _ control: Control, wantsText: Bool = false) {
        (self.name, self.control, self.wantsText) = (name, control, wantsText)
    }

    /// The name without its suffix, which no two have in common.
    var stem: String { String(name.prefix { $0 != "." }) }
    var testDescription: String { name }

    /// The renderer that reads it, by whose limits its control is measured.
    var kind: Kind {
        switch name.split(separator: ".").last {
        case "mp4", "mov", "avi", "mkv", "bmp", "tga", "m3u8": .video
        case "pdf": .page
        case "png", "jpg", "webp", "avif", "tif", "gif", "svg", "svgz", "cbz", "epub": .image
        default: .office
        }
    }

    enum Kind: Sendable {
        case video, page, image, office
    }
}

/// What a process asks for that was taken over.
enum Deed: String, CaseIterable, Sendable {
    case connects = "connects over TCP"
    case reads = "reads a neighbour's file"
    case writes = "creates a file"
    case executes = "runs a program"
    case readsEnvironment = "reads the host's environment"
    case takesMemory = "takes much memory"
    /// Goes on for ever.
    case spins
}
