// SPDX-License-Identifier: Apache-2.0

/// What the package document of an EPUB book says of its cover (EPUB 3.3, section 5; EPUB 2's OPF 2.0).
struct BookPackage {
    /// A file of the book.
    private struct Item {
        var id: String
        var path: String
        var mediaType: String
        var properties: [Substring]

        /// Whether `name` is its id; some name the file instead.
        func isNamed(_ name: String) -> Bool {
            !name.isEmpty && (id == name || path == name || path.hasSuffix("/" + name))
        }
    }

    private var items: [Item] = []
    /// The item that the metadata name as the cover, as EPUB 2 has it.
    private var coverID: String?
    /// Pages that show the cover.
    private var guides: [String] = []

    /// The path of the package document, out of `META-INF/container.xml`.
    static func path(in container: ArraySlice<UInt8>) -> String? {
        XMLTags(container).first { $0.name == "rootfile" && $0.attributes["full-path"] != nil }?.attributes["full-path"]
    }

    /// The path of the first picture of the page at `path`.
    static func image(in page: ArraySlice<UInt8>, at path: String) -> String? {
        for tag in XMLTags(page) {
            let address = tag.name == "img" ? tag.attributes["src"] : tag.name == "image" ? tag.attributes["href"] : nil
            if let address, let image = resolve(address, from: path) { return image }
        }
        return nil
    }

    /// Reads the package document at `path`.
    init(_ text: ArraySlice<UInt8>, at path: String) {
        for tag in XMLTags(text) {
            let attributes = tag.attributes
            switch tag.name {
            case "item":
                guard let file = attributes["href"].flatMap({ Self.resolve($0, from: path) }) else { continue }
                let item = Item(
                    id: attributes["id"] ?? "",
                    path: file,
                    mediaType: attributes["media-type"] ?? "",
                    properties: (attributes["properties"] ?? "").split(separator: " ")
                )
                items.append(item)
            case "meta" where attributes["name"] == "cover":
                coverID = coverID ?? attributes["content"]
            case "reference" where attributes["type"]?.lowercased() == "cover":
                if let file = attributes["href"].flatMap({ Self.resolve($0, from: path) }) { guides.append(file) }
            default: break
            }
        }
    }

    /// The paths of the cover, the likeliest first: pictures, or pages that show one.
    var covers: [String] {
        let images = items.filter { $0.mediaType.hasPrefix("image/") }
        let named = images.filter { $0.id.lowercased().contains("cover") || $0.path.lowercased().contains("cover") }
        return items.filter { $0.properties.contains("cover-image") }.map(\.path)
            + items.filter { item in coverID.map { item.isNamed($0) } ?? false }.map(\.path)
            + guides + named.map(\.path)
    }

    /// The path in the archive of what `address` means in the file at `base`; `nil` for what is no file of the archive.
    private static func resolve(_ address: String, from base: String) -> String? {
        let address = address.prefix { $0 != "#" && $0 != "?" }
        guard !address.isEmpty, !address.contains("://"), !address.hasPrefix("data:") else { return nil }
        var folders = address.hasPrefix("/") ? [] : base.split(separator: "/").dropLast().map(String.init)
        for part in unescaped(address).split(separator: "/") {
            switch part {
            case ".": continue
            case "..": _ = folders.popLast()
            default: folders.append(String(part))
            }
        }
        return folders.joined(separator: "/")
    }

    /// `text` without percent encoding; as it is where that is none.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = ArraySlice(text.utf8)
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
