// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import Testing

@testable import UseCases

@Suite struct GrammarNameTests {
    @Test("takes the suffixes of each operation, and no others")
    func suffixes() {
        let videos = """
            AVI MPEG MPG DAT DIVX XVID RM RMVB MOV QT ASF WMV VOB 3GP MP4 FLV AVS MKV TS TP NSV SWF NAVI OGM WEBM
            """
        let documents = """
            pdf docx doc dot wps wpt dotx docm dotm wpss rtf pptx ppt pot potx pps ppsx dps dpt pptm potm ppsm dpss \
            xls xlt xlsx et ett xltx xlsb xlsm xltm ets
            """
        let words = { (text: String) in Set(text.lowercased().split(separator: " ").map(String.init)) }
        #expect(ThumbnailSource.video.suffixes == words(videos))
        #expect(ThumbnailSource.document.suffixes == words(documents))
        #expect(ThumbnailSource.video.suffixes.isDisjoint(with: ThumbnailSource.document.suffixes))
    }

    @Test(
        "takes names of up to 250 characters",
        arguments: ["a", "a.b", "...", " ", "视频.mp4", "'a'", "a'", "名", String(repeating: "名", count: 250)]
    )
    func allowed(name: String) {
        #expect(FileName.isAllowed(name))
    }

    @Test(
        "refuses names that mean something else somewhere",
        arguments: [
            "", ".", "..", "'", "a<b", "a>b", "a|b", "a:b", "a\"b", "a*b", "a?b", "a/b", "a\\b", "a\nb", "a\0b",
            "\u{7F}",
            String(repeating: "a", count: 251),
        ]
    )
    func refused(name: String) {
        #expect(!FileName.isAllowed(name))
    }

    @Test("adds a stamp before the suffix, and stays within the limit")
    func stamped() {
        #expect(FileName.stamped("a.txt", "1") == "a_1.txt")
        #expect(FileName.stamped("a", "1") == "a_1")
        #expect(FileName.stamped(".profile", "1") == ".profile_1")
        #expect(FileName.stamped("a.tar.gz", "1") == "a.tar_1.gz")
        let long = FileName.stamped(String(repeating: "名", count: 246) + ".txt", "20261121083000")
        #expect(long.unicodeScalars.count == 250)
        #expect(long.hasSuffix("名_20261121083000.txt"))
        #expect(FileName.isAllowed(long))
    }

    @Test("names a download for old and new clients, whatever the name is")
    func disposition() {
        #expect(
            ContentDisposition.attachment("a b.pdf") == "attachment; filename=\"a b.pdf\"; filename*=UTF-8''a%20b.pdf"
        )
        let header = ContentDisposition.attachment("报\"告\\\r\n%.pdf")
        #expect(
            header == "attachment; filename=\"_______.pdf\"; filename*=UTF-8''%E6%8A%A5%22%E5%91%8A%5C%0D%0A%25.pdf"
        )
    }
}
