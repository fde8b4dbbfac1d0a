// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderProtocol

extension FormatContext {
    /// Decodes the largest picture of a Windows icon; of several as large the one with the most bytes.
    func largestIcon(_ limits: RenderLimits) throws(Failure) -> StillPicture {
        let packet: Packet
        do throws(FFmpegError) {
            packet = try largestPacket()
        } catch {
            throw .still(error)
        }
        return unsafe try StillPicture(packet, parameters: parameters(packet.streamIndex), limits: limits)
    }

    private func largestPacket() throws(FFmpegError) -> Packet {
        let packet = try Packet()
        let best = try Packet()
        while read(into: packet) {
            guard best.isEmpty || iconSize(best) < iconSize(packet) else { continue }
            try best.refer(to: packet)
        }
        guard !best.isEmpty else {
            throw FFmpegError(code: vignette_averror_invalid_data(), function: "av_read_frame")
        }
        return best
    }

    /// Pixels, then bytes; the directory writes 256 as 0.
    private func iconSize(_ packet: borrowing Packet) -> (CInt, CInt) {
        let parameters = unsafe parameters(packet.streamIndex)
        let (width, height) = unsafe (parameters.pointee.width, parameters.pointee.height)
        let side = { (length: CInt) in length > 0 ? min(length, 1 << 14) : 256 }
        return unsafe (side(width) * side(height), packet.pointer.pointee.size)
    }
}
