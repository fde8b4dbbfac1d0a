// SPDX-License-Identifier: Apache-2.0

import Model
import UseCases

extension KooDriveRoutes {
    /// The image process of a request, or the standard one.
    ///
    /// - Throws: ``KooDriveError`` 13000102 for what is not exactly of its grammar.
    func imageProcess(_ text: String?) throws -> String {
        guard let text, !text.isEmpty else { return ImageProcess.standard }
        guard ImageProcess.shape(text) != nil else { throw KooDriveError.invalid("imageProcess") }
        return text
    }

    /// Where each file can be got, and its pictures once they are made (contract 3.4).
    func links(of files: [DriveFile], imageProcess: String) async throws -> [ID<DriveFile>: [DownloadLink]] {
        let contents = Array(Set(files.compactMap(\.content)))
        let withThumbnails = try await services.drive.contentsWithThumbnails(among: contents)
        return files.reduce(into: [:]) { links, file in
            guard let content = file.content else { return }
            links[file.id] =
                [link(to: file.id)] + (withThumbnails.contains(content) ? pictures(of: file.id, imageProcess) : [])
        }
    }

    /// The link to the bytes of a file.
    func link(to file: ID<DriveFile>) -> DownloadLink {
        DownloadLink(usage: "content", downloadLink: services.addresses.presigned(.content(of: file)))
    }

    private func pictures(of file: ID<DriveFile>, _ imageProcess: String) -> [DownloadLink] {
        let named = Thumbnails.namedSizes.map { ($0.usage, ImageProcess.longSide($0.side)) }
        return ([("thumbnail", imageProcess)] + named).map { usage, process in
            DownloadLink(usage: usage, downloadLink: services.addresses.presigned(.thumbnail(of: file, process)))
        }
    }
}
