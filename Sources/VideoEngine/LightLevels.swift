// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import PixelImage

/// How bright the light of a video becomes.
struct LightLevels: Hashable {
    /// The peak of the display that the video was made with (SMPTE ST 2086), in cd/m².
    private var display: Double?
    /// The brightest pixel (CTA-861.3, MaxCLL), in cd/m².
    private var content: Double?

    /// Reads an `AVMasteringDisplayMetadata` and an `AVContentLightMetadata`; `nil` when there is neither.
    @unsafe
    init?(display: UnsafePointer<UInt8>?, content: UnsafePointer<UInt8>?) {
        guard unsafe display != nil || content != nil else { return nil }
        if let display = unsafe display {
            let values = unsafe UnsafeRawPointer(display).load(as: AVMasteringDisplayMetadata.self)
            let peak = values.max_luminance
            if values.has_luminance != 0, peak.den != 0 { self.display = Double(peak.num) / Double(peak.den) }
        }
        if let content = unsafe content {
            self.content = Double(unsafe UnsafeRawPointer(content).load(as: AVContentLightMetadata.self).MaxCLL)
        }
    }

    /// The brightest light that there can be, in cd/m².
    var peak: Double { ColorConversion.peak(display: display, content: content) }
}
