// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTypes
import Model
import Testing
import UseCases

@testable import HTTPAPI

@Suite struct GrammarTableTests {
    @Test("has a message in both languages for every code, none of them twice")
    func messages() {
        #expect(KooDriveCode.allCases.count == 30)
        for language in KooDriveLanguage.allCases {
            let texts = KooDriveCode.allCases.map { $0.message.text(in: language) }
            #expect(texts.allSatisfy { !$0.isEmpty })
            #expect(Set(texts).count == texts.count)
        }
        for code in KooDriveCode.allCases {
            let isASCII = code.message.english.allSatisfy { $0.isASCII }
            let isChinese = code.message.chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
            #expect(isASCII && isChinese, "\(code)")
        }
    }

    @Test("says 200 for success, 500 for inner errors and 400 for the rest")
    func statuses() {
        for code in KooDriveCode.allCases {
            let status = code == .success ? 200 : code == .innerError ? 500 : 400
            #expect(code.status.code == status, "\(code)")
        }
    }

    @Test("has a code of its own for every refusal")
    func refusals() {
        let codes = DriveRefusal.allCases.map { KooDriveCode($0) }
        #expect(Set(codes).count == codes.count)
        #expect(!codes.contains(.success) && !codes.contains(.innerError))
    }

    @Test(
        "reads the language that is asked for",
        arguments: [
            ("zh-CN", "成功"), ("zh_cn", "成功"), ("ZH-cn", "成功"), (" zh_CN ", "成功"), ("en-US", "success"),
            ("en_us", "success"),
            ("fr-FR", "success"), ("", "success"), ("zh", "success"), (nil, "success"),
        ]
    )
    func languages(header: String?, text: String) {
        #expect(KooDriveCode.success.message.text(in: KooDriveLanguage(header: header)) == text)
    }

    @Test(
        "takes a token in each of its spellings",
        arguments: [
            ("Bearer abc", "abc"), ("Bearer+abc", "abc"), ("AT abc", "abc"), ("AT+abc", "abc"), ("abc", "abc"),
            ("bearer abc", "abc"), ("BEARER+abc", "abc"), ("at+abc", "abc"), ("Bearer  abc ", "abc"),
            ("ATabc", "ATabc"),
            ("Bearer abc+d", "abc+d"), ("Bearer", "Bearer"), ("Bearer+", nil), ("", nil), (" ", nil),
        ]
    )
    func tokens(header: String, token: String?) {
        #expect(KooDriveToken.text(in: header) == token)
    }

    @Test(
        "reads times in two spellings, and nothing else",
        arguments: [
            ("2026-11-21T08:30:00Z", 1_795_249_800.0), ("2026-11-21 08:30:00", 1_795_249_800), ("2026-11-21", nil),
            ("2026-11-21T08:30:00", nil), ("2026-11-21T08:30:00+08:00", nil), ("2026-13-21T08:30:00Z", nil),
            ("2026-11-21t08:30:00z", nil), ("", nil), ("2026-11-21 08:30:00Z", nil),
        ]
    )
    func times(text: String, seconds: Double?) {
        #expect(KooDriveTime.date(text)?.timeIntervalSince1970 == seconds)
    }

    @Test("gives back the place of a page, and knows no other text")
    func cursors() {
        for offset in [0, 1, 100, 1_000_000] { #expect(Cursor.offset(Cursor.text(offset)) == offset) }
        #expect(Cursor.text(nil) == "")
        for text in ["", "1", "offset:1", "b2Zmc2V0Oi0x", "b2Zmc2V0Og=="] { #expect(Cursor.offset(text) == nil) }
    }
}
