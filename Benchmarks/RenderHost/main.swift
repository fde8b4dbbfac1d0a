// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Logging
import Model
import RenderProtocol
import Renderers

// The host's end of warm renderers, for `make bench`: what `vignette serve` does with a job once it is claimed.
//
// Takes one order a line on standard input, as JSON, and answers each with one line when it is done. Ends with its input.
// Its argument is the folder of the renderers; the next ones name the kinds that are warm before the first order.

/// The same job, several times.
struct Order: Decodable {
    /// The path of the file.
    var file: String
    /// Where the pictures of the last time are left: 0.jpg, 1.jpg, ...
    var folder: String
    /// How often.
    var times: Int
    /// How many of them at once.
    var atOnce: Int
    var job: RenderRequest.Job
}

/// What came of an order.
struct Answer: Encodable {
    /// Wall clock of each job, from handing over to the end of its process.
    var seconds: [Double] = []
    var pictures: [Picture] = []
    var failure: String?
}

/// A file that cannot be opened.
struct Unreadable: Error {
    var path: String
}

/// Renders once.
func render(_ order: Order, by fleet: RendererFleet, keeping isKept: Bool) async throws -> (Double, [Picture]) {
    let input = open(order.file, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw Unreadable(path: order.file) }
    let clock = ContinuousClock()
    let start = clock.now
    var pictures: [Picture] = []
    _ = try await fleet.render(order.job, input: input) { reply in
        guard case .picture(let picture, let bytes) = reply else { return }
        pictures.append(picture)
        if isKept { try bytes.write(to: URL(filePath: "\(order.folder)/\(picture.index).\(order.job.format.suffix)")) }
    }
    return (Double((clock.now - start) / .nanoseconds(1)) / 1e9, pictures)
}

/// Renders as often as asked, so many at once.
func answer(_ order: Order, by fleet: RendererFleet) async -> Answer {
    var answer = Answer()
    do {
        try await withThrowingTaskGroup(of: (Double, [Picture]).self) { group in
            for number in 0..<order.times {
                if number >= order.atOnce, let (seconds, _) = try await group.next() { answer.seconds.append(seconds) }
                group.addTask { try await render(order, by: fleet, keeping: number == order.times - 1) }
            }
            for try await (seconds, pictures) in group {
                answer.seconds.append(seconds)
                answer.pictures = pictures
            }
        }
    } catch {
        answer.failure = "\(error)"
    }
    return answer
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard let programs = arguments.first else {
    print("usage: render-host FOLDER [video] [page] [office] [image]")
    exit(64)
}
let workFolder = PoolOptions.temporaryFolder()
var options: [RendererKind: PoolOptions] = [:]
var limits: [RendererKind: RenderLimits] = [:]
for kind in arguments.dropFirst().compactMap(RendererKind.init(rawValue:)) {
    options[kind] = PoolOptions(program: RendererLocation(kind.program, in: programs), workFolder: workFolder)
    limits[kind] = RenderLimits(addressSpace: kind == .office ? 3 << 30 : 2 << 30, deadline: 120_000)
}
let fleet = RendererFleet(options, limits: limits, logger: Logger(label: "render-host"))
let service = Task { try await fleet.run() }
while fleet.states().contains(where: { !$0.isReady }) {
    if let fault = fleet.states().lazy.compactMap(\.fault).first {
        print(fault)
        exit(70)
    }
    try await Task.sleep(for: .milliseconds(20))
}
let states = fleet.states().map { "\($0.kind.rawValue) \($0.sandbox ?? "unknown")" }
print("ready: \(states.joined(separator: ", "))")
fflush(nil)
while let line = readLine() {
    let order = try JSONDecoder().decode(Order.self, from: Data(line.utf8))
    print(String(decoding: try JSONEncoder().encode(await answer(order, by: fleet)), as: UTF8.self))
    fflush(nil)
}
service.cancel()
_ = await service.result
try? FileManager.default.removeItem(atPath: workFolder)
