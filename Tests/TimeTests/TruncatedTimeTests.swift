// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport
import Testing

@Suite("Times of frames in files that end early")
struct TruncatedTimeTests {
    static let cases: [TimeCase] = [
        TimeCase(coding: .h264, container: "mp4", options: ["-movflags", "+faststart"], label: "header first"),
        TimeCase(coding: .h264, container: "mp4", label: "header last"),
        TimeCase(
            coding: .h264,
            container: "mp4",
            options: ["-movflags", "+frag_keyframe+delay_moov"],
            label: "fragments"
        ),
        TimeCase(coding: .h264OpenGroups, container: "mov", options: ["-movflags", "+faststart"]),
        TimeCase(coding: .h264, container: "mkv"), TimeCase(coding: .h264, container: "ts"),
        TimeCase(coding: .h264, container: "flv"), TimeCase(coding: .h264, container: "avi"),
        TimeCase(coding: .hevc, container: "mkv"), TimeCase(coding: .vp8, container: "webm"),
        TimeCase(coding: .vp9, container: "webm"), TimeCase(coding: .av1, container: "mkv"),
        TimeCase(coding: .mpeg2, container: "mpg"), TimeCase(coding: .mpeg2, container: "mxf"),
        TimeCase(coding: .mpeg4Reordered, container: "avi"), TimeCase(coding: .theora, container: "ogv"),
        TimeCase(coding: .motionJPEG, container: "avi"),
    ]

    /// A frame whose own bytes are cut is told to be damaged; all others are whole.
    @Test("are right as far as the file goes", arguments: cases)
    func tenths(_ test: TimeCase) throws {
        let maker = try ClipMaker()
        let path = try test.footage.encode("whole.\(test.container)", test.coding, maker, test.options)
        let bytes = try Data(contentsOf: URL(filePath: path))
        var mistakes: [String] = []
        var made: [Int] = []
        for tenth in 1...9 {
            let cut = try maker.file("cut-\(tenth).\(test.container)", bytes.prefix(bytes.count * tenth / 10))
            let (count, wrong) = try Self.check(cut, test)
            made.append(count)
            mistakes += wrong.map { "\(tenth)/10: \($0)" }
        }
        #expect(mistakes.isEmpty)
        // The longer the file, the more of it is shown; only a header at the end is missed in all.
        #expect(made == made.sorted() && (made[8] > 50 || test.label == "header last"), "\(made)")
    }

    /// How many frames are shown, and which are wrong.
    private static func check(_ path: String, _ test: TimeCase) throws -> (Int, [String]) {
        let timeline = test.timeline
        let result = RenderedVideo(path, SnapshotSpec(instants: .every(milliseconds: 20), tolerance: 0))
        if result.pictures.isEmpty {
            return (0, result.failure?.class == .permanent ? [] : ["no picture, and no reason: \(result)"])
        }
        var mistakes: [String] = []
        var seen: Set<Int> = []
        for (picture, number) in zip(result.pictures, try result.numbers()) {
            guard let frame = picture.frame else { continue }
            let expected = timeline.shown(at: Fraction(milliseconds: frame.instant))
            if number == expected.number, Fraction(frame.time) == expected.start {
                seen.insert(expected.number)
            } else if frame.report?.isDamaged != true, !test.isLeft(number, frame, of: result) {
                let found = number.map { "\($0)" } ?? "no number"
                mistakes.append("at \(frame.instant) ms \(found) told at \(Fraction(frame.time)), not \(expected)")
            }
        }
        return (seen.count, mistakes)
    }
}

extension TimeCase {
    /// Whether `number` may stand for frames that are missing among the last six, by which encoders here reorder.
    ///
    /// Where nothing tells that the file should go on, a player leaves the frame before them. AVI, program streams and
    /// MXF without its index tell only when some frames are decoded: the last one takes the place of those before it.
    fileprivate func isLeft(_ number: Int?, _ frame: Picture.Frame, of result: RenderedVideo) -> Bool {
        guard let number, let end = result.media?.duration, end - frame.instant <= 6 * 40 else { return false }
        let own = timeline.shown[number].start
        let isBefore = own <= Fraction(milliseconds: frame.instant) && own == Fraction(frame.time)
        let isLast = ["avi", "mpg", "mxf"].contains(container) && end - frame.instant <= 2 * 40
        return isBefore || isLast
    }
}
