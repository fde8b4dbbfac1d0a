// SPDX-License-Identifier: Apache-2.0

import CFFmpeg

/// What the container says of the colours of a video track, beside what its frames say themselves.
struct TrackColors: Hashable {
    var lightLevels: LightLevels?
    /// Whether it is Dolby Vision that no other decoder understands (profile 5, or another without a compatible base).
    var isDolbyVisionAlone = false

    init() {}

    init(of stream: Int, in format: borrowing FormatContext) {
        let track = unsafe format.stream(stream)
        let display = unsafe av_stream_get_side_data(track, AV_PKT_DATA_MASTERING_DISPLAY_METADATA, nil)
        let content = unsafe av_stream_get_side_data(track, AV_PKT_DATA_CONTENT_LIGHT_LEVEL, nil)
        lightLevels = unsafe LightLevels(display: display, content: content)
        if let record = unsafe av_stream_get_side_data(track, AV_PKT_DATA_DOVI_CONF, nil) {
            let values = unsafe UnsafeRawPointer(record).load(as: AVDOVIDecoderConfigurationRecord.self)
            isDolbyVisionAlone = values.dv_bl_signal_compatibility_id == 0 && values.bl_present_flag != 0
        }
    }
}
