// SPDX-License-Identifier: Apache-2.0

import BlobStorage
import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// A blob as an answer to GET and HEAD: with its entity tag, conditional and by range (RFC 9110 sections 13 and 14).
struct BlobAnswer {
    let blob: StoredBlob
    let storage: any BlobStorage
    /// Blobs never change, so by default whoever has one may keep it.
    var cacheControl = "public, max-age=31536000, immutable"
    var disposition: String?
    /// Whether the request's conditions and ranges count: they are a matter of GET and HEAD (RFC 9110 sections 13.1 and
    /// 14.2).
    var isConditional = true

    init(blob: StoredBlob, storage: any BlobStorage) {
        self.blob = blob
        self.storage = storage
    }

    func response(to request: Request) async throws -> Response {
        let tag = "\"\(blob.key)\""
        var headers: HTTPFields = [
            .contentType: blob.mediaType, .eTag: tag, .acceptRanges: "bytes", .cacheControl: cacheControl,
            .contentSecurityPolicy: "default-src 'none'; sandbox", .xContentTypeOptions: "nosniff",
        ]
        if let disposition { headers[.contentDisposition] = disposition }
        if isConditional, let known = request.headers[.ifNoneMatch], Self.list(known, contains: tag) {
            return Response(status: .notModified, headers: headers)
        }
        var range = 0..<blob.size
        var status = HTTPResponse.Status.ok
        if isConditional, let text = request.headers[.range], request.headers[.ifRange] ?? tag == tag {
            switch ByteRange(text, of: blob.size) {
            case .whole: break
            case .part(let part):
                range = part
                status = .partialContent
                headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(blob.size)"
            case .unsatisfiable:
                headers[.contentRange] = "bytes */\(blob.size)"
                headers[.contentLength] = "0"
                return Response(status: .rangeNotSatisfiable, headers: headers)
            }
        }
        headers[.contentLength] = String(range.count)
        guard request.method != .head else { return Response(status: status, headers: headers) }
        let bytes = try await storage.read(blob.key, range: range)
        let body = ResponseBody(contentLength: range.count) { writer in
            for try await buffer in bytes { try await writer.write(buffer) }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    private static func list(_ header: String, contains tag: String) -> Bool {
        header.split(separator: ",").map(\.trimmed).contains { $0 == "*" || $0 == tag || $0 == "W/\(tag)" }
    }
}

/// What a `Range` header asks for.
///
/// One range is served; several, and what cannot be read, give the whole.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int64>)
    case unsatisfiable

    init(_ header: String, of size: Int64) {
        self = .whole
        guard header.hasPrefix("bytes="), !header.contains(",") else { return }
        let ends = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return }
        let first = Int64(ends[0].trimmed)
        let last = Int64(ends[1].trimmed)
        switch (first, last) {
        case (let first?, nil) where ends[1].trimmed.isEmpty && first >= 0:
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (let first?, let last?) where first >= 0 && last >= first:
            self = first < size ? .part(first..<(min(last, size - 1) + 1)) : .unsatisfiable
        case (nil, let count?) where ends[0].trimmed.isEmpty && count >= 0:
            self = count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        default: break
        }
    }
}
