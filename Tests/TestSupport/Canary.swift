// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Glibc

/// A port of this machine that nobody has a reason to connect to.
package final class Canary: Sendable {
    /// The port that the files of the corpus name.
    private static let namedPort = "18999"

    package let port: Int
    private let socket: CInt

    package init() throws {
        // Only ports of five digits keep the lengths in the files right.
        for port in 20_000..<30_000 {
            let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = UInt16(port).bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let bound = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            if bound, listen(socket, 16) == 0 {
                (self.port, self.socket) = (port, socket)
                return
            }
            close(socket)
        }
        throw ServerTrouble(description: "no free port")
    }

    deinit { close(socket) }

    /// Whether anything connected so far.
    package var wasCalled: Bool {
        let connection = accept(socket, nil, nil)
        if connection >= 0 { close(connection) }
        return connection >= 0
    }

    /// `file` with the port of `canary` in place of the one that the corpus names.
    package static func aimed(_ file: Data, at canary: Canary) -> Data {
        var file = file
        let named = Data(namedPort.utf8)
        while let range = file.range(of: named) { file.replaceSubrange(range, with: Data("\(canary.port)".utf8)) }
        return file
    }
}
