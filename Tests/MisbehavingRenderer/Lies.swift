// SPDX-License-Identifier: Apache-2.0

import CSandbox
import FoundationEssentials
import Glibc
import Model
import RenderProtocol

/// What no honest child sends: written past the sink, straight to the job socket.
enum Lies {
    /// Tells the named lie and then waits to be ended.
    static func tell(_ lie: String, job: RenderRequest.Job) -> Never {
        switch lie {
        case "garbage": write(Data("<html>this is not a frame at all</html>".utf8))
        case "flood": flood()
        case "flood pictures": floodPictures()
        case "kind": write(prefix(kind: 9, header: 2, payload: 0) + Data("{}".utf8))
        case "long header": write(prefix(kind: 1, header: .max, payload: 0))
        case "long payload": write(prefix(kind: 2, header: 2, payload: .max) + Data("{}".utf8))
        case "bad header": write(prefix(kind: 1, header: 4, payload: 0) + Data("[1,2".utf8))
        case "media twice": send(.media(.sample, owed: 1), .media(.sample, owed: 1))
        case "many owed": send(.media(.sample, owed: .max))
        case "no media": send(.picture(.sample(0), .sampleJPEG(size: 100)))
        case "order": send(.media(.sample, owed: 2), .picture(.sample(1), .sampleJPEG(size: 100)))
        case "too many": send(.media(.sample, owed: 1), picture(0), picture(1))
        case "done early": send(.media(.sample, owed: 2), picture(0), .done(RenderSummary(pictures: 1, notes: [])))
        case "done falsely": send(.media(.sample, owed: 2), .done(RenderSummary(pictures: 2, notes: [])))
        case "html picture": send(.media(.sample, owed: 1), .picture(.sample(0), Data("<html></html>".utf8)))
        case "cut picture": send(.media(.sample, owed: 1), .picture(.sample(0), .sampleJPEG(size: 100).dropLast()))
        case "false size":
            var picture = Picture.sample(0)
            picture.width = 65
            send(.media(.sample, owed: 1), .picture(picture, .sampleJPEG(size: 100)))
        case "huge picture": send(.media(.sample, owed: 1), .picture(.sample(0), .sampleJPEG(size: 2 << 20)))
        case "no time": send(.media(.sample, owed: 1), .picture(.timeless, .sampleJPEG(size: 100)))
        case "late elsewhere": send(.media(.sample, owed: 1), .elsewhere(.page))
        case "foreign failure": send(.failed(Failure(.caller, .projectNotFound, "No such project.")))
        case "cut frame":
            write(prefix(kind: 1, header: 100, payload: 0))
            _exit(0)
        default: _exit(98)
        }
        while true { pause() }
    }

    private static func picture(_ index: Int) -> RenderReply {
        .picture(.sample(index), .sampleJPEG(size: 100))
    }

    private static func prefix(kind: UInt8, header: UInt32, payload: UInt32) -> Data {
        let lengths = [header, payload].flatMap { length in
            (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        }
        return Data("VGNR".utf8) + Data([kind, 0, 0, 0]) + Data(lengths)
    }

    private static func flood() -> Never {
        while true { write(Data(repeating: 0x56, count: 1 << 20)) }
    }

    private static func floodPictures() -> Never {
        send(.media(.sample, owed: 3))
        var index = 0
        while true {
            send(picture(index))
            index += 1
        }
    }

    private static func send(_ replies: RenderReply...) {
        for reply in replies {
            guard let frame = try? RenderFrame.encode(reply) else { _exit(97) }
            write(frame.head + frame.payload)
        }
    }

    private static func write(_ data: Data) {
        var rest = data[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(VIGNETTE_CHILD_REPLY, bytes.baseAddress, bytes.count)
            }
            guard count > 0 else { _exit(96) }
            rest = rest.dropFirst(count)
        }
    }
}
