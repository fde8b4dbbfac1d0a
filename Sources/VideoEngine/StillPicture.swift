// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderKit
import RenderProtocol

/// Decodes a file or a packet that is one still picture.
struct StillPicture: ~Copyable {
    /// The most bytes of a file that is read as a whole.
    static let fileLimit: Int64 = 512 << 20

    /// What libavcodec may count beyond the pixels of a picture, whose lines it takes to be a multiple of 64 long.
    private static let alignment: Int64 = 64 << 16

    let frame: Frame

    /// Decodes all of `source` as one picture of `codec`.
    init(all source: borrowing ByteSource, codec: AVCodecID, limits: RenderLimits) throws(Failure) {
        guard source.size <= Self.fileLimit else { throw .tooLargeFile(Self.fileLimit) }
        do throws(Failure) {
            self = try Self.decode(Self.packet(of: source), codec, limits)
        } catch {
            guard codec == AV_CODEC_ID_PSD, error.code == .damagedMedia,
                let file = PhotoshopFile(source, limits: limits)?.unpacked(source)
            else { throw error }
            self = try Self.decode(Self.packet(of: file), codec, limits)
        }
    }

    private static func decode(_ packet: consuming Packet, _ codec: AVCodecID, _ limits: RenderLimits) throws(Failure)
        -> StillPicture
    {
        var allocated = unsafe avcodec_parameters_alloc()
        guard let parameters = unsafe allocated else { throw .library(.outOfMemory("avcodec_parameters_alloc")) }
        defer { unsafe avcodec_parameters_free(&allocated) }
        unsafe parameters.pointee.codec_type = AVMEDIA_TYPE_VIDEO
        unsafe parameters.pointee.codec_id = codec
        return unsafe try StillPicture(packet, parameters: parameters, limits: limits)
    }

    /// Decodes `packet`, the only one of a stream of `parameters`.
    init(
        _ packet: borrowing Packet,
        parameters: UnsafePointer<AVCodecParameters>,
        limits: RenderLimits
    ) throws(Failure) {
        let id = unsafe parameters.pointee.codec_id
        guard let codec = unsafe avcodec_find_decoder(id) else {
            throw unsafe .unknownCodec(String(cString: avcodec_get_name(id)))
        }
        do throws(FFmpegError) {
            let decoder = unsafe try CodecContext(
                codec: codec,
                parameters: parameters,
                timeBase: AVRational(num: 1, den: 25),
                pixels: min(limits.pixels, .max - Self.alignment) + Self.alignment,
                // Scene-linear light would look dark where sRGB is meant.
                options: Options(id == AV_CODEC_ID_EXR ? ["apply_trc": "iec61966_2_1"] : [:])
            )
            let frame = try Frame()
            _ = try decoder.send(packet)
            try decoder.drain()
            guard try decoder.receive(into: frame) == .done else {
                throw FFmpegError(code: vignette_averror_invalid_data(), function: "avcodec_receive_frame")
            }
            guard Int64(frame.width) * Int64(frame.height) <= limits.pixels else { throw .exceeding(.pixels) }
            self.frame = frame
        } catch {
            if error.exceeded != nil { throw .tooManyPixels(limits) }
            let declared = unsafe try? CodecContext.declaredPixels(of: packet, codec: codec, parameters: parameters)
            if let declared, declared > limits.pixels { throw .tooManyPixels(limits) }
            throw .still(error)
        }
    }

    private static func packet(of source: borrowing ByteSource) throws(Failure) -> Packet {
        let packet = try emptyPacket(Int(source.size))
        let buffer = unsafe UnsafeMutableRawBufferPointer(start: packet.pointer.pointee.data, count: Int(source.size))
        var filled = 0
        while filled < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let got = unsafe source.read(into: rest, at: Int64(filled))
            guard got > 0 else { throw .damagedPicture("the file ends at \(filled) of \(buffer.count) bytes") }
            filled += got
        }
        return packet
    }

    private static func packet(of file: [UInt8]) throws(Failure) -> Packet {
        let packet = try emptyPacket(file.count)
        unsafe UnsafeMutableRawBufferPointer(start: packet.pointer.pointee.data, count: file.count).copyBytes(
            from: file
        )
        return packet
    }

    private static func emptyPacket(_ count: Int) throws(Failure) -> Packet {
        do throws(FFmpegError) {
            let packet = try Packet()
            try check(unsafe av_new_packet(packet.pointer, CInt(count)), "av_new_packet")
            return packet
        } catch {
            throw .library(error)
        }
    }
}
