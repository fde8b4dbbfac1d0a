// SPDX-License-Identifier: Apache-2.0

/// The colour tags of a video, by the names that ffmpeg gives to the code points of ITU-T H.273.
struct ColorTags: Sendable {
    var range: String?
    var matrix: String?
    var primaries: String?
    var transfer: String?

    static let none = ColorTags()
    static let bt709 = ColorTags(range: "tv", matrix: "bt709", primaries: "bt709", transfer: "bt709")
    /// BT.601 as 525 and as 625 lines have it.
    static let ntsc = ColorTags(range: "tv", matrix: "smpte170m", primaries: "smpte170m", transfer: "smpte170m")
    static let pal = ColorTags(range: "tv", matrix: "bt470bg", primaries: "bt470bg")
    static let bt2020 = ColorTags(range: "tv", matrix: "bt2020nc", primaries: "bt2020", transfer: "bt2020-10")
    static let pq = ColorTags(range: "tv", matrix: "bt2020nc", primaries: "bt2020", transfer: "smpte2084")
    static let hlg = ColorTags(range: "tv", matrix: "bt2020nc", primaries: "bt2020", transfer: "arib-std-b67")

    /// The same with something changed.
    func with(_ change: (inout ColorTags) -> Void) -> ColorTags {
        var tags = self
        change(&tags)
        return tags
    }

    /// ffmpeg's filter that tags frames and changes none of their samples.
    var filter: String {
        let parts = [
            range.map { "range=\($0)" }, matrix.map { "colorspace=\($0)" },
            primaries.map { "color_primaries=\($0)" }, transfer.map { "color_trc=\($0)" },
        ]
        return "setparams=" + parts.compactMap(\.self).joined(separator: ":")
    }

    /// The same for the encoder and the container.
    var options: [String] {
        let parts = [
            ("-color_range", range), ("-colorspace", matrix), ("-color_primaries", primaries), ("-color_trc", transfer),
        ]
        return parts.flatMap { name, value in value.map { [name, $0] } ?? [] }
    }

    var name: String {
        let parts = [
            matrix.map { "matrix \($0)" }, primaries.map { "primaries \($0)" }, transfer.map { "transfer \($0)" },
            range.map { "range \($0)" },
        ]
        let told = parts.compactMap(\.self)
        return told.isEmpty ? "untagged" : "tagged " + told.joined(separator: ", ")
    }
}
