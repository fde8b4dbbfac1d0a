// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import PixelImage
import RenderProtocol
import TestSupport
import Testing

/// A clip of a marked frame, and what is known of it.
struct ClipCase: Sendable {
    var name: String
    var frame: MarkedFrame
    /// Chooses the container.
    var suffix: String
    /// How ffmpeg encodes the frames.
    var options: [String]
    /// Changes the finished file.
    var patch: @Sendable (inout [UInt8]) throws -> Void = { _ in }
    /// Whether frames alone tell the shape, so that nobody knows it before one is decoded.
    var isToldByFrames = false
    /// Milliseconds at which snapshots are taken.
    var instants: [Int64] = [0]
    /// Pixels at the edge of the picture that share their colours with what was cut off.
    var border = 0

    init(_ name: String, _ frame: MarkedFrame, _ suffix: String, _ options: [String]) {
        self.name = name
        self.frame = frame
        self.suffix = suffix
        self.options = options
    }

    /// The same with something changed.
    func with(_ change: (inout ClipCase) -> Void) -> ClipCase {
        var other = self
        change(&other)
        return other
    }

    /// Encodes the clip.
    func make(in maker: ClipMaker) throws -> String {
        let raw = try maker.file("marks.yuv", Data(frame.planes))
        let path = "\(maker.directory)/clip.\(suffix)"
        try maker.ffmpeg(frame.input(raw) + options + [path])
        var bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
        let made = bytes
        try patch(&bytes)
        if bytes != made { try Data(bytes).write(to: URL(filePath: path)) }
        return path
    }

    /// Checks the pictures that are made of it as a snapshot and as a thumbnail, which takes two ways.
    func check(_ lab: RendererLab) async throws {
        let maker = try ClipMaker()
        let path = try make(in: maker)
        let longer = max(frame.shown.width, frame.shown.height)
        let jobs: [RenderRequest.Job] = [
            .snapshots(SnapshotSpec(instants: .at(instants), maxLength: nil)),
            .thumbnails(ThumbnailSpec(shapes: [.longSide(longer)], format: .jpeg, instant: 0)),
        ]
        for job in jobs {
            let made = try await lab.make(job, of: path, .video)
            for (picture, bytes) in made.pictures {
                Marks(frame.shown).check(try bytes.raster(), border: border, name)
                let report = picture.frame?.report
                #expect(report?.source == frame.visible, "\(name)")
                #expect(report?.rotation == turn.degrees && report?.isMirrored == turn.isMirrored, "\(name)")
                #expect(report?.deinterlacing == nil, "\(name)")
            }
            guard !isToldByFrames, let video = made.media?.video else { continue }
            #expect([video.width, video.height] == [frame.shown.width, frame.shown.height], "\(name)")
        }
    }

    /// The clockwise turn that stands the frame upright, and whether left and right are exchanged after it.
    private var turn: (degrees: Int, isMirrored: Bool) {
        [(0, false), (0, true), (180, false), (180, true), (90, true), (90, false), (270, true), (270, false)][
            frame.orientation - 1
        ]
    }
}

extension Data {
    /// The pixels of a JPEG file.
    func raster() throws -> Raster {
        try JPEGDecoder().raster(of: [UInt8](self).span, atLeast: nil, limit: 100_000_000).raster
    }
}
