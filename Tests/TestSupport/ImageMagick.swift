// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
package import Model
package import PixelImage

/// ImageMagick, as a reader and writer of pictures that shares nothing with ours.
package enum ImageMagick {
    package struct Failed: Error {
        var arguments: [String]
        var status: Int32
    }

    /// Runs `convert` with `arguments`.
    package static func convert(_ arguments: [String]) throws {
        var child = pid_t()
        let words = ["convert"] + arguments
        let pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        guard posix_spawnp(&child, "convert", nil, nil, pointers, environ) == 0 else {
            throw Failed(arguments: arguments, status: -1)
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        guard status == 0 else { throw Failed(arguments: arguments, status: status) }
    }

    /// The pixels of the picture file at `path`.
    package static func read(_ path: String, _ size: PixelSize) throws -> Raster {
        let output = path + ".rgba"
        try convert([path, "-depth", "8", output])
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: output)))
        return try TestPictures.raster(size.width, size.height, bytes, isOpaque: false)
    }

    /// Writes `raster` in the format that the suffix of `path` names.
    package static func write(_ raster: Raster, to path: String, options: [String] = []) throws {
        let input = path + ".rgba"
        try Data(raster.bytes).write(to: URL(filePath: input))
        let size = "\(raster.size.width)x\(raster.size.height)"
        try convert(["-depth", "8", "-size", size, input] + options + [path])
    }
}
