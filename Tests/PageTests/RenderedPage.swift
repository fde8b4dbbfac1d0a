// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model
import PageEngine
import PixelImage
import RenderKit
import RenderProtocol
import Synchronization
import Testing

/// A colour, with the distance at which another one still counts as the same.
struct Color: Hashable, CustomStringConvertible {
    var red: Int
    var green: Int
    var blue: Int

    static let white = Color(red: 255, green: 255, blue: 255)
    static let black = Color(red: 0, green: 0, blue: 0)
    static let red = Color(red: 255, green: 0, blue: 0)
    static let green = Color(red: 0, green: 255, blue: 0)
    static let blue = Color(red: 0, green: 0, blue: 255)

    var description: String { "(\(red), \(green), \(blue))" }

    func isClose(to other: Color, within distance: Int = 10) -> Bool {
        max(abs(red - other.red), abs(green - other.green), abs(blue - other.blue)) <= distance
    }
}

/// What the engine sent for one job.
struct RenderedPage {
    var media: MediaInfo?
    var owed: Int?
    var pictures: [Picture] = []
    var files: [Data] = []
    var summary: RenderSummary?
    var failure: Failure?

    /// PDFium works on one thread at a time.
    private static let engine = Mutex(())

    /// Runs the engine on `file`, in this process.
    init(_ file: Data, _ spec: ThumbnailSpec, limits: RenderLimits = RenderLimits()) throws {
        try self.init(file, job: .thumbnails(spec), limits: limits)
    }

    /// Runs the engine on `file` for one picture whose longer side has `pixels`.
    init(_ file: Data, pixels: Int = 200, page: Int = 1) throws {
        try self.init(file, ThumbnailSpec(shapes: [.longSide(pixels)], page: page))
    }

    init(_ file: Data, job: RenderRequest.Job, limits: RenderLimits = RenderLimits()) throws {
        self = try Self.engine.withLock { _ in
            PageEngine.warm()
            return Self(try temporaryFile(file), job, limits)
        }
    }

    private init(_ descriptor: CInt, _ job: RenderRequest.Job, _ limits: RenderLimits) {
        guard let source = ByteSource(owning: descriptor) else {
            failure = Failure(.transient, .internalError, "not a regular file")
            return
        }
        let sink = CollectingSink()
        do {
            if case .done(let summary) = try PageEngine.render(job, from: source, within: limits, to: sink) {
                self.summary = summary
            }
        } catch {
            failure = error
        }
        media = sink.media
        owed = sink.owed
        pictures = sink.pictures
        files = sink.files
    }

    /// Opens `file` as a document, in this process.
    static func withDocument<Result: Sendable>(
        _ file: Data,
        _ body: (borrowing PageDocument) throws -> Result
    ) throws -> Result {
        try engine.withLock { _ in
            guard let source = ByteSource(owning: try temporaryFile(file)) else {
                throw Failure(.transient, .internalError, "not a regular file")
            }
            return try body(try PageDocument(opening: source, within: RenderLimits()))
        }
    }

    /// The decoded JPEG at `index`.
    func raster(_ index: Int = 0) throws -> Raster {
        try #require(files.indices.contains(index), "\(failure?.message ?? "too few pictures")")
        return try JPEGDecoder().raster(of: [UInt8](files[index]).span, atLeast: nil, limit: 100_000_000).raster
    }

    /// The colour of the picture at `index`, at a place whose coordinates are parts of its sides.
    func color(_ x: Double, _ y: Double, in index: Int = 0) throws -> Color {
        let raster = try raster(index)
        let column = min(raster.size.width - 1, Int(x * Double(raster.size.width)))
        let row = min(raster.size.height - 1, Int(y * Double(raster.size.height)))
        let start = 4 * (row * raster.size.width + column)
        let parts = raster.bytes[start..<start + 3].map { Int($0) }
        return Color(red: parts[0], green: parts[1], blue: parts[2])
    }

    /// The colours of the four quarters: top left, top right, bottom left, bottom right.
    func quarters() throws -> [Color] {
        try [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)].map { try color($0.0, $0.1) }
    }

    /// The size of the picture at `index`.
    func size(_ index: Int = 0) throws -> PixelSize {
        try #require(pictures.indices.contains(index), "\(failure?.message ?? "too few pictures")")
        return PixelSize(width: pictures[index].width, height: pictures[index].height)
    }
}

/// A descriptor of a file without a name that holds `bytes`.
func temporaryFile(_ bytes: Data) throws -> CInt {
    try Descriptor(memoryFile: bytes).release()
}

/// Expects that `colors` are `expected`, as far as JPEG keeps colours.
func expect(
    _ colors: [Color],
    _ expected: [Color],
    _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let areClose = colors.count == expected.count && zip(colors, expected).allSatisfy { $0.isClose(to: $1) }
    #expect(areClose, "\(colors) is not \(expected) \(comment?.rawValue ?? "")", sourceLocation: sourceLocation)
}

private final class CollectingSink: RenderSink {
    private(set) var media: MediaInfo?
    private(set) var owed: Int?
    private(set) var pictures: [Picture] = []
    private(set) var files: [Data] = []

    func media(_ media: MediaInfo, owed: Int) throws(Failure) {
        self.media = media
        self.owed = owed
    }

    func picture(_ picture: Picture, _ bytes: Data) throws(Failure) {
        pictures.append(picture)
        files.append(bytes)
    }

    func missing(_ picture: MissingPicture) throws(Failure) {
        Issue.record("a page is missing: \(picture)")
    }
}
