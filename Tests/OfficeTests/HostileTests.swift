// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import RenderProtocol
import Renderers
import TestSupport
import Testing

extension OfficeTests {
    @Suite("that mean no good", .enabled("the corpus is there") { CorpusFile.isExpected })
    struct HostileTests {
        @Test("give what the manifest says")
        func corpus() async throws {
            try await withOffice { office, folder in
                for file in CorpusFile.all where file.kind == "office" {
                    let rendered = try await office.render(try file.read())
                    switch file.expectation {
                    case .picture: #expect(rendered.pictures.count == 1, "\(file.name): \(rendered)")
                    case .failure: #expect(rendered.failure?.class == .permanent, "\(file.name): \(rendered)")
                    case .either:
                        let isElsewhere = rendered.result == .elsewhere(.image)
                        #expect(isElsewhere || rendered.failure?.class == .permanent, "\(file.name): \(rendered)")
                    }
                }
            }
        }

        @Test("that are encrypted are told from those that are broken")
        func encrypted() async throws {
            try await withOffice { office, _ in
                for file in CorpusFile.all where file.kind == "office" && file.expectation == .failure {
                    let rendered = try await office.render(try file.read())
                    #expect(rendered.failure?.code == .encryptedMedia, "\(file.name)")
                }
            }
        }

        @Test("call nobody and show nobody's files")
        func canary() async throws {
            let canary = try Canary()
            try await withOffice { office, folder in
                // A picture of one colour that is nowhere else, for the documents that name a local file.
                try Program.run(["convert", "-size", "64x64", "xc:#00ff00", "\(folder)/canary.png"])
                let numbers = ["004", "006", "007", "014", "015", "016", "022", "030", "035"]
                let names = ["attack/l_"] + numbers.map { "office/\($0)" }
                let files = (CorpusFile.attacks + CorpusFile.all).filter { file in
                    names.contains { file.name.hasPrefix($0) }
                }
                #expect(files.count >= 14)
                for file in files {
                    let rendered = try await office.render(Canary.aimed(try file.read(), at: canary))
                    #expect(rendered.pictures.count == 1, "\(file.name): \(rendered)")
                    #expect(!canary.wasCalled, "\(file.name)")
                }
                for link in ["file://\(folder)/canary.png", "http://127.0.0.1:\(canary.port)/canary.png"] {
                    let http = try #require(files.first { $0.name.hasSuffix("l_http.fodt") })
                    let text = String(decoding: try http.read(), as: UTF8.self)
                    let aimed = text.replacing("http://127.0.0.1:18999/odt.png", with: link)
                    #expect(aimed != text)
                    let picture = try #require(try await office.render(Data(aimed.utf8)).pictures.first)
                    #expect(try !isGreenSomewhere(picture, in: folder), "\(link)")
                    #expect(!canary.wasCalled)
                }
            }
        }

        private func isGreenSomewhere(_ picture: Data, in folder: String) throws -> Bool {
            let path = "\(folder)/picture.png"
            try picture.write(to: URL(filePath: path))
            try Program.run(["convert", path, "-depth", "8", "rgb:\(path).rgb"])
            let samples = try [UInt8](Data(contentsOf: URL(filePath: "\(path).rgb")))
            return stride(from: 0, to: samples.count - 2, by: 3).contains {
                samples[$0] < 64 && samples[$0 + 1] > 192 && samples[$0 + 2] < 64
            }
        }

        @Test("that unpack to too much are refused at once")
        func bombs() async throws {
            try await withOffice { office, _ in
                // The first one of all waits for LibreOffice to start.
                #expect(try await office.render(SampleDocuments.emptySpreadsheet).pictures.count == 1)
                let bomb = try #require(CorpusFile.attacks.first { $0.name.hasSuffix("z_bomb.docx") })
                let rendered = try await office.render(try bomb.read())
                #expect(rendered.failure?.code == .limitExceeded)
                #expect(rendered.duration < .seconds(1))
                let entities = try #require(CorpusFile.attacks.first { $0.name.hasSuffix("z_lol.docx") })
                #expect(try await office.render(try entities.read()).failure?.class == .permanent)
            }
        }

        @Test("that have a picture beyond all measure are refused before LibreOffice sees it")
        func pictures() async throws {
            let maker = try ArchiveMaker()
            try await withOffice { office, _ in
                let whole = try await office.render(Data(contentsOf: URL(filePath: maker.make(Self.document(64)))))
                #expect(whole.pictures.count == 1, "\(whole)")
                let path = try maker.make(Self.document(60_000))
                let refused = try await office.render(Data(contentsOf: URL(filePath: path)))
                #expect(refused.failure?.code == .limitExceeded, "\(refused)")
                #expect(refused.failure?.message.hasSuffix("(limits.pixels).") == true)
                #expect(refused.failure?.evidence == "60000 x 60000: Pictures/1.png")
                #expect(refused.duration < .seconds(1))
            }
        }

        /// What makes a text with one picture, whose header says `side` pixels both ways.
        private static func document(_ side: Int) -> String {
            """
            import zlib
            def chunk(name, body):
                return struct.pack('>I', len(body)) + name + body + struct.pack('>I', zlib.crc32(name + body))
            png = b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', \(side), \(side), 1, 0, 0, 0, 0))
            png += chunk(b'IDAT', zlib.compress(bytes(64 * 9))) + chunk(b'IEND', b'')
            oasis, text = 'urn:oasis:names:tc:opendocument:xmlns:', 'application/vnd.oasis.opendocument.text'
            content = f'''<office:document-content xmlns:office="{oasis}office:1.0" xmlns:text="{oasis}text:1.0"
                xmlns:draw="{oasis}drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
                xmlns:svg="{oasis}svg-compatible:1.0"><office:body><office:text><text:p>
                <draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="Pictures/1.png"/></draw:frame>
                Text</text:p></office:text></office:body></office:document-content>'''
            parts = [('/', text), ('content.xml', 'text/xml'), ('Pictures/1.png', 'image/png')]
            entries = ''.join(f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>' for name, kind in parts)
            with zipfile.ZipFile(path, 'w', STORED) as z:
                z.writestr('mimetype', text)
                z.writestr('META-INF/manifest.xml', f'<m:manifest xmlns:m="{oasis}manifest:1.0">{entries}</m:manifest>')
                z.writestr('content.xml', content)
                z.writestr('Pictures/1.png', png)
            """
        }

        @Test("that are cut short or changed end, one way or the other")
        func damaged() async throws {
            try await withOffice { office, _ in
                var random = SystemRandomNumberGenerator()
                for name in ["office/024", "office/025", "office/010", "office/018", "office/021"] {
                    let file = try #require(CorpusFile.all.first { $0.name.hasPrefix(name) })
                    let whole = try file.read()
                    var changed = whole
                    for _ in 0..<16 { changed[Int.random(in: 0..<whole.count, using: &random)] ^= 0x10 }
                    for bytes in [whole.prefix(whole.count / 10), whole.prefix(whole.count / 2), changed] {
                        let rendered = try await office.render(Data(bytes))
                        #expect(rendered.result != nil || rendered.failure != nil)
                        #expect(rendered.failure?.code != .internalError, "\(file.name): \(rendered)")
                    }
                    #expect(try await office.render(whole).pictures.count == 1)
                }
            }
        }
    }
}
