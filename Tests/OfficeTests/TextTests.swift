// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension OfficeTests {
    @Suite("as plain text")
    struct TextTests {
        private static let chinese = "会议纪要\n今天下午三点，项目组在二楼会议室开会。\n"
        private static let traditional = "會議紀錄\n今天下午三點，專案小組在二樓會議室開會。\n"
        private static let japanese = "議事録\n本日の午後三時に、二階の会議室でミーティングを行いました。\n"
        private static let korean = "회의록\n오늘 오후 세 시에 이층 회의실에서 회의를 했습니다.\n"
        private static let russian = "Протокол совещания\nСегодня в три часа дня состоялось совещание.\n"
        private static let french =
            "Procès-verbal\nLa réunion a eu lieu à trois heures, très brève, où l’on a décidé.\n"

        /// Text, and the encodings in which it has to look as it does in UTF-8.
        private static let samples: [(text: String, encodings: [String])] = [
            (chinese, ["GB18030", "UTF-16LE", "UTF-16BE"]), ("你好世界", ["GB18030"]),
            ("// 你好世界，注释\nint main(void) { return 0; }\n", ["GB18030"]),
            (japanese, ["SHIFT_JIS", "EUC-JP", "UTF-16LE"]), ("こんにちは世界", ["SHIFT_JIS"]),
            (korean, ["EUC-KR", "UTF-16BE"]), ("안녕하세요", ["EUC-KR"]),
            (russian, ["WINDOWS-1251", "KOI8-R", "UTF-16LE", "UTF-16BE"]), (french, ["WINDOWS-1252", "UTF-16LE"]),
        ]

        /// `text` in `encoding`, by the command `iconv`.
        private static func encoded(_ text: String, _ encoding: String, in folder: String) throws -> Data {
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/utf8"))
            try Program.run(["iconv", "-f", "UTF-8", "-t", encoding, "-o", "\(folder)/encoded", "\(folder)/utf8"])
            return try Data(contentsOf: URL(filePath: "\(folder)/encoded"))
        }

        @Test("look the same in every encoding")
        func encodings() async throws {
            try await withOffice { office, folder in
                for (text, encodings) in Self.samples {
                    let wanted = try await office.render(Data(text.utf8))
                    #expect(wanted.pictures.count == 1, "\(wanted)")
                    #expect(wanted.document?.missingGlyphs == 0)
                    for encoding in encodings {
                        let rendered = try await office.render(try Self.encoded(text, encoding, in: folder))
                        #expect(rendered.pictures == wanted.pictures, "\(encoding): \(text)")
                    }
                }
            }
        }

        @Test("show Big5 in the shapes of Taiwan")
        func big5() async throws {
            try await withOffice { office, folder in
                let wanted = try await office.render(Data(Self.traditional.utf8))
                let rendered = try await office.render(try Self.encoded(Self.traditional, "BIG5", in: folder))
                #expect(rendered.document?.missingGlyphs == 0)
                // Nearly the same strokes.
                let pictures = (try #require(rendered.pictures.first), try #require(wanted.pictures.first))
                #expect(try structuralSimilarity(of: pictures.0, and: pictures.1) > 0.8)
            }
        }

        @Test("fail for none of their contents, but for having none")
        func contents() async throws {
            try await withOffice { office, _ in
                let texts = [
                    "a\0b and so on, for a line that is long enough\n", String(repeating: "x", count: 200_000),
                    String(repeating: "line\n", count: 50_000), "\t\ttabs\n   spaces", "\n", "<b>&amp;</b>", "]]>",
                ]
                for text in texts {
                    let rendered = try await office.render(Data(text.utf8))
                    #expect(rendered.pictures.count == 1, "\(text.prefix(40)): \(rendered)")
                    #expect(rendered.media?.container == "txt")
                }
                let broken = try await office.render(Data("ok \u{E9}".utf8.dropLast()) + Data(" and more text\n".utf8))
                #expect(broken.pictures.count == 1)
                #expect(try await office.render(Data()).failure?.code == .noPictures)
            }
        }

        @Test("are tables where every line has the same columns")
        func tables() async throws {
            try await withOffice { office, folder in
                let table = "姓名,年龄,城市\n张三,28,北京\n李四,35,\"上海, 浦东\"\n"
                let wanted = try await office.render(Data(table.utf8))
                #expect(wanted.media?.container == "csv")
                let encoded = try await office.render(try Self.encoded(table, "GB18030", in: folder))
                #expect(encoded.pictures == wanted.pictures && wanted.pictures.count == 1)
                let other = Data("姓名;年龄;城市\n张三;28;北京\n李四;35;上海, 浦东\n".utf8)
                #expect(try await office.render(other).pictures == wanted.pictures)
            }
        }

        /// Whether two texts are shown as tables, and whether these look the same.
        private func looksSame(_ one: String, _ other: String, in office: RendererPool) async throws -> Bool {
            let rendered = (try await office.render(Data(one.utf8)), try await office.render(Data(other.utf8)))
            #expect(rendered.0.media?.container == "csv" && rendered.1.media?.container == "csv", "\(one)")
            #expect(rendered.0.pictures.count == 1)
            return rendered.0.pictures == rendered.1.pictures
        }

        @Test("show each value of a table as it is written, and all of it")
        func values() async throws {
            try await withOffice { office, _ in
                let long = String(repeating: "long", count: 8)
                let values = [
                    ("01234", "1234"), ("1.50", "1.5"), ("1.0", "1"), ("123456789012345", "123456789012346"),
                    ("\(long)X", "\(long)Y"), ("\(long)\(long)\(long)X", "\(long)\(long)\(long)Y"),
                    ("北京上海广州深圳东", "北京上海广州深圳西"),
                ]
                for (one, other) in values {
                    let same = try await looksSame("a,b,c\n\(one),x,y\n", "a,b,c\n\(other),x,y\n", in: office)
                    #expect(!same, "\(one)")
                }
            }
        }

        @Test("are tables also with line breaks within quotes, and with values missing")
        func records() async throws {
            try await withOffice { office, _ in
                let broken = "id,comment\n1,\"line one\nline two, \"\"quoted\"\"\"\n2,x\n"
                let other = "id;comment\r\n1;\"line one\r\nline two, \"\"quoted\"\"\"\r\n2;x\r\n"
                #expect(try await looksSame(broken, other, in: office))
                let single = "id,comment\n1,line one\n2,x\n"
                let same = try await looksSame(broken, single, in: office)
                #expect(!same)
                let full = "a,b,c\n1,2,\n3,4,5\n6,7,8\n"
                #expect(try await looksSame("a,b,c\n1,2\n3,4,5\n6,7,8\n", full, in: office))
            }
        }

        @Test("are text where they are sentences, or tell of other formats")
        func mentions() async throws {
            try await withOffice { office, _ in
                let texts = [
                    "Roses are red, dear\nViolets are blue, love\nSugar is sweet, yes\n",
                    "export const Icon = () => (\n  <svg width=\"24\" height=\"24\"><path d=\"M0 0\"/></svg>\n);\n",
                    "# Drawings\nUse `<svg xmlns=\"http://www.w3.org/2000/svg\">` as root.\n",
                    "# About PDF\nThe header is\n%PDF-1.4\nand so on.\n", "GIF89a is the name of a format.\n",
                ]
                for text in texts {
                    let rendered = try await office.render(Data(text.utf8))
                    #expect(rendered.media?.container == "txt", "\(text): \(rendered)")
                    #expect(rendered.pictures.count == 1)
                }
            }
        }

        @Test("have as many pages as are asked for")
        func longText() async throws {
            try await withOffice { office, _ in
                let lines = (1...5000).map { "line \($0)\n" }
                let file = Data(lines.joined().utf8)
                var seen: Set<[Data]> = []
                for page in [1, 8, 40] {
                    let rendered = try await office.render(file, page: page)
                    #expect(rendered.pictures.count == 1)
                    let pages = try #require(rendered.document?.pages)
                    #expect(pages >= page)
                    seen.insert(rendered.pictures)
                }
                #expect(seen.count == 3)
            }
        }
    }
}
