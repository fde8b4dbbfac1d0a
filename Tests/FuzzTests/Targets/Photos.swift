// SPDX-License-Identifier: Apache-2.0

import Model
@testable import PixelImage
import TestSupport

extension FuzzTarget {
    /// What is read of JPEG files beside libjpeg-turbo.
    static let photos = [eighths]

    /// Sequential JPEG files at an eighth of their size: what is made of one is what libjpeg makes of a whole file.
    private static let eighths = FuzzTarget("jpeg-eighths", rounds: 400, readsFiles: true, seeds: files) { bytes in
        guard let jpeg = SequentialJPEG(bytes.span), jpeg.size.area <= limit,
            let samples = EighthScan(jpeg).samples(of: bytes.span)
        else { return }
        promise(samples.count < limit, "\(samples.count) samples")
        do throws(JPEGError) {
            let decoder = try JPEGDecoder()
            let picture = try decoder.raster(of: bytes.span, atLeast: PixelSize(width: 1, height: 1), limit: limit)
            promise(picture.isWhole, "a damaged file without a doubt")
            let proof = try decoder.picture(of: bytes.span, atLeast: nil, limit: limit, isProof: true)
            promise(picture.raster == proof.raster, "another picture than libjpeg's")
        } catch {
            // Of the header libjpeg is asked first.
            promise(error.function == "tjDecompressHeader3", "\(error)")
        }
    }

    private static let limit: Int64 = 1 << 22

    private static let files: [[UInt8]] = {
        let samplings: [(columns: Int, rows: Int)?] = [nil, (1, 1), (2, 1), (1, 2), (2, 2), (2, 2)]
        return samplings.enumerated().map { index, sampling in
            var maker = JPEGMaker(size: PixelSize(width: 33, height: 30), sampling: sampling, seed: UInt64(index))
            maker.restartInterval = index % 3
            return maker.next()
        }
    }()
}
