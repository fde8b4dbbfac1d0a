// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import TestSupport
import Testing

/// Cuts that the edit list of a QuickTime or MP4 file makes of the frames in it.
struct EditCase: Sendable, CustomTestStringConvertible {
    var label: String
    var cuts: [Cut]
    var coding = Coding.h264
    var container = "mp4"
    var footage = Footage.constant(100)
    /// Ticks in a second of the movie, where they are not ffmpeg's 1000.
    var timescale: UInt32?
    /// Whether times have 64 bits.
    var isLong = false

    var testDescription: String { "\(label), \(coding) in \(container)" }

    /// Writes the clip and returns its path.
    func make(_ maker: ClipMaker) throws -> String {
        let source = try footage.encode("source.\(container)", coding, maker)
        var movie = MovieFile(try Data(contentsOf: URL(filePath: source)))
        if let timescale { movie.setTimescale(timescale) }
        let first = movie.edits.first?.mediaTime ?? 0
        movie.setEdits(
            cuts.map { cut in
                MovieFile.Entry(
                    duration: Self.ticks(cut.duration, movie.timescale),
                    mediaTime: cut.source.map { first + Self.ticks($0, movie.trackTimescale) } ?? -1,
                    rate: cut.isStill ? 0 : 0x10000
                )
            },
            isLong: isLong
        )
        return try maker.file("edited.\(container)", movie.bytes)
    }

    private static func ticks(_ seconds: Fraction, _ timescale: Int64) -> Int64 {
        let ticks = Fraction(seconds.numerator * timescale, seconds.denominator)
        precondition(ticks.denominator == 1, "\(seconds) are no whole ticks of 1/\(timescale)")
        return ticks.numerator
    }

    var timeline: Timeline { footage.timeline(group: coding.group).edited(cuts) }
}

@Suite("Edit lists")
struct EditListTests {
    private static func cut(_ milliseconds: Int64, from source: Int64?, still: Bool = false) -> Cut {
        Cut(
            duration: Fraction(milliseconds: milliseconds),
            source: source.map { Fraction(milliseconds: $0) },
            isStill: still
        )
    }

    private static let lists: [(String, [Cut])] = [
        ("all of it", [cut(4000, from: 0)]),
        ("a start that is cut off between keyframes", [cut(2520, from: 1480)]),
        ("a start in the middle of a frame", [cut(2500, from: 1500)]),
        ("a start at a keyframe", [cut(3000, from: 1000)]),
        ("a gap first", [cut(1500, from: nil), cut(4000, from: 0)]),
        ("a gap, then a start in the middle of a frame", [cut(333, from: nil), cut(1000, from: 1535)]),
        ("a gap in the middle", [cut(1000, from: 0), cut(700, from: nil), cut(3000, from: 1000)]),
        ("a gap within a group", [cut(430, from: 0), cut(999, from: nil), cut(1570, from: 430)]),
        ("a gap at the end", [cut(1300, from: 0), cut(900, from: nil)]),
        ("halves in swapped order", [cut(2000, from: 2000), cut(2000, from: 0)]),
        (
            "a part shown three times",
            [cut(800, from: 400), cut(800, from: 400), cut(400, from: 1600), cut(800, from: 400)]
        ),
        ("an early end", [cut(1300, from: 0)]),
        ("an end in the middle of a frame", [cut(1337, from: 120)]),
        ("more than there is", [cut(9000, from: 0)]),
        ("more than there is, then more", [cut(2000, from: 3000), cut(1000, from: 0)]),
        ("a still", [cut(1000, from: 1200, still: true), cut(1000, from: 1240)]),
        ("stills between", [cut(500, from: 0), cut(700, from: 2010, still: true), cut(500, from: 3000)]),
        ("pieces shorter than a frame", (0..<20).map { cut(17, from: ($0 * 685) % 3900) }),
    ]

    static let cases: [EditCase] =
        lists.map { EditCase(label: $0, cuts: $1) }
        + lists.filter { ["between", "swapped", "middle of a frame", "gap first"].contains(where: $0.0.contains) }
        .flatMap { label, cuts in
            [
                EditCase(label: label, cuts: cuts, coding: .hevcOpenGroups, container: "mov"),
                EditCase(label: label, cuts: cuts, coding: .h264OpenGroups, container: "mp4"),
                EditCase(label: label, cuts: cuts, coding: .proRes, container: "mov", isLong: true),
                EditCase(label: label, cuts: cuts, coding: .h264OneKeyframe, container: "mp4", timescale: 90_000),
                EditCase(label: label, cuts: cuts, coding: .av1, container: "mp4", timescale: 3000),
            ]
        }
        + [
            EditCase(
                label: "cuts off the grid of the frames",
                cuts: [
                    Cut(duration: Fraction(333, 1000), source: Fraction(13 * 1001, 30000)), cut(101, from: nil),
                    Cut(duration: Fraction(777, 1000), source: Fraction(5 * 1001 + 17, 30000)),
                ],
                footage: .constant(90, rate: Fraction(30000, 1001))
            ),
            EditCase(
                label: "a variable rate",
                cuts: [cut(2500, from: 2500), cut(3000, from: 1250), cut(250, from: nil), cut(4000, from: 3000)],
                footage: .variable
            ),
            EditCase(label: "a slow rate", cuts: [cut(25_000, from: 35_000), cut(30_000, from: 5000)], footage: .slow),
        ]

    @Test("say what is shown when", arguments: cases)
    func times(_ test: EditCase) throws {
        let maker = try ClipMaker()
        let path = try test.make(maker)
        let proof = TimeProof(path: path, timeline: test.timeline, hasKeyframeTimes: true)
        let mistakes = try proof.mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("tell when an automatic cover is shown", arguments: lists.map { EditCase(label: $0, cuts: $1) })
    func cover(_ test: EditCase) throws {
        let maker = try ClipMaker()
        let result = try RenderedVideo(test.make(maker), SnapshotSpec(instants: .cover))
        let number = try #require(try result.numbers().first)
        let frame = try #require(result.pictures.first?.frame)
        #expect(test.timeline.shown.contains { $0.number == number && $0.start == Fraction(frame.time) }, "\(frame)")
    }

    @Test("of any kind say what is shown when", arguments: 0..<Proof.count(sample: 6, full: 60))
    func random(_ round: Int) throws {
        var generator = SeededGenerator(seed: Proof.seed, stream: UInt64(round))
        let cuts = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
            let isGap = Int.random(in: 0..<5, using: &generator) == 0
            // Five milliseconds are 64 ticks of the track.
            let source = Int64.random(in: 0..<780, using: &generator) * 5
            return Self.cut(
                .random(in: 1...1500, using: &generator),
                from: isGap ? nil : source,
                still: Int.random(in: 0..<8, using: &generator) == 0
            )
        }
        guard cuts.contains(where: { $0.source != nil }) else { return }
        let coding = [Coding.h264, .h264OpenGroups, .hevcOpenGroups].randomElement(using: &generator) ?? .h264
        let test = EditCase(label: "random", cuts: cuts, coding: coding)
        let maker = try ClipMaker()
        let mistakes = try TimeProof(path: test.make(maker), timeline: test.timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty, "seed \(Proof.seed), \(cuts)")
    }

    @Test("that ffmpeg writes when it cuts without encoding say what is shown when", arguments: ["mp4", "mov"])
    func cutByMuxer(_ container: String) throws {
        let maker = try ClipMaker()
        let source = try Footage.constant(100).encode("source.mp4", .h264, maker)
        let path = "\(maker.directory)/cut.\(container)"
        try maker.ffmpeg(["-ss", "1.5", "-i", source, "-c", "copy", path])
        let timeline = Footage.constant(100).timeline(group: 25).edited([Self.cut(2500, from: 1500)])
        let mistakes = try TimeProof(path: path, timeline: timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("leave fragments where they are in the stream", arguments: [0, 38_400, 8_589_934_592] as [Int64])
    func fragments(_ delay: Int64) throws {
        let maker = try ClipMaker()
        let options = ["-movflags", "+frag_keyframe+delay_moov+default_base_moof+skip_trailer"]
        let source = try Footage.constant(100).encode("source.mp4", .h264, maker, options)
        var movie = MovieFile(try Data(contentsOf: URL(filePath: source)))
        movie.delayFragments(by: delay)
        let path = try maker.file("late.mp4", movie.bytes)
        let timeline = Footage.constant(100).timeline(group: 25)
        let mistakes = try TimeProof(path: path, timeline: timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("that are missing leave the times of the samples", arguments: [false, true])
    func missing(isEarly: Bool) throws {
        let maker = try ClipMaker()
        let source = try Footage.constant(100).encode("source.mp4", .h264, maker)
        var movie = MovieFile(try Data(contentsOf: URL(filePath: source)))
        let first = movie.edits.first?.mediaTime ?? 0
        movie.setEdits([])
        // The first frames are shown before zero.
        if isEarly { movie.setCompositionOffsets(movie.compositionOffsets.map { $0 - first - 3 * 512 }) }
        let path = try maker.file("plain.mp4", movie.bytes)
        let timeline = Footage.constant(100).timeline(group: 25)
        let mistakes = try TimeProof(path: path, timeline: timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty)
    }

    @Test("stand beside sample durations of any kind")
    func durations() throws {
        let maker = try ClipMaker()
        let source = try Footage.constant(100).encode("source.mov", .motionJPEG, maker)
        var movie = MovieFile(try Data(contentsOf: URL(filePath: source)))
        var generator = SeededGenerator(seed: Proof.seed)
        let durations = (0..<100).map { _ in UInt32.random(in: 1...9000, using: &generator) }
        movie.setDurations(durations)
        var starts: [Fraction] = []
        var ticks: Int64 = 0
        for duration in durations {
            starts.append(Fraction(ticks, movie.trackTimescale))
            ticks += Int64(duration)
        }
        movie.setEdits([MovieFile.Entry(duration: 0, mediaTime: 0)])
        let timeline = Timeline(starts: starts, end: Fraction(ticks, movie.trackTimescale), group: 1)
        let path = try maker.file("durations.mov", movie.bytes)
        let mistakes = try TimeProof(path: path, timeline: timeline, hasKeyframeTimes: true).mistakes()
        #expect(mistakes.isEmpty, "seed \(Proof.seed)")
    }
}
