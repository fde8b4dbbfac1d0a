// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

extension CLISuite {
    @Suite("vignette failures")
    struct FailureCommandTests {
        @Test("a fresh installation holds nothing against any file")
        func empty() throws {
            let data = DataFolder()
            #expect(try data.lines("failures", "list") == [])
            #expect(try data.lines("failures", "list", "--all", "--json") == [#"{"failures":[]}"#])
            #expect(try data.lines("failures", "release", "--all") == [])
        }

        @Test("an unknown id ends with 1 and one sentence")
        func unknown() throws {
            let data = DataFolder()
            try data.run("failures", "explain", "nosuch").expectSentence(1)
            try data.run("failures", "explain", "nosuch", "--json").expectSentence(1)
            try data.run("failures", "release", "nosuch").expectSentence(1)
        }
    }
}
