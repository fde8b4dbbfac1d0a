// SPDX-License-Identifier: Apache-2.0

package import Foundation
import NIOHTTP1

/// Getting files in (contract 3.5).
extension KooDriveClient {
    /// The smallest part but for the last one.
    package static let partSize = 5_242_880

    /// Announces a file of `length` bytes.
    ///
    /// - Parameter more: Members of the body, added to the usual ones or in their place; `NSNull` leaves one out.
    package func create(
        _ name: String,
        length: Int,
        in folder: String = "root",
        _ more: [String: Any] = [:]
    ) async throws -> Answer {
        let members: [String: Any] = [
            "fileName": name, "fileType": Self.fileType(of: name), "parentFolder": [folder], "length": length,
            "uploadMode": "multipart", "uploadType": 1, "autoRename": 2, "containerId": container,
            "multiParts": Self.parts(of: length),
        ]
        return try await post("files/create", members.merging(more) { $1 }.filter { !($0.value is NSNull) })
    }

    /// Asks for fresh upload addresses of parts.
    package func uploadURLs(_ file: String, _ parts: [[String: Any]]) async throws -> Answer {
        try await post("files/multipart/uploadUrl", ["fileId": file, "multiParts": parts])
    }

    /// Puts a part's bytes to its address: no header of KooDrive goes with them.
    package func put(_ bytes: Data, to url: String) async throws -> Answer {
        try await Answer.of(.PUT, url, body: bytes)
    }

    package func complete(_ file: String, sha256: String? = nil) async throws -> Answer {
        try await post("files/complete", ["fileId": file].merging(sha256.map { ["sha256": $0] } ?? [:]) { $1 })
    }

    /// Announces a file, puts its parts and completes it.
    ///
    /// Returns its id.
    package func store(
        _ bytes: Data,
        name: String,
        in folder: String = "root",
        _ more: [String: Any] = [:]
    ) async throws -> String {
        let created = try await create(name, length: bytes.count, in: folder, more)
        guard created.code == 0 else { throw ServerTrouble(description: "create \(name): \(created)") }
        let file = try created.text("fileId")
        if created.tree.rapidUpload.flag == true || created.tree.exist.flag == true { return file }
        for (number, part) in Self.slices(of: bytes).enumerated() {
            let answer = try await put(part, to: try await address(of: number + 1, size: part.count, created))
            guard answer.status == 200 else { throw ServerTrouble(description: "PUT of \(name): \(answer)") }
        }
        let completed = try await complete(file, sha256: bytes.sha256)
        guard completed.code == 0 else { throw ServerTrouble(description: "complete \(name): \(completed)") }
        return file
    }

    /// The address that the answer to `create` has for a part, or a fresh one.
    package func address(of number: Int, size: Int, _ created: Answer) async throws -> String {
        func address(in answer: Answer) -> String? {
            answer.tree.multiParts.list.first { $0.partNumber.int == number }?.uploadUrl.text
        }
        if let address = address(in: created) { return address }
        let part: [String: Any] = [
            "partNumber": number, "partSize": size, "partOffset": (number - 1) * Self.partSize,
        ]
        let answer = try await uploadURLs(try created.text("fileId"), [part])
        guard let address = address(in: answer) else { throw ServerTrouble(description: "no address: \(answer)") }
        return address
    }

    /// What to say about the parts of a file of `length` bytes.
    package static func parts(of length: Int) -> [[String: Any]] {
        stride(from: 0, to: max(length, 1), by: partSize).enumerated().map { index, offset in
            ["partNumber": index + 1, "partSize": min(partSize, length - offset), "partOffset": offset]
        }
    }

    /// The parts of a file.
    package static func slices(of bytes: Data) -> [Data] {
        stride(from: 0, to: max(bytes.count, 1), by: partSize).map { offset in
            bytes.subdata(in: offset..<min(offset + partSize, bytes.count))
        }
    }

    /// KooDrive's number for the kind that a suffix stands for (contract 3.5).
    package static func fileType(of name: String) -> String {
        switch name.split(separator: ".").last.map({ $0.lowercased() }) ?? "" {
        case "jpg", "png", "gif", "webp", "tiff", "heic", "avif", "svg": "15"
        case "mp4", "mov", "avi", "mkv", "webm", "flv", "ts", "wmv": "20"
        case "doc", "docx", "wps", "rtf", "dotx": "26"
        case "xls", "xlsx", "et": "27"
        case "ppt", "pptx", "dps": "28"
        case "mp3", "flac", "m4a", "ogg": "30"
        default: "45"
        }
    }
}
