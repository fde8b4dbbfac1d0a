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
