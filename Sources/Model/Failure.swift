// SPDX-License-Identifier: Apache-2.0

/// Why something was not done, as it crosses a boundary: from a renderer, into a row, out to a client.
package struct Failure: Error, Hashable, Sendable, Codable {
    /// Whether trying again can help.
    package enum Class: String, Sendable, Codable, CaseIterable {
        /// The same bytes and the same engine fail the same way: never retried.
        case permanent
        /// Something around the file was out of order: retried with backoff.
        case transient
        /// A limit was reached or the renderer died: retried once, then treated as permanent.
        case resource
        /// The request was wrong: its sender must change it.
        case caller
    }

    /// What went wrong, from a closed set; each dialect maps it to its own codes in one table.
    package enum Code: String, Sendable, Codable {
        // The file.
        case unsupportedMedia = "unsupported_media"
        case damagedMedia = "damaged_media"
        case encryptedMedia = "encrypted_media"
        case noVideo = "no_video"
        case noPictures = "no_pictures"
        /// Its content made renderers die or run out of their limits; it is not tried again.
        case quarantined
        // Limits and renderers.
        case limitExceeded = "limit_exceeded"
        case deadlineExceeded = "deadline_exceeded"
        case rendererCrashed = "renderer_crashed"
        case rendererUnavailable = "renderer_unavailable"
        // The request.
        case invalidParameter = "invalid_parameter"
        case assetNotFound = "asset_not_found"
        case taskNotFound = "task_not_found"
        case pictureNotFound = "picture_not_found"
        case projectNotFound = "project_not_found"
        case uploadNotFound = "upload_not_found"
        case uploadMissing = "upload_missing"
        case digestMismatch = "digest_mismatch"
        case stateConflict = "state_conflict"
        case notSupported = "not_supported"
        case addressRefused = "address_refused"
        case fetchFailed = "fetch_failed"
        // The installation.
        case storageFull = "storage_full"
        case internalError = "internal_error"
    }

    package var `class`: Class
    package var code: Code
    /// One sentence for the client.
    package var message: String
    /// The request member at fault, for ``Code/invalidParameter``.
    package var field: String?
    /// For the operator: logs only, never sent to a client.
    package var evidence: String?
    /// The earlier tries that it rests on, where nothing was tried.
    package var precedent: Precedent?

    package init(_ class: Class, _ code: Code, _ message: String, field: String? = nil, evidence: String? = nil) {
        self.class = `class`
        self.code = code
        self.message = message
        self.field = field
        self.evidence = evidence
    }

    /// A request member that is missing, of the wrong type or out of range.
    package static func invalid(_ field: String, _ message: String? = nil) -> Failure {
        Failure(.caller, .invalidParameter, message ?? "The value of \(field) is not allowed.", field: field)
    }
}
