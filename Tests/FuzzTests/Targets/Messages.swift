// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import HTTPAPI
import Model
@testable import RenderProtocol
@testable import Renderers
import TestSupport

extension FuzzTarget {
    /// What host and renderers tell each other.
    static let messages = [frames, replies, finished, packets]

    private static let failure = Failure(.resource, .limitExceeded, "Too large.", evidence: "signal 6")

    /// The stream of replies that the host reads from a child: behind two bytes for the job and the size of its pieces.
    private static let frames = FuzzTarget(
        "frames",
        rounds: 2500,
        seeds: conversations.map { replies in
            [7, 1]
                + replies.flatMap { reply in
                    (try? RenderFrame.encode(reply)).map { [UInt8]($0.head + $0.payload) } ?? []
                }
        }
    ) { bytes in
        let job = bytes.first ?? 0 & 1 == 0 ? thumbnails : RenderRequest.Job.snapshots(SnapshotSpec(instants: .first))
        let stream = bytes.dropFirst(2)
        let whole = decoded(stream, inPiecesOf: max(1, stream.count))
        let pieces = decoded(stream, inPiecesOf: 1 + Int(bytes.dropFirst().first ?? 0))
        promise(whole.replies == pieces.replies && whole.isBroken == pieces.isBroken, "pieces are told otherwise")
        check(whole.replies, to: job)
    }

    /// What a child says in frames that are in order: a line for each, the number of its kind before its header.
    private static let replies = FuzzTarget(
        "replies",
        rounds: 2500,
        seeds: conversations.map { replies in
            let frames = replies.compactMap { try? RenderFrame.encode($0).head }
            return frames.flatMap { [$0[4]] + $0.dropFirst(RenderFrame.prefixSize) + [UInt8(ascii: "\n")] }
        }
    ) { bytes in
        let stream = bytes.split(separator: UInt8(ascii: "\n")).flatMap { line -> [UInt8] in
            let payload = line.first == RenderFrame.Kind.picture.rawValue ? [UInt8](jpeg) : []
            let lengths = [UInt32(line.count - 1), UInt32(payload.count)].flatMap(\.littleEndianBytes)
            return RenderFrame.magic + [line.first ?? 0, 0, 0, 0] + lengths + line.dropFirst() + payload
        }
        check(decoded(stream[...], inPiecesOf: 1 << 20).replies, to: thumbnails)
    }

    /// Holds replies against the rules, and does with those that are accepted what the server does.
    private static func check(_ replies: [RenderReply], to job: RenderRequest.Job) {
        var sequence = ReplySequence(for: job, within: RenderLimits(pictureBytes: 1 << 16))
        for reply in replies {
            if let frame = try? RenderFrame.encode(reply) {
                let again = decoded(([UInt8](frame.head + frame.payload))[...], inPiecesOf: 1 << 20)
                promise(again.replies == [reply], "a reply does not survive its frame")
            }
            guard (try? sequence.accept(reply)) != nil else { break }
            use(reply)
            promise(0...job.pictureLimit ~= sequence.owed ?? 0, "\(sequence)")
            promise(sequence.pictures <= sequence.owed ?? 0, "\(sequence)")
        }
    }

    /// What a client that asks is told of an accepted reply.
    private static func use(_ reply: RenderReply) {
        switch reply {
        case .media(let media, _):
            _ = MetaData(media, declaredType: "MP4", size: 1)
            _ = MediaShape(media)
        case .picture(let picture, _): _ = picture.frame?.time.milliseconds
        case .missing, .done, .failed, .elsewhere: break
        }
    }

    /// Finished pictures, of which the host reads the size without decoding them.
    private static let finished = FuzzTarget(
        "finished-picture",
        rounds: 8000,
        seeds: [
            [UInt8](jpeg),
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
                + HEIFFile.box("IHDR", UInt64(0x40_0000_0030).bigEndianBytes)
                + [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82],
            HEIFFile.box("ftyp", Array("avif".utf8)) + HEIFFile.shape(64, 48),
        ]
            + ["VP8X", "VP8 ", "VP8L"].map { name in
                Array("RIFF".utf8) + [26, 0, 0, 0] + Array("WEBP\(name)".utf8) + [10, 0, 0, 0]
                    + [UInt8](repeating: 9, count: 14)
            }
    ) { bytes in
        for format in PictureFormat.allCases {
            _ = format.isWhole(bytes)
            if let size = format.size(of: bytes) { promise(size.width > 0 && size.height > 0, "\(format): \(size)") }
        }
    }

    /// Control messages: requests, as a zygote reads them, and reports, as the host does.
    private static let packets = FuzzTarget(
        "packets",
        rounds: 6000,
        seeds: orders.compactMap { try? [UInt8](JSONEncoder().encode($0)) }
            + reports.compactMap { try? [UInt8](JSONEncoder().encode($0)) }
    ) { bytes in
        let packet = Packet(bytes: Data(bytes), owning: [])
        if let request = packet.decode(RenderRequest.self) {
            let text = stable(request)
            promise(
                text.flatMap { try? JSONDecoder().decode(RenderRequest.self, from: $0) }.flatMap(stable) == text,
                "request"
            )
        }
        guard let report = packet.decode(ZygoteReport.self) else { return }
        let again = (try? JSONEncoder().encode(report)).flatMap {
            try? JSONDecoder().decode(ZygoteReport.self, from: $0)
        }
        promise(again == report, "a report does not survive its message")
        switch report {
        case .ready(let greeting): promise(!greeting.sandbox.description.isEmpty, "\(greeting)")
        case .ended(_, let end):
            let outcome = JobOutcome(
                conversation: .brokenOff,
                killReason: nil,
                end: .reaped(end),
                limits: RenderLimits()
            )
            promise((try? outcome.get()) == nil, "a success without a word")
        case .unfit, .accepted, .refused: break
        }
    }

    private static func stable(_ request: RenderRequest) -> Data? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try? encoder.encode(request)
    }

    /// All replies of a stream that comes in pieces, and whether it broke the protocol.
    private static func decoded(_ stream: ArraySlice<UInt8>, inPiecesOf size: Int) -> (
        replies: [RenderReply], isBroken: Bool
    ) {
        var decoder = RenderFrameDecoder(payloadLimit: 1 << 16)
        var (replies, rest): ([RenderReply], ArraySlice<UInt8>) = ([], stream)
        while !rest.isEmpty {
            decoder.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            do {
                while let reply = try decoder.next() { replies.append(reply) }
            } catch {
                return (replies, true)
            }
        }
        return (replies, false)
    }

    /// The beginning and the end of a JPEG of 64 by 48 pixels.
    private static let jpeg = Data([0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 0, 48, 0, 64, 3, 0, 0, 0xFF, 0xD9])

    private static let thumbnails = RenderRequest.Job.thumbnails(
        ThumbnailSpec(shapes: [.longSide(480), PictureShape(fit: .pad, width: 10, height: 20)], page: 3, instant: 5000)
    )

    private static let orders: [RenderRequest] = [
        thumbnails, .snapshots(SnapshotSpec(instants: .at([0, 1500, 9_000_000]), aspect: .widescreen, tolerance: 40)),
        .snapshots(SnapshotSpec(instants: .series(count: 3, milliseconds: 1000), pastEnd: .lastFrame)),
    ].map { RenderRequest(id: 7, job: $0, limits: RenderLimits()) }

    private static let reports: [ZygoteReport] = [
        .ready(Greeting(name: "video-renderer", sandbox: SandboxReport(level: .full, microseconds: 271))),
        .ready(Greeting(name: "video-renderer", sandbox: SandboxReport(level: .full, microseconds: .max))),
        .unfit("no fonts"), .accepted(id: 7), .refused(id: 7, reason: "fork: errno 11"),
        .ended(id: 7, ChildEnd(cause: .signal(11), cpu: 12, peakMemory: 1 << 29)),
        .ended(id: 8, ChildEnd(cause: .exit(status: 1), cpu: 12, peakMemory: 4096)),
    ]

    private static let conversations: [[RenderReply]] = {
        let video = MediaInfo.Video(codec: "h264", width: 64, height: 48, frameRate: 29.97, rotation: 90)
        let frame = Picture.Frame(
            instant: 5,
            time: MediaTime(ticks: 1001, numerator: 1, denominator: 30_000),
            isKeyframe: true
        )
        let document = MediaInfo.Document(pages: 3, substitutedFonts: [.init(wanted: "Arial", used: "Liberation Sans")])
        // Of a second, and of no time at all.
        let timeless = Picture.Frame(
            instant: 5,
            time: MediaTime(ticks: .max, numerator: 1, denominator: 0),
            isKeyframe: true
        )
        return [frame, timeless].map { frame in
            [
                .media(MediaInfo(container: "mov", duration: 1000, video: video), owed: 2),
                .picture(Picture(index: 0, width: 64, height: 48, frame: frame), jpeg),
                .missing(MissingPicture(index: 1, instant: 7, failure: failure)),
                .done(RenderSummary(pictures: 1, notes: ["a damaged tail"])),
            ]
        } + [
            [.media(MediaInfo(container: "docx", document: document), owed: 1), .failed(failure)],
            [.elsewhere(.image)],
        ]
    }()
}
