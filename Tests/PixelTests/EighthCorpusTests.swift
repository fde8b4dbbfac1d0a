// SPDX-License-Identifier: Apache-2.0

import Foundation
import PixelImage
import TestSupport
import Testing

/// JPEG files that others made, alone and within files of other kinds.
@Suite(.enabled(if: CorpusFile.isExpected)) struct EighthCorpusTests {
    @Test("An eighth of the corpus is libjpeg's to the bit")
    func corpus() throws {
        var (short, long) = (0, 0)
        for file in CorpusFile.all + CorpusFile.attacks {
            let bytes = try file.read()
            var rest = bytes.startIndex..<bytes.endIndex
            while let start = bytes.range(of: Data([0xFF, 0xD8, 0xFF]), in: rest)?.lowerBound {
                rest = start + 3..<bytes.endIndex
                let picture = [UInt8](bytes[start...])
                guard let decoded = try EighthDecodingTests.decoded(picture) else { continue }
                // Which is asked for greys and luma and chroma alone.
                guard try EighthDecodingTests.short(picture) == decoded.raster.bytes else {
                    long += 1
                    continue
                }
                short += 1
                #expect(decoded.isWhole, "\(file.name) at \(start)")
                #expect(try decoded.raster.bytes == EighthDecodingTests.long(picture), "\(file.name) at \(start)")
            }
        }
        print("An eighth of JPEG files of the corpus: \(short) by the short way, \(long) by libjpeg alone")
        #expect(short >= 30)
    }
}
