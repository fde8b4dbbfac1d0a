// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A picture without colour: 8-bit luma, row after row without gaps.
package struct GreyPicture: Hashable, Sendable {
    package var width: Int
    package var height: Int
    /// `width * height` samples.
    package var samples: [UInt8]

    /// Takes `samples` as a picture; fails when they are not as many as it takes.
    package init?(width: Int, height: Int, samples: [UInt8]) {
        guard width > 0, height > 0, samples.count == width * height else { return nil }
        self.width = width
        self.height = height
        self.samples = samples
    }

    /// Decodes a picture file of any kind that ImageMagick reads, and scales it so that it fits `side` by `side`.
    ///
    /// What is transparent is laid on white.
    ///
    /// - Throws: ``ProgramTrouble`` when it does not decode.
    package init(_ file: Data, fitting side: Int) throws {
        try self.init(file, geometry: "\(side)x\(side)")
    }

    /// Decodes a picture file of any kind that ImageMagick reads, and scales it to exactly `width` by `height`.
    ///
    /// What is transparent is laid on white.
    ///
    /// - Throws: ``ProgramTrouble`` when it does not decode.
    package init(_ file: Data, width: Int, height: Int) throws {
        try self.init(file, geometry: "\(width)x\(height)!")
    }

    private init(_ file: Data, geometry: String) throws {
        let directory = try temporaryFolder("grey")
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try file.write(to: URL(filePath: "\(directory)/picture"))
        try Program.run([
            "convert", "-limit", "thread", "1",
            "\(directory)/picture[0]", "-background", "white", "-alpha", "remove", "-alpha", "off",
            "-colorspace", "Gray", "-filter", "box", "-resize", geometry, "-depth", "8", "pgm:\(directory)/grey",
        ])
        let grey = try [UInt8](Data(contentsOf: URL(filePath: "\(directory)/grey")))
        guard let picture = Self(portableGraymap: grey) else {
            throw PictureTrouble(description: "no picture from convert")
        }
        self = picture
    }

    /// Reads the raw kind of netpbm's PGM: `P5`, width, height and 255 as words, one white space, then the samples.
    private init?(portableGraymap bytes: [UInt8]) {
        let words = bytes.prefix(64).split(maxSplits: 4) { $0 == 0x20 || $0 == 0x0A }
        guard words.count > 4, words[0].elementsEqual("P5".utf8), words[3].elementsEqual("255".utf8),
            let width = Int(String(decoding: words[1], as: UTF8.self)),
            let height = Int(String(decoding: words[2], as: UTF8.self))
        else { return nil }
        self.init(width: width, height: height, samples: Array(bytes[(words[3].endIndex + 1)...]))
    }
}

/// Why a picture could not be read.
package struct PictureTrouble: Error, CustomStringConvertible {
    package var description: String

    package init(description: String) {
        self.description = description
    }
}
