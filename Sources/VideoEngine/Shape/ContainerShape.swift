// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderKit

/// What a container says of the shape of a video track, and libavformat does not pass on.
struct ContainerShape: Hashable {
    /// `nil` when all of the picture is meant to be seen.
    var aperture: CleanAperture?
    /// Whether the ratio of a sample's sides follows from the size in which the aperture is shown, so that libavformat,
    /// which takes the whole picture to be shown in it, is wrong.
    var tellsSizeOfAperture = false

    init() {}

    /// Reads the sample description of the track of QuickTime or MP4 whose number is `number`.
    init(ofTrack number: Int, _ reader: BoxReader) {
        guard let movie = reader.first("moov", in: reader.file) else { return }
        var place = reader.all("trak", in: movie.contents).first { reader.number(of: $0) == number }
        for type in ["mdia", "minf", "stbl", "stsd"] { place = place.flatMap { reader.first(type, in: $0.contents) } }
        // Behind its version and their count, the first description; boxes stand behind fields of its own.
        guard let place, let entry = reader.first(in: place.contents.dropping(8)),
            let clap = reader.first("clap", in: entry.contents.dropping(78))
        else { return }
        aperture = CleanAperture(box: reader.bytes(in: clap.contents, limit: 32))
        tellsSizeOfAperture = reader.first("pasp", in: entry.contents.dropping(78)) == nil
    }
}

extension BoxReader {
    /// The number of the track that `track` describes.
    func number(of track: MediaBox) -> Int? {
        guard let header = first("tkhd", in: track.contents) else { return nil }
        let fields = bytes(in: header.contents, limit: 24)
        // Behind two dates, which are twice as long in version 1.
        let number: UInt32? = fields.number(at: fields.first == 1 ? 20 : 12)
        return number.map { Int($0) }
    }
}

extension MediaFile {
    /// The shape of the video track `index`.
    func shape(of index: Int) -> TrackShape {
        TrackShape(of: index, in: format, containerShape(of: index))
    }

    private func containerShape(of index: Int) -> ContainerShape {
        switch format.demuxerName {
        case "mov":
            return unsafe ContainerShape(ofTrack: Int(format.stream(index).pointee.id), BoxReader(reading: source))
        case "matroska":
            // Tracks have no numbers here that libavformat would tell: they are counted.
            let position = (0..<index).count {
                format.kind(of: $0) == AVMEDIA_TYPE_VIDEO && !format.isAttachedPicture($0)
            }
            return unsafe ContainerShape(ofVideoTrack: position, inElementsOf: source.pointee)
        default:
            return ContainerShape()
        }
    }
}
