// SPDX-License-Identifier: Apache-2.0

package import Foundation
import Glibc

/// A connection over which a test sends exactly the bytes it wants.
///
/// Its calls block: use it within ``blocking(_:)``.
package final class RawConnection {
    private let socket: CInt

    package init(to address: String) throws {
        let parts = address.replacing("http://", with: "").split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1]) else { throw ServerTrouble(description: address) }
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = port.bigEndian
        target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard result == 0 else { throw ServerTrouble(description: "no connection to \(address)") }
    }

    deinit { close(socket) }

    package func send(_ text: String) { send(Data(text.utf8)) }

    package func send(_ bytes: Data) {
        bytes.withUnsafeBytes { buffer in
            _ = Glibc.send(socket, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
        }
    }

    /// Everything until the other side ends the connection; `nil` when it does not for 30 seconds.
    package func readToEnd() -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count == 0 || count < 0 && errno == ECONNRESET { return String(decoding: bytes, as: UTF8.self) }
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }
}
