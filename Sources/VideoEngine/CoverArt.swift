// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderProtocol

extension MediaFile {
    /// Whether pictures are attached to the file.
    var hasCoverArt: Bool { !coverStreams.isEmpty }

    /// Decodes the picture that stands for the file: of those attached the front cover, else the largest that decodes.
    func coverArt(_ limits: RenderLimits) throws(Failure) -> StillPicture {
        var refusal = Failure.withoutPicture
        for index in coverStreams {
            do throws(Failure) {
                return try coverArt(at: index, limits)
            } catch {
                refusal = error
            }
        }
        throw refusal
    }

    private func coverArt(at index: Int, _ limits: RenderLimits) throws(Failure) -> StillPicture {
        let packet = try newPacket()
        do throws(FFmpegError) {
            try check(unsafe av_packet_ref(packet.pointer, &format.stream(index).pointee.attached_pic), "av_packet_ref")
        } catch {
            throw .library(error)
        }
        return unsafe try StillPicture(packet, parameters: format.parameters(index), limits: limits)
    }

    /// The streams of attached pictures, the best first.
    private var coverStreams: [Int] {
        (0..<format.streamCount)
            .filter { unsafe format.isAttachedPicture($0) && format.stream($0).pointee.attached_pic.size > 0 }
            .map { (index: $0, isFront: isFrontCover($0), size: coverSize($0)) }
            .sorted { $0.isFront != $1.isFront ? $0.isFront : $0.size > $1.size }
            .map(\.index)
    }

    /// Whether the tag that the picture comes from calls it so, as ID3v2 and those who learned from it do.
    private func isFrontCover(_ index: Int) -> Bool {
        guard let entry = unsafe av_dict_get(format.stream(index).pointee.metadata, "comment", nil, 0) else {
            return false
        }
        return unsafe String(cString: entry.pointee.value) == "Cover (front)"
    }

    /// Pixels, and bytes where those are not known.
    private func coverSize(_ index: Int) -> (Int64, CInt) {
        let parameters = unsafe format.parameters(index).pointee
        return unsafe (
            Int64(max(0, parameters.width)) * Int64(max(0, parameters.height)),
            format.stream(index).pointee.attached_pic.size
        )
    }
}
