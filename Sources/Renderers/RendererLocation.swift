// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where a renderer program lies.
package struct RendererLocation: Sendable, Hashable {
    /// An absolute path, or one relative to the working directory.
    ///
    /// Nothing is promised to be there.
    package var path: String

    package init(path: String) {
        self.path = path
    }

    /// The program `name` in `directory`, or beside the running program where none is given.
    package init(_ name: String, in directory: String? = nil) {
        path = (directory ?? Self.directoryOfThisProgram()) + "/" + name
    }

    /// The name of the program.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The directory of the running program; the working directory where `/proc` does not tell.
    private static func directoryOfThisProgram() -> String {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
        guard count > 0 else { return "." }
        let path = String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return String(path[..<slash])
    }
}
