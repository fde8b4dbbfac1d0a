// SPDX-License-Identifier: Apache-2.0

import Catalogue
import Model

/// The address of a drive's file, apart from its signature: `/drive/{file}/{content | thumbnail | parts}`.
struct DriveAddress: Hashable {
    /// Where these addresses begin.
    static let prefix = "/drive/"

    /// A part of an upload that bytes are sent to.
    struct Part: Hashable {
        var number: Int
        var upload: ID<MultipartUpload>
    }

    private enum Kind: String {
        case content, thumbnail, parts
    }

    var file: ID<DriveFile>
    private var kind: Kind
    /// The picture, in the words of ``ImageProcess``.
    private(set) var imageProcess: String?
    private(set) var part: Part?

    var path: String { "\(Self.prefix)\(file)/\(kind.rawValue)" }

    /// What a signed address allows.
    var grant: UploadSignature.Grant {
        UploadSignature.Grant(
            method: kind == .parts ? "PUT" : "GET",
            path: path,
            uploadID: part?.upload.text,
            partNumber: part?.number,
            imageProcess: imageProcess
        )
    }

    static func content(of file: ID<DriveFile>) -> DriveAddress {
        DriveAddress(file: file, kind: .content)
    }

    static func thumbnail(of file: ID<DriveFile>, _ imageProcess: String) -> DriveAddress {
        DriveAddress(file: file, kind: .thumbnail, imageProcess: imageProcess)
    }

    static func receiving(part number: Int, of file: ID<DriveFile>, upload: ID<MultipartUpload>) -> DriveAddress {
        DriveAddress(file: file, kind: .parts, part: Part(number: number, upload: upload))
    }
}
