// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// Puts replies together from the bytes of a job socket, none of which it trusts.
///
/// Lengths are held against their limits as soon as they are read, so that it never keeps more than one frame and what
/// was appended last.
package struct RenderFrameDecoder: Sendable {
    /// Most bytes of a picture.
    private let payloadLimit: Int
    private var buffer: [UInt8] = []
    /// How far `buffer` has been decoded.
    private var position = 0

    package init(payloadLimit: Int) {
        self.payloadLimit = payloadLimit
    }

    /// Adds what arrived.
    package mutating func append(_ bytes: some Collection<UInt8>) {
        buffer.removeFirst(position)
        position = 0
        buffer.append(contentsOf: bytes)
    }

    /// Whether all that arrived has been decoded.
    package var isAtBoundary: Bool { position == buffer.count }

    /// Decodes the next reply.
    ///
    /// - Returns: `nil` when more bytes are needed.
    /// - Throws: ``ProtocolViolation``; nothing after it can be trusted.
    package mutating func next() throws(ProtocolViolation) -> RenderReply? {
        guard buffer.count - position >= RenderFrame.prefixSize else { return nil }
        guard buffer[position..<position + 4].elementsEqual(RenderFrame.magic) else {
            throw ProtocolViolation("not a frame")
        }
        guard let kind = RenderFrame.Kind(rawValue: buffer[position + 4]),
            buffer[position + 5..<position + 8].allSatisfy({ $0 == 0 })
        else { throw ProtocolViolation("a frame of unknown kind") }
        let headerCount = number(at: position + 8)
        let payloadCount = number(at: position + 12)
        guard headerCount <= RenderFrame.headerLimit else {
            throw ProtocolViolation("a header of \(headerCount) bytes")
        }
        guard payloadCount <= (kind == .picture ? payloadLimit : 0) else {
            throw ProtocolViolation("a payload of \(payloadCount) bytes")
        }
        let header = position + RenderFrame.prefixSize
        let payload = header + headerCount
        let end = payload + payloadCount
        guard buffer.count >= end else { return nil }
        position = end
        return try reply(kind, header: Data(buffer[header..<payload]), payload: payload..<end)
    }

    /// The little-endian 32 bits at `offset`.
    private func number(at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(buffer[offset + $1]) << (8 * $1) }
    }

    private func reply(
        _ kind: RenderFrame.Kind,
        header: Data,
        payload: Range<Int>
    ) throws(ProtocolViolation) -> RenderReply {
        switch kind {
        case .media:
            let header = try decode(RenderFrame.MediaHeader.self, header)
            return .media(header.media, owed: header.owed)
        case .picture: return .picture(try decode(Picture.self, header), Data(buffer[payload]))
        case .missing: return .missing(try decode(MissingPicture.self, header))
        case .done: return .done(try decode(RenderSummary.self, header))
        case .failed: return .failed(try decode(Failure.self, header))
        case .elsewhere: return .elsewhere(try decode(RenderFrame.ElsewhereHeader.self, header).renderer)
        }
    }

    private func decode<Header: Decodable>(
        _ type: Header.Type,
        _ json: Data
    ) throws(ProtocolViolation) -> Header {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch {
            throw ProtocolViolation("a header that is no \(type)")
        }
    }
}
