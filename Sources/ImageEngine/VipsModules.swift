// SPDX-License-Identifier: Apache-2.0

import CVips
import FoundationEssentials
import Glibc

/// The modules that libvips loads when it starts: every one in a folder that `VIPSHOME` decides about.
///
/// Debian's folder brings ImageMagick, poppler and OpenSlide into the process, with all the formats they read.
enum VipsModules {
    /// The modules that are wanted: HEIF with AVIF, and JPEG XL.
    private static let names = ["vips-heif.so", "vips-jxl.so"]

    /// Why libvips cannot be started with these modules alone.
    struct Refusal: Error {
        var reason: String
    }

    /// Starts libvips with the wanted modules, through a folder that is gone again when this returns.
    ///
    /// Nothing else is done with the library in the zygote: after a single operation there, forked children hang.
    static func start() throws(Refusal) {
        let home = try makeHome()
        defer { try? FileManager.default.removeItem(atPath: home) }
        _ = unsafe setenv("VIPSHOME", home, 1)
        guard
            let libraries = unsafe vips_guess_libdir("image-renderer", "VIPSHOME").map({ unsafe String(cString: $0) }),
            libraries.hasPrefix(home + "/")
        else { throw Refusal(reason: "VIPSHOME does not decide where modules are") }
        let version = "\(VIPS_MAJOR_VERSION).\(VIPS_MINOR_VERSION)"
        let folder = "\(libraries)/vips-modules-\(version)"
        let original = "\(try libraryFolder())/vips-modules-\(version)"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for name in names {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(folder)/\(name)",
                    withDestinationPath: "\(original)/\(name)"
                )
            }
        } catch {
            throw Refusal(reason: "\(error)")
        }
        guard unsafe vips_init("image-renderer") == 0 else { throw Refusal(reason: VipsError.taken().text) }
    }

    /// A new folder in the working directory, which is the zygote's own, or else where temporary files go.
    private static func makeHome() throws(Refusal) -> String {
        let places = [FileManager.default.currentDirectoryPath, FileManager.default.temporaryDirectory.path()]
        for place in places {
            var template = Array("\(place)/vips-XXXXXX".utf8CString)
            guard let made = unsafe mkdtemp(&template) else { continue }
            return unsafe String(cString: made)
        }
        throw Refusal(reason: "mkdtemp: errno \(errno)")
    }

    /// The folder of the library that runs.
    private static func libraryFolder() throws(Refusal) -> String {
        guard let maps = unsafe fopen("/proc/self/maps", "re") else { throw Refusal(reason: "no /proc") }
        defer { unsafe fclose(maps) }
        var buffer = [CChar](repeating: 0, count: 4096 + Int(PATH_MAX))
        while unsafe fgets(&buffer, CInt(buffer.count), maps) != nil {
            let end = buffer.firstIndex { $0 == 0 || $0 == 10 } ?? buffer.endIndex
            let line = String(decoding: buffer[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard let start = line.firstIndex(of: "/"), let slash = line.lastIndex(of: "/"),
                line[slash...].hasPrefix("/libvips.so")
            else { continue }
            return String(line[start..<slash])
        }
        throw Refusal(reason: "libvips is not among the libraries of the process")
    }
}
