// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
import Model

/// How one reply lies on the job socket.
///
/// 16 bytes of prefix (`VGNR`, the kind, three zeros, the lengths of header and payload as little-endian 32 bits), then
/// the header as JSON, then the payload: the bytes of a picture, otherwise nothing.
package enum RenderFrame {
    /// Most bytes of a header.
    package static let headerLimit = 64 << 10

    static let prefixSize = 16
    static let magic = Array("VGNR".utf8)

    /// The number of a reply on the wire.
    enum Kind: UInt8 {
        case media = 1
        case picture = 2
        case done = 3
        case failed = 4
        case elsewhere = 5
        case missing = 6
    }

    /// The header of ``Kind/media``.
    struct MediaHeader: Codable {
        var media: MediaInfo
        var owed: Int
    }

    /// The header of ``Kind/elsewhere``.
    struct ElsewhereHeader: Codable {
        var renderer: RendererKind
    }

    /// Spells `reply` as the bytes of one frame, the payload apart.
    ///
    /// - Throws: ``ProtocolViolation`` when it does not fit into a frame.
    package static func encode(_ reply: RenderReply) throws(ProtocolViolation) -> (head: Data, payload: Data) {
        switch reply {
        case .media(let media, let owed): try encode(.media, MediaHeader(media: media, owed: owed))
        case .picture(let picture, let bytes): try encode(.picture, picture, payload: bytes)
        case .missing(let missing): try encode(.missing, missing)
        case .done(let summary): try encode(.done, summary)
        case .failed(let failure): try encode(.failed, failure)
        case .elsewhere(let kind): try encode(.elsewhere, ElsewhereHeader(renderer: kind))
        }
    }

    /// Spells the usual replies for nobody.
    ///
    /// What the runtime looks up for that, once for each type, a process that is forked afterwards has already.
    package static func rehearse() {
        let media = MediaInfo(
            container: "",
            video: .init(codec: "", width: 1, height: 1, frameRate: 1, rotation: 0),
            audio: .init(codec: "", channels: 1),
            image: .init(width: 1, height: 1),
            document: .init(pages: 1)
        )
        let picture = Picture(index: 0, width: 1, height: 1)
        let usual: [RenderReply] = [
            .media(media, owed: 1), .picture(picture, Data()), .done(RenderSummary(pictures: 1, notes: [])),
        ]
        for reply in usual { _ = try? encode(reply) }
    }

    private static func encode(
        _ kind: Kind,
        _ header: some Encodable,
        payload: Data = Data()
    ) throws(ProtocolViolation) -> (head: Data, payload: Data) {
        guard let json = try? JSONEncoder().encode(header), json.count <= headerLimit else {
            throw ProtocolViolation("a header does not fit into a frame")
        }
        guard let payloadCount = UInt32(exactly: payload.count) else {
            throw ProtocolViolation("a picture does not fit into a frame")
        }
        var head = Data(magic)
        head.append(contentsOf: [kind.rawValue, 0, 0, 0])
        head.append(contentsOf: littleEndian(UInt32(json.count)))
        head.append(contentsOf: littleEndian(payloadCount))
        head.append(json)
        return (head, payload)
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
