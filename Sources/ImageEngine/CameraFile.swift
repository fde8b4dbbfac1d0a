// SPDX-License-Identifier: Apache-2.0

import Model
import PixelImage

/// The file of a camera's sensor, of which the preview is shown that the camera put in: nothing is developed.
struct CameraFile {
    /// Most previews that are looked at.
    private static let previewLimit = 32
    /// Most that are decoded.
    private static let attemptLimit = 3
    /// A preview with a side of fewer pixels is hardly the only one.
    private static let largeSide = 1000

    /// The name of the format, as media facts have it.
    let name: String
    private let bytes: ArraySlice<UInt8>
    /// JPEG files that the container names.
    private let named: [ArraySlice<UInt8>]
    /// Whether JPEG files are looked for that it does not name: some makers point to them from notes of their own.
    private let isSearched: Bool
    /// How the sensor was held; `nil` where the preview itself says so.
    private let orientation: Orientation?

    /// Takes a file that is built like a TIFF; `nil` when it is an ordinary TIFF.
    init?(tiff bytes: ArraySlice<UInt8>) {
        let directories = TIFFDirectory.all(in: bytes)
        guard let first = directories.first, let name = Self.name(bytes, directories) else { return nil }
        self.name = name
        orientation = first.integer(.orientation).map { Orientation(exif: $0) }
        self.bytes = bytes
        named = directories.flatMap { Self.previews(in: $0, of: bytes) }
        isSearched = true
    }

    /// Takes a file in a container of its maker's own; `nil` when no preview is found.
    init?(_ format: SourceFormat, _ bytes: ArraySlice<UInt8>) {
        name = format.name
        self.bytes = bytes
        isSearched = false
        switch format {
        case .raf:
            // FinePix: the position and the length of a JPEG file stand at 84, in big-endian order.
            let file = Array(bytes.dropFirst(84).prefix(8)).map(Int.init)
            guard file.count == 8 else { return nil }
            let offset = file[..<4].reduce(0) { $0 << 8 | $1 }
            let size = file[4...].reduce(0) { $0 << 8 | $1 }
            named = Self.jpeg(bytes, offset, size).map { [$0] } ?? []
            orientation = nil
        case .cr3:
            let boxes = CanonBoxes(bytes)
            named = boxes.previews
            orientation = boxes.orientation
        default: return nil
        }
        if named.isEmpty { return nil }
    }

    /// Decodes the largest preview; where it is damaged, or only looked like one, the next.
    func decode(for wish: PictureWish) throws(Failure) -> DecodedPicture {
        var previews = named.prefix(Self.previewLimit).compactMap { Preview($0) }
        if isSearched, !previews.contains(where: { $0.side >= Self.largeSide }) {
            previews += Self.search(bytes).compactMap { Preview($0) }
        }
        var failure: Failure?
        for preview in previews.sorted(by: { $0.area > $1.area }).prefix(Self.attemptLimit) {
            do throws(Failure) {
                return try JPEGFile.decode(preview.file, turnedBy: orientation, for: wish)
            } catch {
                failure = failure ?? error
            }
        }
        throw failure ?? .withoutPicture("The camera's file has no preview.")
    }

    /// A JPEG file that can be shown.
    private struct Preview {
        let file: ArraySlice<UInt8>
        let side: Int
        let area: Int

        /// Fails for the sensor's values, which are coded without loss or in more than 8 bits.
        init?(_ file: ArraySlice<UInt8>) {
            guard let header = JPEGHeader(file), !header.isLossless, header.precision == 8 else { return nil }
            self.file = file
            side = max(header.size.width, header.size.height)
            area = header.size.width * header.size.height
        }
    }

    /// What kind of camera file it is; `nil` for an ordinary TIFF.
    private static func name(_ bytes: ArraySlice<UInt8>, _ directories: [TIFFDirectory]) -> String? {
        let head = Array(bytes.prefix(12))
        if head.count == 12, head[8] == 0x43, head[9] == 0x52 { return "cr2" }
        if head.starts(with: "IIRO".utf8) || head.starts(with: "IIRS".utf8) || head.starts(with: "MMOR".utf8) {
            return "orf"
        }
        if head.starts(with: [0x49, 0x49, 0x55, 0x00]) { return "rw2" }
        if directories.contains(where: { $0.has(.dngVersion) }) { return "dng" }
        // A colour filter array, or what is left of one (DNG 1.4), and the compressions of Nikon, Sony and Pentax.
        let isSensor = directories.contains { directory in
            [32803, 34892].contains(directory.integer(.photometry))
                || [34713, 32767, 65535].contains(directory.integer(.compression))
        }
        return isSensor ? "raw" : nil
    }

    /// The JPEG files that a directory points to.
    private static func previews(in directory: TIFFDirectory, of bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var places: [(offset: Int, count: Int)] = []
        if let offset = directory.integer(.previewOffset), let size = directory.integer(.previewSize) {
            places.append((offset, size))
        }
        let strips = directory.integers(.stripOffsets, atMost: 2)
        if strips.count == 1, let size = directory.integer(.stripSizes) { places.append((strips[0], size)) }
        if let place = directory.bytes(.panasonicPreview) { places.append(place) }
        return places.compactMap { jpeg(bytes, $0.offset, $0.count) }
    }

    /// The JPEG file at `offset`; `nil` when there is none.
    private static func jpeg(_ bytes: ArraySlice<UInt8>, _ offset: Int, _ size: Int) -> ArraySlice<UInt8>? {
        guard offset > 0, offset < bytes.count, size > 0 else { return nil }
        let file = bytes.dropFirst(offset).prefix(size)
        return file.starts(with: [0xFF, 0xD8, 0xFF]) ? file : nil
    }

    /// The JPEG files that lie anywhere.
    private static func search(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        var rest = bytes
        while found.count < previewLimit, let place = rest.firstPlace(of: [0xFF, 0xD8, 0xFF]) {
            found.append(bytes[place.lowerBound...])
            rest = bytes[place.upperBound...]
        }
        return found
    }
}
