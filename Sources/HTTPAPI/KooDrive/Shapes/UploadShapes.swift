// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import UseCases

/// The body of `files/create` (contract 3.5).
struct NewFileShape: Decodable {
    var fileName: String
    var fileType: String
    var parentFolder: [FolderName]
    var length: Whole
    var uploadMode: String
    var uploadType: Whole
    var autoRename: Whole
    var containerId: Filled
    var sha256: String?
    /// The digest of the first bytes, which an upload in no time does not need here.
    var preHash: String?
    var createdTime: String?
    var description: String?
    var mimeType: String?
    var multiParts: [PartShape]?

    /// - Throws: ``Failure`` `invalidParameter`, naming the member.
    func file() throws(Failure) -> NewDriveFile {
        guard let folder = parentFolder.first else { throw .invalid("parentFolder") }
        let mode: NewDriveFile.Mode
        switch uploadMode {
        case "multipart": mode = .multipart
        case "put": mode = .put
        default: throw .invalid("uploadMode")
        }
        // 0 and 2 are documented as not supported.
        guard uploadType.value == 1 else { throw .invalid("uploadType") }
        guard let duplicate = NewDriveFile.Duplicate(rawValue: Int(autoRename.value)) else {
            throw .invalid("autoRename")
        }
        var file = NewDriveFile(
            name: fileName,
            type: fileType,
            space: containerId.id(),
            folder: folder.id,
            length: length.value,
            mode: mode,
            duplicate: duplicate
        )
        file.sha256 = try SHA256Text.hex(sha256, "sha256")
        _ = try SHA256Text.hex(preHash, "preHash")
        if let createdTime, !createdTime.isEmpty {
            guard let date = KooDriveTime.date(createdTime) else { throw .invalid("createdTime") }
            file.created = date
        }
        file.description = description ?? ""
        file.mimeType = try Self.mediaType(mimeType ?? "")
        file.parts = (multiParts ?? []).map(\.plan)
        return file
    }

    /// A media type becomes a header of the download: it must be able to.
    private static func mediaType(_ text: String) throws(Failure) -> String {
        guard text.utf8.count <= 127, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }),
            text.isEmpty || text.split(separator: "/").count == 2
        else { throw .invalid("mimeType") }
        return text
    }
}

/// A part as a client plans it.
struct PartShape: Decodable {
    var partNumber: Whole
    var partSize: Whole
    var partOffset: Whole?

    var plan: PartPlan {
        PartPlan(number: Int(partNumber.value), size: partSize.value, offset: partOffset?.value)
    }
}

/// A part with the address that its bytes are sent to.
struct PartAddressShape: Encodable {
    var partNumber: Int
    var partSize: Int64
    var partOffset: Int64?
    var uploadUrl: String
    var partId: String
}

/// The answer of `files/create`.
struct CreatedFileShape: Encodable {
    var fileId: String
    var containerId: String
    var fileName: String
    var parentFolder: [String]
    var uploadId: String
    var rapidUpload: Bool
    var exist: Bool
    var multiParts: [PartAddressShape]
}

/// A SHA-256 as clients write it: 64 hex digits.
enum SHA256Text {
    /// In lower case; `nil` for none.
    ///
    /// - Throws: ``Failure`` `invalidParameter` for `field`.
    static func hex(_ text: String?, _ field: String) throws(Failure) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.count == 64, text.allSatisfy({ $0.isASCII && $0.isHexDigit }) else { throw .invalid(field) }
        return text.lowercased()
    }
}
