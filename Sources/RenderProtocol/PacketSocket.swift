// SPDX-License-Identifier: Apache-2.0

import CDescriptors
import FoundationEssentials
import Glibc

/// One end of a connection that carries whole messages, with open descriptors beside them.
package struct PacketSocket: ~Copyable, Sendable {
    /// Most bytes in one message: far above any request, far below what the kernel buffers.
    package static let messageLimit = 64 << 10

    private let descriptor: Descriptor

    /// Takes over a connected `SOCK_SEQPACKET` socket.
    package init(owning descriptor: consuming Descriptor) {
        self.descriptor = descriptor
    }

    /// The socket's number, to wait on.
    package var number: CInt { descriptor.number }

    /// Sends `message` as JSON, with copies of `descriptors`.
    ///
    /// It never blocks: where the other end does not read, it fails with `EAGAIN`.
    package func send(_ message: some Encodable, with descriptors: [CInt] = []) throws(SocketError) {
        guard let bytes = try? JSONEncoder().encode(message), bytes.count <= Self.messageLimit else {
            throw SocketError("encode", code: EMSGSIZE)
        }
        let sent = unsafe bytes.withUnsafeBytes { buffer in
            unsafe vignette_send_packet(
                descriptor.number,
                buffer.baseAddress,
                buffer.count,
                descriptors,
                CInt(descriptors.count)
            )
        }
        guard sent >= 0 else { throw SocketError("sendmsg", code: CInt(-sent)) }
    }

    /// Waits for the next message.
    ///
    /// - Returns: `nil` at the end of the connection.
    package func receive() throws(SocketError) -> Packet? {
        var numbers = [CInt](repeating: -1, count: Int(VIGNETTE_PACKET_DESCRIPTORS))
        var count: CInt = 0
        var received = 0
        // Of the room for the longest message only as much is touched as there is of it.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.messageLimit) { room, initialized in
            received = unsafe vignette_receive_packet(
                descriptor.number,
                room.baseAddress,
                room.count,
                &numbers,
                &count
            )
            initialized = max(0, received)
        }
        guard received >= 0 else { throw SocketError("recvmsg", code: CInt(-received)) }
        guard received > 0 else { return nil }
        return Packet(bytes: Data(bytes), owning: numbers.prefix(Int(count)))
    }

    /// Says that no further message will be sent; what is under way still arrives.
    package func finish() {
        shutdown(descriptor.number, CInt(SHUT_WR))
    }

    /// Ends the connection for both sides, and whoever waits in ``receive()``.
    package func disconnect() {
        shutdown(descriptor.number, CInt(SHUT_RDWR))
    }
}

/// A message that arrived, with the descriptors beside it.
package struct Packet: ~Copyable {
    private let bytes: Data
    /// Not yet taken.
    private var descriptors: [CInt]

    init(bytes: Data, owning descriptors: some Sequence<CInt>) {
        self.bytes = bytes
        self.descriptors = Array(descriptors)
    }

    deinit {
        for descriptor in descriptors {
            close(descriptor)
        }
    }

    /// The message as a `Message`, `nil` when it is not one.
    package func decode<Message: Decodable>(_ type: Message.Type) -> Message? {
        try? JSONDecoder().decode(type, from: bytes)
    }

    /// Takes the first descriptor that is left.
    package mutating func takeDescriptor() -> Descriptor? {
        guard !descriptors.isEmpty else { return nil }
        return Descriptor(owning: descriptors.removeFirst())
    }
}
