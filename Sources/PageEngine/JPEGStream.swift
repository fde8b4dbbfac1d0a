// SPDX-License-Identifier: Apache-2.0

/// The dictionary of a picture in a PDF that is a JPEG file and nothing more: no mask, no colours but its own, no
/// values that mean something else (ISO 32000-1, 8.9.5).
struct JPEGStream {
    /// Whether its colours are greys; otherwise red, green and blue.
    var isGrey = false

    /// Most bytes from the head of an object to its data.
    private static let headLimit = 2048

    /// Reads what stands before the data at `start` of `file`.
    ///
    /// Fails where it is anything but such a dictionary, in its plainest spelling.
    init?(before start: Int, in file: UnsafeRawBufferPointer) {
        let head = unsafe Array(file[max(0, start - Self.headLimit)..<start])
        guard let end = Self.endOfDictionary(head), let first = Self.startOfDictionary(head[..<end]) else { return nil }
        guard let tokens = Self.tokens(head[first..<end]) else { return nil }
        var rest = tokens[...]
        guard rest.popFirst() == "<<", rest.popLast() == ">>" else { return nil }
        var seen: Set<String> = []
        while let key = rest.popFirst() {
            guard seen.insert(key).inserted, read(key, &rest) else { return nil }
        }
        guard seen.isSuperset(of: ["/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Filter"])
        else { return nil }
    }

    /// Takes the value of `key`; false for one that changes what is seen, or may.
    private mutating func read(_ key: String, _ rest: inout ArraySlice<String>) -> Bool {
        switch key {
        case "/Type": return rest.popFirst() == "/XObject"
        case "/Subtype": return rest.popFirst() == "/Image"
        case "/BitsPerComponent": return rest.popFirst() == "8"
        case "/Name", "/Intent": return rest.popFirst()?.first == "/"
        case "/Interpolate": return ["true", "false"].contains(rest.popFirst())
        case "/Width", "/Height", "/Length", "/StructParent", "/Metadata":
            guard let number = rest.popFirst(), Int(number) != nil else { return false }
            // Or where the number stands.
            if rest.dropFirst().first == "R" { rest.removeFirst(2) }
            return true
        case "/ColorSpace":
            let space = rest.popFirst()
            isGrey = space == "/DeviceGray"
            return isGrey || space == "/DeviceRGB"
        case "/Filter":
            guard rest.first == "[" else { return rest.popFirst() == "/DCTDecode" }
            rest.removeFirst()
            return rest.popFirst() == "/DCTDecode" && rest.popFirst() == "]"
        default: return false
        }
    }

    /// Where the word `stream` and its end of line begin, which are the last thing before the data.
    private static func endOfDictionary(_ head: [UInt8]) -> Int? {
        for word in ["stream\r\n", "stream\n"] where head.reversed().starts(with: word.utf8.reversed()) {
            return head.count - word.utf8.count
        }
        return nil
    }

    /// What follows the last word `obj`.
    private static func startOfDictionary(_ head: ArraySlice<UInt8>) -> Int? {
        let word = Array(" obj".utf8)
        return head.indices.dropLast(word.count).last { head[$0...].starts(with: word) }.map { $0 + word.count }
    }

    /// The words of a dictionary; `nil` where there are strings, comments or spellings in between.
    private static func tokens(_ text: ArraySlice<UInt8>) -> [String]? {
        var tokens: [String] = []
        var word = ""
        func finish() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): finish()
            case UInt8(ascii: "<"), UInt8(ascii: ">"):
                finish()
                guard rest.popFirst() == byte else { return nil }
                tokens.append(byte == UInt8(ascii: "<") ? "<<" : ">>")
            case UInt8(ascii: "["), UInt8(ascii: "]"):
                finish()
                tokens.append(String(UnicodeScalar(byte)))
            case UInt8(ascii: "/"):
                finish()
                word = "/"
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                word.append(Character(UnicodeScalar(byte)))
            default: return nil
            }
        }
        finish()
        return tokens
    }
}
