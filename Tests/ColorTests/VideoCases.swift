// SPDX-License-Identifier: Apache-2.0

extension VideoCase {
    /// Ordinary colours in every kind of sample that encoders here can write, and in every container.
    static let samples: [VideoCase] = [
        VideoCase(.h264, "mp4", .of(.bt709), .bt709),
        VideoCase(.h264, "mov", .of(.bt709, 8, .half), .bt709),
        VideoCase(.h264, "mkv", .of(.bt709, 8, .whole), .bt709),
        VideoCase(.h264, "ts", .of(.bt709, 10), .bt709),
        VideoCase(.h264, "mp4", .of(.bt709, 10, .half), .bt709),
        VideoCase(.h264, "mp4", .of(.bt709).full, .bt709.with { $0.range = "pc" }),
        VideoCase(.h264, "flv", .of(.bt601).full, ColorTags(range: "pc", matrix: "smpte170m")),
        VideoCase(.h264, "mp4", .of(.grey), .bt709).grey,
        VideoCase(.h264RGB, "mkv", .of(.rgb)),
        VideoCase(.hevc, "mp4", .of(.bt709), .bt709),
        VideoCase(.hevc, "mp4", .of(.bt709, 12, .half), .bt709),
        VideoCase(.hevc, "mkv", .of(.bt709, 12, .whole).full, .bt709.with { $0.range = "pc" }),
        VideoCase(.hevc, "ts", .of(.bt709, 10), .bt709),
        VideoCase(.hevc, "mp4", .of(.rgb, 10)),
        VideoCase(.hevc, "mp4", .of(.grey, 10), .bt709).grey,
        VideoCase(.vp8, "webm", .of(.bt601)),
        VideoCase(.vp9, "webm", .of(.bt709), .bt709),
        VideoCase(.vp9, "mp4", .of(.bt709, 10), .bt709),
        VideoCase(.vp9, "mkv", .of(.bt709, 12, .whole), .bt709),
        VideoCase(.vp9, "webm", .of(.bt709).full, .bt709.with { $0.range = "pc" }),
        VideoCase(.vp9, "webm", .of(.bt709).transparent, .bt709),
        VideoCase(.av1, "mp4", .of(.bt709), .bt709),
        VideoCase(.av1, "webm", .of(.bt709, 10), .bt709),
        VideoCase(.av1, "mkv", .of(.bt709, 8, .whole).full, .bt709.with { $0.range = "pc" }),
        VideoCase(.mpeg2, "ts", .of(.bt601)),
        VideoCase(.mpeg2, "mpg", .of(.bt709, 8, .half), .bt709),
        VideoCase(.mpeg4, "avi", .of(.bt601)),
        VideoCase(.mpeg4, "mp4", .of(.bt601)),
        VideoCase(.mjpeg, "avi", .of(.bt601).full).with { $0.pixelFormat = "yuvj420p" },
        VideoCase(.mjpeg, "mov", .of(.bt601, 8, .half).full).with { $0.pixelFormat = "yuvj422p" },
        VideoCase(.mjpeg, "mkv", .of(.bt601, 8, .whole).full).with { $0.pixelFormat = "yuvj444p" },
        VideoCase(.prores, "mov", .of(.bt709, 10, .half), .bt709),
        VideoCase(.prores, "mov", .of(.bt709, 10, .whole).transparent, .bt709),
        VideoCase(.prores, "mkv", .of(.bt709, 10, .whole), .bt709),
        VideoCase(.ffv1, "mkv", .of(.bt709, 16, .whole), .bt709),
        VideoCase(.ffv1, "mkv", .of(.rgb)),
        VideoCase(.ffv1, "mkv", .of(.rgb, 12)),
        VideoCase(.ffv1, "mkv", .of(.grey).full).grey,
        VideoCase(.ffv1, "avi", .of(.bt601).transparent),
        VideoCase(.raw, "avi", .of(.bt601)),
        VideoCase(.ffv1, "mkv", .of(.bt601, 10, .half)),
        VideoCase(.v210, "mov", .of(.bt601, 10, .half)),
    ]

    /// Ordinary colours with every kind of tags, with some, and with none.
    static let tags: [VideoCase] =
        [
            VideoCase(.h264, "mp4", .of(.bt601)),
            VideoCase(.h264, "mp4", .of(.bt709).large),
            VideoCase(.h264, "mkv", .of(.bt709), ColorTags(matrix: "bt709")),
            VideoCase(.h264, "mp4", .of(.bt601).large, ColorTags(matrix: "smpte170m")),
            VideoCase(.h264, "mp4", .of(.bt709), ColorTags(primaries: "bt709")),
            VideoCase(.h264, "mp4", .of(.bt709).full.large, ColorTags(range: "pc")),
            VideoCase(.h264, "mp4", .of(.bt601), .ntsc).expressed(in: .bt601For525Lines),
            VideoCase(.mpeg2, "mpg", .of(.bt601), .pal).expressed(in: .bt601For625Lines),
            VideoCase(.mpeg2, "ts", .of(.bt601), ColorTags(primaries: "bt470bg")).expressed(in: .bt601For625Lines),
            VideoCase(.prores, "mov", .of(.bt601, 10, .half), .ntsc).expressed(in: .bt601For525Lines),
            VideoCase(.hevc, "mp4", .of(.bt2020, 10), .bt2020).expressed(in: .bt2020),
            VideoCase(.av1, "mp4", .of(.bt2020, 10), .bt2020).expressed(in: .bt2020),
            VideoCase(.vp9, "webm", .of(.bt2020), .bt2020).expressed(in: .bt2020),
            VideoCase(.hevc, "mp4", .of(.bt2020, 10), ColorTags(matrix: "bt2020nc")).expressed(in: .bt2020),
            VideoCase(.hevc, "mkv", .of(.bt2020, 10), ColorTags(primaries: "bt2020")).expressed(in: .bt2020),
            VideoCase(.hevc, "mov", .of(.bt709), .bt709.with { $0.primaries = "smpte432" }).expressed(in: .displayP3),
            VideoCase(.ffv1, "mkv", .of(.rgb, 10), ColorTags(primaries: "smpte432")).expressed(in: .displayP3),
            VideoCase(.h264, "mkv", .of(.smpte240), ColorTags(matrix: "smpte240m")),
            VideoCase(.h264, "mkv", .of(.fcc), ColorTags(matrix: "fcc")),
            VideoCase(.h264, "mkv", .of(.yCgCo, 8, .whole), ColorTags(matrix: "ycgco")),
            VideoCase(.ffv1, "mkv", .of(.rgb, 16), ColorTags(transfer: "linear")).stored(.curve(.gamma(1))),
            VideoCase(.h264, "mp4", .of(.bt709, 8), .bt709.with { $0.transfer = "iec61966-2-1" }),
        ]
        + ["mp4", "mov", "mkv"].map { suffix in
            VideoCase(.h264, suffix, .of(.bt601), .ntsc).expressed(in: .bt601For525Lines).toldByContainer
        }

    /// High dynamic range.
    static let bright: [VideoCase] = [
        VideoCase(.hevc, "mp4", .of(.bt2020, 10), .pq).bright(),
        VideoCase(.hevc, "mp4", .of(.bt2020, 10), .pq).bright(display: 4000, content: 2500, peak: 2500),
        VideoCase(.hevc, "mkv", .of(.bt2020, 10), .pq).bright(display: 4000, content: 0, peak: 4000),
        VideoCase(.hevc, "ts", .of(.bt2020, 10), .pq).bright(display: 1000, content: 400, peak: 400),
        VideoCase(.hevc, "mov", .of(.bt2020, 12, .whole).full, .pq.with { $0.range = "pc" }).bright(),
        VideoCase(.hevc, "mp4", .of(.icTCp, 12, .whole), .pq.with { $0.matrix = "ictcp" }).bright(),
        VideoCase(.hevc, "mp4", .of(.bt2020, 10), ColorTags(transfer: "smpte2084")).bright(),
        VideoCase(.h264, "mp4", .of(.bt2020, 10), .pq).bright(),
        VideoCase(.av1, "mp4", .of(.bt2020, 10), .pq).bright(),
        VideoCase(.av1, "webm", .of(.bt2020, 10), .pq).bright(),
        VideoCase(.vp9, "webm", .of(.bt2020, 10), .pq).bright(),
        VideoCase(.vp9, "mkv", .of(.bt2020, 12, .half), .pq).bright(),
        VideoCase(.prores, "mov", .of(.bt2020, 10, .half), .pq).bright(),
        VideoCase(.prores, "mov", .of(.bt2020, 10, .whole).transparent, .pq).bright(),
        VideoCase(.ffv1, "mkv", .of(.rgb, 12), ColorTags(primaries: "bt2020", transfer: "smpte2084")).bright(),
        VideoCase(.hevc, "mp4", .of(.bt2020, 10), .hlg).bright(),
        VideoCase(.hevc, "ts", .of(.bt2020, 10), .hlg).bright(),
        VideoCase(.hevc, "ts", .of(.bt2020, 10), .bt2020).toldByMessage,
        VideoCase(.hevc, "mov", .of(.bt2020, 10, .half), .hlg).bright(),
        VideoCase(.h264, "mov", .of(.bt2020, 10, .half), .hlg).bright(),
        VideoCase(.av1, "mkv", .of(.bt2020, 10), .hlg).bright(),
        VideoCase(.vp9, "webm", .of(.bt2020, 10), .hlg).bright(),
        VideoCase(.prores, "mov", .of(.bt2020, 10, .half), .hlg).bright(),
        VideoCase(.ffv1, "mkv", .of(.bt2020, 12, .whole), ColorTags(transfer: "arib-std-b67")).bright(),
    ]
}

extension VideoCase {
    /// The same colours by other primaries.
    fileprivate func expressed(in primaries: StandardPrimaries) -> VideoCase {
        with { $0.patches = patches.expressed(in: primaries) }
    }

    /// The same light without colours.
    fileprivate var grey: VideoCase { with { $0.patches = patches.grey } }

    /// The same light by another curve.
    fileprivate func stored(_ transfer: Patches.Transfer) -> VideoCase { with { $0.transfer = transfer } }

    /// The same tags in the container, but none in the stream.
    fileprivate var toldByContainer: VideoCase {
        with {
            let silence = "colour_primaries=2:transfer_characteristics=2:matrix_coefficients=2"
            $0.copying = ["-bsf:v", "h264_metadata=\(silence)"]
            $0.remark = "in the container alone"
        }
    }

    /// Light of a high dynamic range, of which the file says how bright it gets.
    ///
    /// - Parameters:
    ///   - display: The peak of the display that it was made with, in cd/m².
    ///   - content: The brightest light in it.
    ///   - peak: Which of them counts.
    func bright(display: Int? = nil, content: Int? = nil, peak: Double = 1000) -> VideoCase {
        with {
            let isScene = tags.transfer == "arib-std-b67"
            $0.transfer = isScene ? .hlg : .pq
            $0.patches = .bright(peak: peak, brightest: max(1000, peak))
            guard let display, let content else { return }
            let points = "G(8500,39850)B(6550,2300)R(35400,14600)WP(15635,16450)"
            let light = "master-display=\(points)L(\(10_000 * display),50):max-cll=\(content),100"
            $0.options = ["-x265-params", "log-level=0:lossless=1:hdr10=1:\(light)"]
            $0.remark = "made on \(display) cd/m², brightest \(content == 0 ? "unknown" : "\(content)")"
        }
    }

    /// Hybrid log-gamma whose stream calls itself BT.2020, so that old decoders show it, and tells the truth in a message
    /// beside it (ETSI TS 101 154).
    fileprivate var toldByMessage: VideoCase {
        with {
            $0.transfer = .hlg
            $0.patches = .bright(peak: 1000)
            $0.options = ["-x265-params", "log-level=0:lossless=1:atc-sei=18"]
            $0.remark = "by a message"
        }
    }
}
