// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOHTTP1
import TestSupport
import Testing

extension Surface {
    /// Contract 3.4: OBS's `image/resize`, parsed strictly.
    @Suite("honours imageProcess")
    struct ImageProcess {
        /// What becomes of 640 by 360 pixels.
        static let accepted = [
            ("m_lfit,h_128,w_128", "128x72"), ("w_128,h_128,m_lfit", "128x72"), ("w_160", "160x90"), ("h_90", "160x90"),
            ("m_lfit,w_320,h_90", "160x90"), ("m_mfit,w_90,h_90", "160x90"), ("m_mfit,w_320,h_90", "320x180"),
            ("m_fill,w_100,h_100", "100x100"), ("m_fill,w_200,h_50", "200x50"), ("m_pad,w_100,h_100", "100x100"),
            ("m_pad,w_100,h_100,color_FF0000", "100x100"), ("m_fixed,w_100,h_100", "100x100"),
            ("m_fixed,w_33,h_77", "33x77"), ("l_320", "320x180"), ("s_90", "160x90"), ("p_50", "320x180"),
            ("p_25", "160x90"), ("p_100", "640x360"), ("w_1", "1x1"), ("l_9999", "640x360"), ("w_1280", "640x360"),
            ("w_1280,limit_1", "640x360"), ("p_200", "640x360"), ("w_1280,limit_0", "1280x720"),
            ("l_1280,limit_0", "1280x720"), ("p_200,limit_0", "1280x720"), ("m_mfit,w_1280,h_10,limit_0", "1280x720"),
        ]

        static let refused =
            [
                "image/rotate,90", "image/crop,w_10,h_10", "image", "resize,w_10", "image/resize,",
                "image/resize,w_10,",
                "image/resize,,w_10", "image/resize;w_10", "image/resize,m_zoom,w_10", "image/resize,m_,w_10",
                "image/resize,x_10", "image/resize,w", "image/resize,w_", "image/resize,w_0", "image/resize,h_0",
                "image/resize,w_-1", "image/resize,w_+1", "image/resize,w_1.5", "image/resize,w_1e2",
                "image/resize,w_0x10",
                "image/resize,w_ 10", "image/resize, w_10", " image/resize,w_10", "image/resize,w_10 ",
                "image/resize,w_\u{FF11}\u{FF10}", "image/resize,w_10000", "image/resize,l_10000",
                "image/resize,w_99999999999999999999", "image/resize,m_fixed,w_9999,h_9999", "image/resize,p_0",
                "image/resize,p_1001", "image/resize,p_-5", "image/resize,w_10,limit_2", "image/resize,w_10,limit_",
                "image/resize,w_10,w_20", "image/resize,m_lfit,m_fill,w_10,h_10",
                "image/resize,m_pad,w_10,h_10,color_GG0000", "image/resize,m_pad,w_10,h_10,color_FFF",
                "image/resize,m_pad,w_10,h_10,color_", "image/resize,w_10/rotate,90", "image/resize,w_10/resize,w_20",
                "IMAGE/RESIZE,W_10", "image/resize,w_10;id", "image/resize,w_$(id)", "image/resize,w_10\n",
                "image/resize,w_10\u{0}", "style/thumbnail", String(repeating: "image/resize,w_10,", count: 1000),
            ]

        /// A file whose thumbnails are done.
        private func clip() async throws -> (KooDriveClient, String) {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.clip(), name: "clip.mp4")
            _ = try await alice.thumbnail(file, .video)
            return (alice, file)
        }

        @Test("in each form that the contract names")
        func forms() async throws {
            let (alice, file) = try await clip()
            for (form, size) in Self.accepted {
                let process = "image/resize,\(form)"
                // What is asked for so is made now, or was made before: the link comes within its time.
                let links = try await alice.finishedLinks(of: file, imageProcess: process)
                let picture = try await Answer.of(.GET, try #require(links["thumbnail"]))
                #expect(try await DecodedPicture(picture.body).size == size, "\(form)")
                // The named sizes are what they are.
                let named = try await Answer.of(.GET, try #require(links["minThumbnail"]))
                #expect(try await DecodedPicture(named.body).size == "128x72", "\(form)")
            }
        }

        @Test("and refuses everything else", arguments: refused)
        func strictness(_ process: String) async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.noise(10), name: "a.mp4")
            try await alice.detail(file, imageProcess: process).expectCode(13000102)
            try await alice.list("root", ["imageProcess": process]).expectCode(13000102)
            try await alice.search(["keyWord": "a"], ["imageProcess": process]).expectCode(13000102)
        }

        @Test("which has to be text")
        func types() async throws {
            let alice = try DriveSite.current.alice
            let file = try await alice.store(SurfaceMedia.noise(10), name: "a.mp4")
            let values: [Any] = [7, true, ["image/resize,w_10"], ["w": 10]]
            for value in values { try await alice.detail(file, imageProcess: value).expectCode(13000102) }
        }

        @Test("fill cuts both sides evenly, pad fills them with the color, fixed squeezes")
        func pixels() async throws {
            let alice = try DriveSite.current.alice
            // Four equal columns: red, green, blue, white.
            let columns = try await blocking {
                let maker = try ClipMaker()
                let path = "\(maker.directory)/columns.mp4"
                let inputs = ["red", "lime", "blue", "white"].flatMap {
                    ["-f", "lavfi", "-i", "color=\($0):size=100x200:duration=1:rate=5"]
                }
                try maker.ffmpeg(
                    inputs + ["-filter_complex", "hstack=inputs=4", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
                        + ["-colorspace", "smpte170m", path]
                )
                return try withExtendedLifetime(maker) { try Data(contentsOf: URL(filePath: path)) }
            }
            let file = try await alice.store(columns, name: "columns.mp4")
            _ = try await alice.thumbnail(file, .video)
            func picture(_ form: String) async throws -> DecodedPicture {
                let links = try await alice.finishedLinks(of: file, imageProcess: "image/resize,\(form)")
                let answer = try await Answer.of(.GET, try #require(links["thumbnail"]))
                return try await DecodedPicture(answer.body)
            }
            let (red, green, blue, white) = ([255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255])
            let filled = try await picture("m_fill,w_100,h_100")
            #expect(filled.isColored(20, 50, green) && filled.isColored(80, 50, blue), "\(filled.color(20, 50))")

            let padded = try await picture("m_pad,w_100,h_100,color_00FFFF")
            #expect(padded.isColored(50, 5, [0, 255, 255]) && padded.isColored(50, 95, [0, 255, 255]))
            #expect(padded.isColored(10, 50, red) && padded.isColored(90, 50, white))
            // White where no color is named, as OBS has it.
            #expect(try await picture("m_pad,w_100,h_100").isColored(50, 5, white))

            let fixed = try await picture("m_fixed,w_100,h_100")
            #expect(fixed.isColored(10, 5, red) && fixed.isColored(35, 95, green) && fixed.isColored(90, 50, white))
        }
    }
}
