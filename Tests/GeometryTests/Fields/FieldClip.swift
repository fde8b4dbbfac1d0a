// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport

/// A clip of a bar that moves from field to field: red on a blue ground, as high as the picture.
struct FieldClip: Sendable {
    /// Which field is taken first; `nil`: both are taken at once.
    enum Order: String, Sendable {
        case top
        case bottom
    }

    var name: String
    var size: PixelSize
    /// How the frames are made.
    var order: Order?
    /// The codec and the container, with what says that the frames consist of fields.
    var suffix: String
    var options: [String]
    /// What the report has to tell of how the fields were told apart.
    var told: String?
    /// Of each frame, the instants of its upper and its lower line, in fields; by default two that follow each other.
    var instants: [(top: Int, bottom: Int)]

    static let ground: [UInt8] = [60, 160, 120]
    static let bar: [UInt8] = [110, 90, 220]
    /// Columns of the bar, and by how many it moves from one field to the next.
    static let width = 24
    static let step = 6

    init(
        _ name: String,
        _ width: Int,
        _ height: Int,
        _ order: Order?,
        _ suffix: String,
        _ options: [String],
        told: String? = nil
    ) {
        self.name = name
        size = PixelSize(width: width, height: height)
        self.order = order
        self.suffix = suffix
        self.options = options
        self.told = told
        instants = (0..<4).map { frame in
            let (first, second) = (2 * frame, 2 * frame + 1)
            return switch order {
            case .top: (first, second)
            case .bottom: (second, first)
            case nil: (first, first)
            }
        }
    }

    /// The same with something changed.
    func with(_ change: (inout FieldClip) -> Void) -> FieldClip {
        var other = self
        change(&other)
        return other
    }

    /// The first column of the bar at an instant, in fields.
    static func start(_ instant: Int) -> Int { 16 + step * instant }

    /// Where the bar must be in the picture of a frame: where it was in the field that was taken first.
    func expected(_ frame: Int) -> Int {
        Self.start(order == .bottom ? instants[frame].bottom : instants[frame].top)
    }

    /// The frames in planes of 4:2:0, whose lines of colour belong to one field and the other in turn too.
    private var samples: [UInt8] {
        instants.flatMap { instant -> [UInt8] in
            (0..<3).flatMap { plane -> [UInt8] in
                let scale = plane == 0 ? 1 : 2
                let lines = [instant.top, instant.bottom].map { instant in
                    (0..<size.width / scale).map { column in
                        let start = Self.start(instant) / scale
                        return start..<start + Self.width / scale ~= column ? Self.bar[plane] : Self.ground[plane]
                    }
                }
                return (0..<size.height / scale).flatMap { lines[$0 & 1] }
            }
        }
    }

    /// Encodes the clip, 25 frames a second.
    func make(in maker: ClipMaker) throws -> String {
        let raw = try maker.file("fields.yuv", Data(samples))
        let path = "\(maker.directory)/fields.\(suffix)"
        let size = "\(size.width)x\(size.height)"
        let input = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", "25", "-i", raw]
        try maker.ffmpeg(input + options + [path])
        return path
    }
}
