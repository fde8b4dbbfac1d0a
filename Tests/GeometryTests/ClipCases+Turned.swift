// SPDX-License-Identifier: Apache-2.0

/// Clips that are to be turned and mirrored.
extension ClipCase {
    /// Behind the index of EXIF's orientation, from 1: the numbers a, b, c and d of the matrix by which (x, y) is shown
    /// at (ax + cy, bx + dy), with y pointing down (ISO/IEC 14496-12, 6.2.2).
    static let matrices: [[Double]] = [
        [1, 0, 0, 1], [-1, 0, 0, 1], [-1, 0, 0, -1], [1, 0, 0, -1], [0, 1, 1, 0], [0, 1, -1, 0], [0, -1, -1, 0],
        [0, -1, 1, 0],
    ]

    /// The same turns as mirrored left to right, then turned by so many degrees counterclockwise, as Matroska's projection
    /// (RFC 9559) and the display orientation of H.264 (annex D) have them.
    static let rolls: [(degrees: Int, isMirrored: Bool)] = [
        (0, false), (0, true), (180, false), (180, true), (90, true), (-90, false), (-90, true), (90, false),
    ]

    /// A frame of 192 by 120 samples that is to be turned.
    static func turned(_ orientation: Int) -> MarkedFrame {
        MarkedFrame(192, 120, shown: orientation < 5 ? (192, 120) : (120, 192)).with { $0.orientation = orientation }
    }

    /// By the matrix of the track; ffmpeg writes no mirrored ones.
    static let byMatrix: [ClipCase] = ["mp4", "mov"].flatMap { suffix in
        (1...8).map { orientation in
            ClipCase("orientation \(orientation) in \(suffix)", turned(orientation), suffix, Codecs.h264).with {
                $0.patch = { try PatchedMP4.setMatrix(matrices[orientation - 1], in: &$0) }
            }
        }
    }

    /// By the projection of the track; ffmpeg writes none.
    static let byProjection: [ClipCase] = (1...8).map { orientation in
        let roll = rolls[orientation - 1]
        let elements = PatchedMatroska.projection(roll: Float(roll.degrees), isMirrored: roll.isMirrored)
        let options = PatchedMatroska.title(for: elements)
        // Both kinds of Matroska, with a codec of each.
        let (suffix, codec) = orientation.isMultiple(of: 2) ? ("webm", Codecs.vp9) : ("mkv", Codecs.h264)
        return ClipCase("orientation \(orientation) in \(suffix)", turned(orientation), suffix, codec + options).with {
            $0.patch = { try PatchedMatroska.describe(by: elements, in: &$0) }
        }
    }

    /// By a message in the stream itself, where the container has no place for it.
    static let byMessage: [ClipCase] = (2...8).flatMap { orientation in
        let roll = rolls[orientation - 1]
        let flip = roll.isMirrored ? ":flip=horizontal" : ""
        let filter = "h264_metadata=display_orientation=insert:rotate=\((roll.degrees + 360) % 360)" + flip
        let frame = turned(orientation)
        let hevc = ClipCase("orientation \(orientation) in HEVC", frame, "hevc", Codecs.hevc).with {
            $0.patch = { try PatchedHEVC.orient(by: roll.degrees, isMirrored: roll.isMirrored, in: &$0) }
        }
        return [ClipCase("orientation \(orientation) in ts", frame, "ts", Codecs.h264 + ["-bsf:v", filter]), hevc].map {
            $0.with {
                // The message is in the keyframe, and holds for those behind it.
                $0.isToldByFrames = true
                $0.instants = [0, 80]
            }
        }
    }

    /// By angles that are none of a right one: the picture stays as it is.
    static let byOtherAngles: [ClipCase] = [
        ClipCase("30 degrees in mp4", turned(1), "mp4", Codecs.h264).with {
            $0.patch = { try PatchedMP4.setMatrix([0.866, 0.5, -0.5, 0.866], in: &$0) }
        },
        ClipCase("a matrix of zeros in mov", turned(1), "mov", Codecs.h264).with {
            $0.patch = { try PatchedMP4.setMatrix([0, 0, 0, 0], in: &$0) }
        },
        projected("30 degrees in mkv", PatchedMatroska.projection(roll: 30, isMirrored: false)),
        projected("no number in mkv", PatchedMatroska.projection(roll: .nan, isMirrored: false)),
    ]

    private static func projected(_ name: String, _ elements: [UInt8]) -> ClipCase {
        let options = Codecs.h264 + PatchedMatroska.title(for: elements)
        return ClipCase(name, turned(1), "mkv", options).with {
            $0.patch = { try PatchedMatroska.describe(by: elements, in: &$0) }
        }
    }
}
