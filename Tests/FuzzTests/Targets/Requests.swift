// SPDX-License-Identifier: Apache-2.0

@testable import HTTPAPI
import Model
import TestSupport
import UseCases

extension FuzzTarget {
    /// What stands in requests, credentials apart.
    static let requests = [query, range, imageProcess, partList, names]

    private static func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    /// Query strings, in their own words and in those of thumbnails.
    private static let query = FuzzTarget(
        "query",
        rounds: 12_000,
        seeds: texts(
            "max_length=480&format=png&page=2&at=12.5&wait=20",
            "source=0123456789abcdef&categories[]=a,b%2Cc&categories[0]=%E4%B8%AD",
            "a=b=c&&=&d&%=%4&x=%zz&tag[=1&tag]=2&%00=%ff"
        )
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let query = RawQuery(text)
        promise(query.items.count <= text.utf8.count { $0 == UInt8(ascii: "&") } + 1, "items out of nothing")
        let again = RawQuery(
            query.items.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
        )
        promise(again.items.elementsEqual(query.items) { $0 == $1 }, "an item does not survive its encoding")
        for item in query.items {
            promise(Set(query.list(item.name)).count == query.list(item.name).count, "a list names something twice")
        }
        guard let order = try? ThumbnailQuery(query) else { return }
        promise((1...9999).contains(order.shape.longSide ?? 0) && order.page >= 1, "a thumbnail out of range")
        promise((.zero ... .seconds(60)).contains(order.wait) && order.instant ?? 0 >= 0, "a time out of range")
    }

    /// `Range` headers, behind eight bytes of the size of what they are of.
    private static let range = FuzzTarget(
        "range",
        rounds: 60_000,
        seeds: ["bytes=0-99", "bytes=100-", "bytes=-5", "bytes= 1 - 2 ", "bytes=0-0,5-6", "bytes=9-1"].map { text in
            Int64(1000).bigEndianBytes + Array(text.utf8)
        }
    ) { bytes in
        let size = bytes.prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) } & .max
        guard case .part(let part) = ByteRange(String(decoding: bytes.dropFirst(8), as: UTF8.self), of: size) else {
            return
        }
        promise(!part.isEmpty && part.lowerBound >= 0 && part.upperBound <= size, "\(part) of \(size) bytes")
    }

    /// The grammar of `imageProcess`, and the pictures that it leads to.
    private static let imageProcess = FuzzTarget(
        "image-process",
        rounds: 20_000,
        seeds: texts(
            ImageProcess.standard,
            "image/resize,l_9999",
            "image/resize,m_pad,h_100,w_5000,limit_0,color_ff00AA",
            "image/resize,m_fill,w_1,h_9999",
            "image/resize,p_1000",
            "image/resize,s_10,l_20,m_mfit",
            "image/resize,m_fixed,h_4999,w_4999"
        )
    ) { bytes in
        guard let shape = ImageProcess.shape(String(decoding: bytes, as: UTF8.self)) else { return }
        let given = [shape.width, shape.height, shape.longSide, shape.shortSide].compactMap(\.self)
        promise(given.allSatisfy { 1...9999 ~= $0 } && 1...1000 ~= shape.percent ?? 1, "\(shape)")
        promise(!given.isEmpty || shape.percent != nil, "a shape without a size")
        for source in [
            PixelSize(width: 1, height: 1), PixelSize(width: 65_535, height: 1), PixelSize(width: 640, height: 480),
        ] {
            let geometry = shape.geometry(of: source)
            let sides = [geometry.scaled, geometry.canvas].flatMap { [$0.width, $0.height] }
            promise(sides.allSatisfy { $0 >= 1 }, "\(geometry) of \(source)")
            guard shape.fit != .pad, !shape.mayEnlarge else { continue }
            let isLarger = geometry.canvas.width > source.width || geometry.canvas.height > source.height
            promise(!isLarger, "\(geometry) enlarges \(source)")
        }
    }

    /// The body that completes a multipart upload.
    private static let partList = FuzzTarget(
        "part-list",
        rounds: 6000,
        seeds: texts(
            """
            <?xml version="1.0"?><CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Part><PartNumber>1</PartNumber><ETag>"d41d8cd98f00b204e9800998ecf8427e"</ETag></Part>
            <Part><ETag>&quot;b10a8db164e0754105b7a99be72e3fe5&quot;</ETag><PartNumber> 2 </PartNumber></Part>
            </CompleteMultipartUpload>
            """,
            "<CompleteMultipartUpload></CompleteMultipartUpload>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]><CompleteMultipartUpload><PartNumber/><Part >&b;</Part></CompleteMultipartUpload>"
        )
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        guard let parts = PartList.parse(text) else { return }
        promise(parts.count <= text.utf8.count / "<Part></Part>".utf8.count, "parts out of nothing")
        promise(!parts.contains { $0.tag.contains("\"") }, "a tag with its quotes")
        guard !parts.contains(where: { part in part.tag.contains { "<&".contains($0) } }) else { return }
        let again = parts.map { "<Part><PartNumber>\($0.number)</PartNumber><ETag>\"\($0.tag)\"</ETag></Part>" }
        let body = "<CompleteMultipartUpload>\(again.joined())</CompleteMultipartUpload>"
        promise(PartList.parse(body) == parts, "parts that are not what they say")
    }

    /// Names of objects and pictures, and times.
    private static let names = FuzzTarget(
        "names",
        rounds: 20_000,
        seeds: texts(
            "/obs/0123456789abcdef0123456789abcdef/asset/0123/video.mp4",
            "/obs/p/asset/a/Cover0.jpg",
            "/obs/p/asset/a/subtitle-1.srt",
            "/asset/0123/snapshot/4567/dots/12.jpg",
            "/asset/0123/snapshot/4567/dots/-32.jpg",
            "3.png",
            "20261129T045656Z",
            "5.25"
        )
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        if let name = ObjectName(path: text) {
            promise(ObjectName(path: name.path) == name, "\(name)")
            promise(!name.encodedPath.utf8.contains { $0 <= 0x20 || $0 >= 0x7F }, "a path that is no address")
        }
        if let address = SnapshotAddress(path: text) { promise(address.path == text && address.index >= 0, text) }
        if let name = ThumbnailName(text) { promise("\(name)" == text, text) }
        if let time = DecimalSeconds.milliseconds(text) { promise((0...1_000_000_000_999).contains(time), text) }
        // The years 0 to 9999.
        if let time = SigningTime.seconds(text) { promise((-62_200_000_000...253_500_000_000).contains(time), text) }
    }
}
