// SPDX-License-Identifier: Apache-2.0

import Model

extension MetaData {
    /// What VOD says of an asset's media; all zero until it was looked at.
    init(_ media: MediaInfo?, declaredType: String, size: Int64) {
        let milliseconds = media?.duration ?? 0
        self.init(
            packType: media.map { Self.packType($0.container, declared: declaredType) } ?? declaredType,
            codec: media?.video.map { Self.codec($0.codec) },
            audioCodec: media?.audio.map { Self.codec($0.codec) },
            duration: media == nil ? 0 : max(1, Int(milliseconds / 1000)),
            durationMs: Int(milliseconds),
            videoSize: size,
            width: media?.video?.width ?? 0,
            hight: media?.video?.height ?? 0,
            height: media?.video?.height ?? 0,
            bitRate: Int((media?.bitRate ?? 0) / 1000),
            frameRate: Self.frameRate(media?.video?.frameRate ?? 0),
            quality: media?.video.map { Self.quality($0.width, $0.height) },
            audioChannels: media?.audio?.channels
        )
    }

    /// Containers that share a demuxer keep the declared name where it is one of theirs.
    private static func packType(_ container: String, declared: String) -> String {
        let names: [String: [String]] = [
            "mov": ["MP4", "MOV", "M4V", "3GP", "F4V", "M4A", "M4R"],
            "matroska": ["MKV", "WEBM"],
            "mpegts": ["TS", "MTS", "M2TS"],
            "mpeg": ["MPG", "MPEG"],
            "asf": ["WMV", "ASF", "WMA"],
            "ogg": ["OGG", "OGV"],
        ]
        guard let candidates = names[container] else { return container.uppercased() }
        return candidates.contains(declared) ? declared : candidates[0]
    }

    private static func codec(_ name: String) -> String {
        let names = [
            "h264": "H.264", "hevc": "H.265", "mpeg2video": "MPEG-2", "mpeg1video": "MPEG-1", "mpeg4": "MPEG-4",
            "h263": "H.263", "mp2": "MP2", "mp3": "MP3",
        ]
        return names[name] ?? name.uppercased()
    }

    /// The documented enumeration: 1 stands for anything else.
    private static func frameRate(_ rate: Double) -> Int {
        let codes: [(rate: Double, code: Int)] = [
            (10, 2), (15, 3), (23.976, 4), (24, 5), (25, 6), (29.97, 7), (30, 8), (50, 9), (60, 10),
        ]
        return codes.first { abs($0.rate - rate) < 0.01 }?.code ?? 1
    }

    private static func quality(_ width: Int, _ height: Int) -> String {
        switch min(width, height) {
        case 2160...: "4K"
        case 1440...: "2K"
        case 1080...: "FULL_HD"
        case 720...: "HD"
        case 480...: "SD"
        default: "FLUENT"
        }
    }
}
