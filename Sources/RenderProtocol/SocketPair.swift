// SPDX-License-Identifier: Apache-2.0

import CDescriptors
import Glibc

/// Two connected Unix sockets, one for each side.
package struct SocketPair: ~Copyable {
    /// What travels between them.
    package enum Kind {
        /// Whole messages, for ``PacketSocket``.
        case packets
        /// A stream of bytes: the replies of one job.
        case stream
    }

    /// The end that goes to the renderer, and the host's; -1 once they were closed or taken.
    package private(set) var renderer: CInt
    private var host: CInt

    package init(_ kind: Kind) throws(SocketError) {
        var ends: [CInt] = [-1, -1]
        let status =
            switch kind {
            case .packets: unsafe vignette_packet_pair(&ends)
            case .stream: unsafe vignette_stream_pair(&ends)
            }
        guard status == 0 else { throw SocketError("socketpair", code: -status) }
        host = ends[0]
        renderer = ends[1]
    }

    deinit {
        if host >= 0 { close(host) }
        if renderer >= 0 { close(renderer) }
    }

    /// Hands the host's end over, once.
    package mutating func takeHost() -> Descriptor {
        precondition(host >= 0, "taken already")
        defer { host = -1 }
        return Descriptor(owning: host)
    }

    /// Closes the renderer's end, once the renderer has its own: as long as both are open, the connection cannot end.
    package mutating func closeRenderer() {
        if renderer >= 0 { close(renderer) }
        renderer = -1
    }
}
