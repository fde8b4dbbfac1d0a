// SPDX-License-Identifier: Apache-2.0

/// The shots of a labelled clip, in their order, as a graph of ffmpeg's filters.
struct LabelledClipPlan {
    /// Frames a second.
    let rate: Int
    let width: Int
    let height: Int
    /// Where painted pictures and texts are put, under names that begin with `number`.
    let folder: String
    let number: Int
    var generator: SeededGenerator

    /// ffmpeg's inputs, the files among them, the chains of filters, and the outputs to be joined.
    var inputs: [[String]] = []
    var files: [String] = []
    var chains: [String] = []
    private(set) var parts: [String] = []
    private(set) var segments: [LabelledClip.Segment] = []
    private var names = 0

    init(generator: SeededGenerator, folder: String, number: Int, rates: [Int]) throws {
        var generator = generator
        let sizes = [(320, 180), (480, 270), (640, 360), (320, 240), (270, 480)]
        (width, height) = sizes.randomElement(using: &generator) ?? (320, 180)
        rate = rates.randomElement(using: &generator) ?? 25
        self.generator = generator
        self.folder = folder
        self.number = number
        try fill()
    }

    /// The whole graph, with its output `out`.
    var graph: String {
        let joined = parts.map { "[\($0)]" }.joined()
        return chains.joined(separator: ";") + ";\(joined)concat=n=\(parts.count):v=1:a=0,format=yuv420p[out]"
    }

    // MARK: The order of things

    /// One to three takes, and before and between them one to four things that nobody wants as a cover.
    private mutating func fill() throws {
        var order = Array(repeating: true, count: integer(1...3)) + Array(repeating: false, count: integer(1...4))
        order.shuffle(using: &generator)
        for isTake in order {
            if isTake { try addTake() } else { try addWaste() }
        }
    }

    private mutating func addWaste() throws {
        let labels = [LabelledClip.Label.black, .white, .blur, .noise, .titles, .credits]
        let label = labels.randomElement(using: &generator) ?? .black
        let frames = frames(1...5)
        let (name, detail) = try waste(label, frames)
        add(name, [LabelledClip.Segment(label: label, frames: frames, detail: detail)])
    }

    /// A shot, or two that dissolve into one another; it may fade in at its beginning, and out at its end.
    private mutating func addTake() throws {
        let (fadeIn, fadeOut) = (isChosen(0.4) ? frames(0.5...2.5) : 0, isChosen(0.3) ? frames(0.5...2.5) : 0)
        let (dissolve, first) = (isChosen(0.4) ? frames(0.5...2) : 0, frames(2...6))
        let second = dissolve > 0 ? frames(2...5) : 0
        let total = fadeIn + first + dissolve + second + fadeOut
        var shown = try shot(fadeIn + first + dissolve + (second > 0 ? 0 : fadeOut))
        var marks = [
            LabelledClip.Segment(label: .fade, frames: fadeIn, detail: "fade in"),
            LabelledClip.Segment(label: .good, frames: first, detail: shown.detail),
        ]
        if second > 0 {
            let next = try shot(dissolve + second + fadeOut)
            let joined = newName()
            chains.append(
                "[\(shown.name)][\(next.name)]xfade=transition=fade:duration=\(seconds(dissolve))"
                    + ":offset=\(seconds(fadeIn + first)),trim=end_frame=\(total),setpts=PTS-STARTPTS[\(joined)]"
            )
            shown = (joined, next.detail)
            marks.append(LabelledClip.Segment(label: .dissolve, frames: dissolve, detail: "dissolve"))
            marks.append(LabelledClip.Segment(label: .good, frames: second, detail: next.detail))
        }
        marks.append(LabelledClip.Segment(label: .fade, frames: fadeOut, detail: "fade out"))
        add(faded(shown.name, total, in: fadeIn, out: fadeOut), marks)
    }

    private mutating func faded(_ name: String, _ total: Int, in fadeIn: Int, out fadeOut: Int) -> String {
        var filters = ["null"]
        for (kind, start, frames) in [("in", 0, fadeIn), ("out", total - fadeOut, fadeOut)] where frames > 0 {
            let color = isChosen(0.75) ? "black" : "white"
            filters.append("fade=t=\(kind):start_frame=\(start):nb_frames=\(frames):color=\(color)")
        }
        let faded = newName()
        chains.append("[\(name)]\(filters.joined(separator: ","))[\(faded)]")
        return faded
    }

    private mutating func add(_ name: String, _ marks: [LabelledClip.Segment]) {
        parts.append(name)
        segments += marks.filter { $0.frames > 0 }
    }

    // MARK: Small things

    mutating func newName() -> String {
        names += 1
        return "n\(names)"
    }

    func seconds(_ frames: Int) -> String { String(Double(frames) / Double(rate)) }

    mutating func frames(_ seconds: ClosedRange<Double>) -> Int { max(1, Int(number(seconds) * Double(rate))) }

    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }

    mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func isChosen(_ share: Double) -> Bool { number(0...1) < share }
}
