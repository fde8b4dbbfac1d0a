// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit
import RenderProtocol

/// Makes the pictures of a plan, and tells of them one after the other.
struct SnapshotJob {
    /// Pictures that one worker makes before it waits for the others, which bounds those that wait to be told of.
    private static let mostAhead = 16

    private let plan: SnapshotPlan
    private let pastEnd: SnapshotSpec.PastEnd
    private let worker: SnapshotWorker
    private let helpers: [SnapshotHelper]
    private let sink: any RenderSink

    private var notes: [String]
    private var made = 0
    /// The instants, in milliseconds, of pictures in which traces of damage show.
    private var damaged: [Int64] = []
    private var gap: Failure?
    private var isEndTold = false
    /// Whether no picture is owed any more.
    private var isOver = false

    /// - Parameter note: What is worth telling of the whole file.
    init(
        _ plan: SnapshotPlan,
        pastEnd: SnapshotSpec.PastEnd,
        note: String?,
        worker: SnapshotWorker,
        helpers: [SnapshotHelper],
        sink: any RenderSink
    ) {
        self.plan = plan
        self.pastEnd = pastEnd
        self.worker = worker
        self.helpers = helpers
        self.sink = sink
        notes = plan.notes + [note].compactMap(\.self)
    }

    mutating func run() throws(Failure) -> RenderSummary {
        var items = plan.instants.indices.map { index in
            SnapshotHelper.Item(
                index: index,
                instant: plan.instants[index],
                next: plan.instants.dropFirst(index + 1).first
            )
        }[...]
        while !items.isEmpty, !isOver {
            let workers = helpers.count + 1
            let share = min(Self.mostAhead, (items.count + workers - 1) / workers)
            let own = items.prefix(share)
            items = items.dropFirst(share)
            for helper in helpers {
                helper.start(Array(items.prefix(share)))
                items = items.dropFirst(share)
            }
            let failure = take(own)
            let others = helpers.flatMap { $0.finish() }
            if let failure { throw failure }
            for (result, index) in zip(others, own.endIndex...) where !isOver {
                try take(result, plan.instants[index], index: index)
            }
        }
        if let gap, made == 0 { throw gap }
        if let first = damaged.first {
            notes.append(
                "The video is damaged: traces of it show in \(damaged.count) of the pictures, first at \(first) ms."
            )
        }
        return RenderSummary(pictures: made, notes: notes)
    }

    /// Makes the pictures of `items` here.
    ///
    /// - Returns: What ended the job.
    private mutating func take(_ items: ArraySlice<SnapshotHelper.Item>) -> Failure? {
        do throws(Failure) {
            for item in items where !isOver {
                let result = Result { () throws(Failure) in
                    try worker.make(item.instant, index: item.index, next: item.next)
                }
                try take(result, item.instant, index: item.index)
            }
            return nil
        } catch {
            return error
        }
    }

    /// Tells of a picture that was made, or is missing.
    private mutating func take(_ result: Result<MadeSnapshot, Failure>, _ instant: PlannedInstant, index: Int)
        throws(Failure)
    {
        switch result {
        case .success(let snapshot):
            if let end = snapshot.realEnd {
                if !isEndTold { notes.append(endNote(end, left: plan.instants.count - index)) }
                isEndTold = true
                isOver = pastEnd == .skip && made > 0
                if isOver { return }
            }
            try sink.picture(snapshot.picture, snapshot.bytes)
            made += 1
            if let note = snapshot.note, !notes.contains(note) { notes.append(note) }
            if snapshot.isDamaged { damaged.append(instant.milliseconds) }
        case .failure(let failure):
            guard failure.code == .damagedMedia, failure.class == .permanent else { throw failure }
            // What lies beyond the damage may be whole.
            gap = gap ?? failure
            try sink.missing(MissingPicture(index: index, instant: instant.milliseconds, failure: failure))
        }
    }

    /// Tells that frames are missing behind `end`, in milliseconds, while `left` pictures are still owed.
    private func endNote(_ end: Int64, left: Int) -> String {
        let consequence = pastEnd == .skip ? "were left out" : "show the last frame"
        return "The end of the video cannot be decoded: \(left) pictures past \(end) ms \(consequence)."
    }
}
