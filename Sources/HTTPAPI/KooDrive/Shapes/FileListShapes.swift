// SPDX-License-Identifier: Apache-2.0

import Catalogue
import FoundationEssentials
import Model

/// The body of `files/{type}` (contract 3.6).
struct FileListShape: Decodable {
    struct PageInfo: Decodable {
        var pageSize: Int?
        var pageCursor: String?
    }

    struct SortInfo: Decodable {
        var sortType: Int?
        var sortDirection: Int?
    }

    var pageInfo: PageInfo?
    var sortInfo: SortInfo?
    var containerId: Filled?
    var parentFileId: FolderName?
    var fileType: String?
    var imageProcess: String?
    var fileName: String?
    /// Whether it comes from a search.
    var isSearch = false

    private enum CodingKeys: CodingKey {
        case pageInfo, sortInfo, containerId, parentFileId, fileType, imageProcess, fileName
    }

    func filter(at place: DriveFilter.Place) throws(Failure) -> DriveFilter {
        var filter = DriveFilter(place: place)
        filter.types = (fileType ?? "").split(separator: ",").map(\.trimmed)
        guard filter.types.count <= 20 else { throw .invalid("fileType") }
        guard (fileName ?? "").unicodeScalars.count <= 250, fileName?.utf8.contains(0) != true else {
            throw .invalid("fileName")
        }
        filter.nameText = fileName.flatMap { $0.isEmpty ? nil : $0 }
        return filter
    }

    func order() throws(Failure) -> DriveOrder {
        var order = DriveOrder()
        if let type = sortInfo?.sortType {
            let keys: [DriveOrder.Key] = [.name, .size, .created, .edited, .recycled, .format]
            guard keys.indices.contains(type - 1) else { throw .invalid("sortInfo.sortType") }
            order = DriveOrder(key: keys[type - 1], ascending: true)
        }
        if let direction = sortInfo?.sortDirection {
            guard [1, 2].contains(direction) else { throw .invalid("sortInfo.sortDirection") }
            order.ascending = direction == 1
        }
        return order
    }

    func limit() throws(Failure) -> Int {
        let size = pageInfo?.pageSize ?? 100
        guard (1...1000).contains(size) else { throw .invalid("pageInfo.pageSize") }
        return size
    }

    func offset() throws(Failure) -> Int {
        guard let cursor = pageInfo?.pageCursor, !cursor.isEmpty else { return 0 }
        guard let offset = Cursor.offset(cursor) else { throw .invalid("pageInfo.pageCursor") }
        return offset
    }
}

/// The body of `files/search`, as the vendor's page of that name has it; the contract leaves it open.
struct SearchShape: Decodable {
    struct Filter: Decodable {
        /// A part of the name.
        var keyWord: String?
        var containerId: Filled?
        var fileType: String?
    }

    var searchType: String?
    var pageInfo: FileListShape.PageInfo
    var sortInfo: FileListShape.SortInfo?
    var filter: Filter?
    var recycled: Bool?
    var imageProcess: String?

    /// The same as a list.
    var list: FileListShape {
        FileListShape(
            pageInfo: pageInfo,
            sortInfo: sortInfo,
            containerId: filter?.containerId,
            fileType: filter?.fileType,
            imageProcess: imageProcess,
            fileName: filter?.keyWord,
            isSearch: true
        )
    }
}

/// Where the next page begins, in text that means nothing to a client.
enum Cursor {
    /// Empty at the end.
    static func text(_ offset: Int?) -> String {
        offset.map { Data("offset:\($0)".utf8).base64EncodedString() } ?? ""
    }

    static func offset(_ text: String) -> Int? {
        guard let bytes = Data(base64Encoded: text), bytes.starts(with: "offset:".utf8),
            let offset = Int(String(decoding: bytes.dropFirst(7), as: UTF8.self)), offset >= 0
        else { return nil }
        return offset
    }
}

struct FileListAnswer: Encodable {
    var files: [FileShape]
    var total: Int
    var nextCursor: String
}

struct SearchAnswer: Encodable {
    var files: [FoundFileShape]
    var total: Int
    var nextPageCursor: String
}

/// The body of `files/download`.
struct DownloadShape: Decodable {
    var containerId: Filled
    var fileIds: [Filled]
}

struct DownloadAnswer: Encodable {
    struct Item: Encodable {
        var fileId: String
        var fileName: String?
        var url: String?
        var code: CodeValue
        var msg: String

        init(_ id: ID<DriveFile>, name: String?, url: String?, _ code: KooDriveCode, _ speech: KooDriveSpeech) {
            fileId = id.text
            fileName = name
            self.url = url
            self.code = speech.code(code.rawValue)
            msg = code.message.text(in: speech.language)
        }
    }

    /// 0 partly, 1 all, 2 none.
    var batchCode: Int
    var downloads: [Item]
}
