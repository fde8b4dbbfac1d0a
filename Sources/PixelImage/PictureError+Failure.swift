// SPDX-License-Identifier: Apache-2.0

package import Model

extension Failure {
    /// A picture was not written: it is beyond a limit, in a format that is not made here, or a library failed.
    package init(_ error: PictureError) {
        switch error.reason {
        case .tooManyPixels:
            self = .exceeding(
                .pixels,
                "The picture would have more pixels than are allowed",
                evidence: error.description
            )
        case .tooManyBytes:
            self = .exceeding(
                .pictureBytes,
                "The picture's file would have more bytes than are allowed",
                evidence: error.description
            )
        case .format:
            self.init(.permanent, .notSupported, "Pictures are made as JPEG or PNG here.", evidence: error.description)
        case .library:
            self.init(.permanent, .internalError, "The picture could not be made.", evidence: error.description)
        }
    }
}
