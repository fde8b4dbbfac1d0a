// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import Model
import Testing

@Suite struct GrammarImageProcessTests {
    @Test(
        "reads each form of a resize",
        arguments: [
            ("m_lfit,h_128,w_128", PictureShape.longSide(128)),
            ("w_128,h_128", .longSide(128)),
            ("l_128", .longSide(128)),
            ("m_lfit,h_100,w_200", PictureShape(width: 200, height: 100)),
            ("w_1", PictureShape(width: 1)),
            ("h_9999", PictureShape(height: 9999)),
            ("s_300", PictureShape(shortSide: 300)),
            ("l_300,s_200", PictureShape(longSide: 300, shortSide: 200)),
            ("p_50", PictureShape(percent: 50)),
            ("p_1000,limit_0", PictureShape(percent: 1000, mayEnlarge: true)),
            ("m_mfit,w_64,h_32", PictureShape(fit: .cover, width: 64, height: 32)),
            ("m_fill,w_64,h_32,limit_1", PictureShape(fit: .crop, width: 64, height: 32)),
            ("m_fixed,w_64,h_32,limit_0", PictureShape(fit: .stretch, width: 64, height: 32, mayEnlarge: true)),
            ("m_pad,w_64,h_32,color_FF00aa", PictureShape(fit: .pad, width: 64, height: 32, color: 0xFF_00_AA)),
            ("limit_0,w_128,h_128", PictureShape(width: 128, height: 128, mayEnlarge: true)),
            ("w_5001,h_4999", PictureShape(width: 5001, height: 4999)),
        ]
    )
    func accepted(arguments: String, shape: PictureShape) {
        #expect(ImageProcess.shape("image/resize,\(arguments)") == shape)
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "image", "image/resize", "image/resize,", "image/resize,,w_1", "image/resize,w_1,", "resize,w_1",
            "image/crop,w_1", "Image/resize,w_1", "image/resize,W_1", "image/resize,w_1/format,png",
            "image/resize,w_1,h_2 ", " image/resize,w_1", "image/resize, w_1", "image/resize,w", "image/resize,w_",
            "image/resize,w_0", "image/resize,w_10000", "image/resize,w_-1", "image/resize,w_+1", "image/resize,w_1.5",
            "image/resize,w_1e2", "image/resize,w_٣", "image/resize,w_99999999999999999999", "image/resize,h_0",
            "image/resize,l_0", "image/resize,s_10000", "image/resize,p_0", "image/resize,p_1001",
            "image/resize,w_1,w_1", "image/resize,w_1,w_2", "image/resize,m_lfit,m_lfit,w_1",
            "image/resize,m_,w_1", "image/resize,m_LFIT,w_1", "image/resize,m_other,w_1", "image/resize,m_lfit",
            "image/resize,limit_0", "image/resize,w_1,limit_2", "image/resize,w_1,limit_", "image/resize,x_1,w_1",
            "image/resize,w_1,color_FF0000", "image/resize,m_pad,w_1,color_FF000",
            "image/resize,m_pad,w_1,color_GG0000",
            "image/resize,m_pad,w_1,color_FF00000", "image/resize,m_pad,color_FF0000",
            "image/resize,w_1,l_1", "image/resize,h_1,s_1", "image/resize,w_1,p_50", "image/resize,l_1,p_50",
            "image/resize,w_5000,h_5000", "image/resize,l_9999,s_9999",
            "image/resize,w_1;rm -rf", "image/resize,w_1\n", "image/resize,w_1\0",
        ]
    )
    func refused(text: String) {
        #expect(ImageProcess.shape(text) == nil)
    }

    @Test("has a standard, and a text for each longer side")
    func texts() {
        #expect(ImageProcess.shape(ImageProcess.standard) == .longSide(128))
        for side in [1, 128, 256, 512, 1024, 9999] {
            #expect(ImageProcess.shape(ImageProcess.longSide(side)) == .longSide(side))
        }
    }
}
