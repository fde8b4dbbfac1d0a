// SPDX-License-Identifier: Apache-2.0

import CFFmpeg
import Model
import RenderProtocol

extension MediaFile {
    /// The position of the first audio track among the streams.
    var sound: Int? {
        (0..<format.streamCount).first { format.kind(of: $0) == AVMEDIA_TYPE_AUDIO }
    }

    fileprivate func openSoundDecoder(of stream: Int, _ limits: RenderLimits) throws(Failure) -> CodecContext {
        let parameters = unsafe format.parameters(stream)
        let id = unsafe parameters.pointee.codec_id
        guard let codec = unsafe avcodec_find_decoder(id) else {
            throw unsafe .unknownCodec(String(cString: avcodec_get_name(id)))
        }
        do throws(FFmpegError) {
            return unsafe try CodecContext(
                codec: codec,
                parameters: parameters,
                timeBase: format.stream(stream).pointee.time_base,
                pixels: limits.pixels
            )
        } catch {
            throw error.isOutOfMemory ? .outOfMemory(error) : .damagedSound(error.description)
        }
    }
}

/// Decodes the sound of a file into its waveform.
struct SoundReader: ~Copyable {
    /// What comes after it is not drawn: more costs time and shows nothing new.
    private static let secondLimit: Int64 = 20 * 60

    private let file: MediaFile
    private let stream: Int
    private let decoder: CodecContext
    private let packet: Packet
    private let frame: Frame

    init(file: consuming MediaFile, _ limits: RenderLimits) throws(Failure) {
        guard let stream = file.sound else { throw .withoutPicture }
        let decoder = try file.openSoundDecoder(of: stream, limits)
        let packet = try file.newPacket()
        let frame = try FrameReader.newFrame()
        file.format.setDiscard(AVDISCARD_DEFAULT, of: stream)
        self.file = file
        self.stream = stream
        self.decoder = decoder
        self.packet = packet
        self.frame = frame
    }

    /// Decodes from the start on; packets that the decoder refuses are passed over.
    func waveform() throws(Failure) -> Waveform {
        var wave = Waveform()
        var left = Self.secondLimit * Int64(max(1, unsafe file.format.parameters(stream).pointee.sample_rate))
        var errors = 0
        while left > 0, file.format.read(into: packet) {
            guard packet.streamIndex == stream else { continue }
            do throws(FFmpegError) {
                _ = try decoder.send(packet)
                while try decoder.receive(into: frame) == .done {
                    left -= frame.addSamples(to: &wave)
                }
            } catch {
                if error.isOutOfMemory { throw .outOfMemory(error) }
                errors += 1
            }
        }
        guard !wave.isEmpty else { throw .damagedSound("\(errors) packets were refused, nothing was decoded") }
        return wave
    }
}

extension Frame {
    /// Mixes the channels of each sample and adds them to `wave`.
    ///
    /// - Returns: How many samples there were.
    fileprivate func addSamples(to wave: inout Waveform) -> Int64 {
        let format = unsafe AVSampleFormat(rawValue: pointer.pointee.format)
        switch av_get_packed_sample_fmt(format) {
        case AV_SAMPLE_FMT_U8: unsafe mix(UInt8.self, into: &wave) { (Float($0) - 128) / 128 }
        case AV_SAMPLE_FMT_S16: unsafe mix(Int16.self, into: &wave) { Float($0) / 0x8000 }
        case AV_SAMPLE_FMT_S32: unsafe mix(Int32.self, into: &wave) { Float($0) / 0x8000_0000 }
        case AV_SAMPLE_FMT_S64: unsafe mix(Int64.self, into: &wave) { Float($0) / 0x8000_0000_0000_0000 }
        case AV_SAMPLE_FMT_FLT: unsafe mix(Float.self, into: &wave) { $0 }
        case AV_SAMPLE_FMT_DBL: unsafe mix(Double.self, into: &wave) { Float($0) }
        default: break
        }
        return Int64(max(1, unsafe pointer.pointee.nb_samples))
    }

    @inline(__always)
    @unsafe
    private func mix<Sample>(_ type: Sample.Type, into wave: inout Waveform, _ value: (Sample) -> Float) {
        let count = unsafe Int(pointer.pointee.nb_samples)
        let channels = unsafe Int(pointer.pointee.ch_layout.nb_channels)
        guard count > 0, channels > 0, let planes = unsafe pointer.pointee.extended_data else { return }
        let isPlanar = unsafe av_sample_fmt_is_planar(AVSampleFormat(rawValue: pointer.pointee.format)) != 0
        let step = isPlanar ? 1 : channels
        let lines = unsafe (0..<channels).compactMap { channel -> UnsafePointer<Sample>? in
            guard let plane = unsafe planes[isPlanar ? channel : 0] else { return nil }
            let samples = unsafe UnsafeRawPointer(plane).assumingMemoryBound(to: Sample.self)
            return unsafe isPlanar ? samples : samples + channel
        }
        guard unsafe lines.count == channels else { return }
        for index in 0..<count {
            var sum: Float = 0
            for channel in 0..<channels { sum += unsafe value(lines[channel][index * step]) }
            wave.add(sum / Float(channels))
        }
    }
}
