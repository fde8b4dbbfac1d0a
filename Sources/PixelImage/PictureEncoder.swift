// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
package import Model

/// Writes rasters as JPEG or PNG, and proves each by decoding it.
package struct PictureEncoder: ~Copyable {
    /// What a picture shows, which decides how much colour detail a JPEG keeps.
    package enum Subject: Sendable {
        /// Colour at half the resolution (4:2:0).
        case photo
        /// Text and lines: colour at full resolution (4:4:4).
        case page
    }

    /// Most pixels of a side, as libjpeg has it; the same for every format.
    package static let sideLimit = 65_500

    /// 1...100, as libjpeg counts it.
    private static let quality = 85

    private let format: PictureFormat
    private let subject: Subject
    private let pixelLimit: Int64
    private let byteLimit: Int

    /// Sets up an encoder for `format`.
    ///
    /// - Throws: ``PictureError`` for a format that is neither JPEG nor PNG.
    package init(format: PictureFormat, subject: Subject, pixelLimit: Int64, byteLimit: Int) throws(PictureError) {
        guard format == .jpeg || format == .png else {
            throw PictureError("\(format.rawValue) is neither JPEG nor PNG", reason: .format)
        }
        self.format = format
        self.subject = subject
        self.pixelLimit = pixelLimit
        self.byteLimit = byteLimit
    }

    /// Returns `raster` as a file that decodes; transparency is laid on white in a format without.
    package func encode(_ raster: Raster) throws(PictureError) -> EncodedPicture {
        let size = raster.size
        guard max(size.width, size.height) <= Self.sideLimit, size.area <= pixelLimit else {
            throw PictureError("a picture of \(size.width) x \(size.height) is too large", reason: .tooManyPixels)
        }
        let bytes = format == .jpeg ? try jpeg(raster.flattened()) : try png(raster)
        guard bytes.count <= byteLimit else {
            throw PictureError("a picture of \(bytes.count) bytes is too large", reason: .tooManyBytes)
        }
        return EncodedPicture(bytes: Data(bytes), size: size)
    }

    private func jpeg(_ raster: Raster) throws(PictureError) -> [UInt8] {
        do throws(JPEGError) {
            let file = try JPEGEncoder(quality: Self.quality).encode(raster, halvesColor: subject == .photo)
            // An eighth is decoded without much arithmetic, but every bit of the file is read.
            let proof = try JPEGDecoder().picture(of: file.span, atLeast: nil, limit: pixelLimit, isProof: true)
            guard proof.isWhole, proof.stored == raster.size else {
                throw JPEGError(function: "proof", text: "the picture does not decode to what was encoded")
            }
            return file
        } catch {
            throw PictureError(error.description)
        }
    }

    private func png(_ raster: Raster) throws(PictureError) -> [UInt8] {
        let file = try PNGEncoder().encode(raster)
        try PNGProof().check(file, shows: raster)
        return file
    }
}
