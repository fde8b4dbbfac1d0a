// SPDX-License-Identifier: Apache-2.0

import Model
import RenderKit

extension ContainerShape {
    /// The elements that are looked at (RFC 9559).
    private enum ID {
        static let segment = 0x1853_8067
        static let cluster = 0x1F43_B675
        static let tracks = 0x1654_AE6B
        static let track = 0xAE
        static let type = 0x83
        static let video = 0xE0
        static let (width, height) = (0xB0, 0xBA)
        static let (displayWidth, displayHeight) = (0x54B0, 0x54BA)
        static let (bottom, top, left, right) = (0x54AA, 0x54BB, 0x54CC, 0x54DD)
    }

    /// Reads the description of the track of Matroska that is the video number `position`, from 0.
    init(ofVideoTrack position: Int, inElementsOf source: borrowing ByteSource) {
        self.init()
        // What describes the tracks stands before the first frame.
        guard let segment = source.elements(in: 0..<source.size, upTo: ID.segment).last, segment.id == ID.segment,
            let tracks = source.elements(in: segment.body, upTo: ID.cluster).first(where: { $0.id == ID.tracks })
        else { return }
        var videos: [EBMLElement] = []
        for track in source.elements(in: tracks.body) where track.id == ID.track {
            let members = source.elements(in: track.body)
            guard let type = members.first(where: { $0.id == ID.type }), source.wholeNumber(type) == 1 else { continue }
            videos.append(members.first { $0.id == ID.video } ?? track)
        }
        guard videos.indices.contains(position) else { return }
        let members = source.elements(in: videos[position].body)
        readAperture(members, source)
    }

    private mutating func readAperture(_ members: [EBMLElement], _ source: borrowing ByteSource) {
        let numbers = [ID.width, ID.height, ID.left, ID.top, ID.right, ID.bottom].map { id in
            members.first { $0.id == id }.flatMap { source.wholeNumber($0) }.flatMap { Int32(exactly: $0) } ?? 0
        }
        guard numbers.dropFirst(2).contains(where: { $0 > 0 }) else { return }
        let size = PixelSize(width: Int(numbers[0]), height: Int(numbers[1]))
        aperture = CleanAperture(of: size, without: numbers[2], numbers[3], numbers[4], numbers[5])
        tellsSizeOfAperture = [ID.displayWidth, ID.displayHeight].allSatisfy { id in
            members.contains { $0.id == id }
        }
    }
}
