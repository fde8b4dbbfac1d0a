// SPDX-License-Identifier: Apache-2.0

package import Model

/// A change of many files at once, as a client orders it.
package enum DriveCommand: Sendable, Hashable {
    /// `folder` is where the copies go; `nil` is the top.
    case copy(folder: ID<DriveFile>?)
    case recycle
    case delete
    case move(folder: ID<DriveFile>?)
    case restore
    case clearBin

    var kind: DriveJob.Kind {
        switch self {
        case .copy: .copy
        case .recycle, .delete: .delete
        case .move: .move
        case .restore: .restore
        case .clearBin: .clearBin
        }
    }

    /// KooDrive's `actionType` (contract 3.6).
    var action: Int {
        switch self {
        case .copy: 101
        case .recycle: 201
        case .delete: 202
        case .move: 301
        case .restore: 401
        case .clearBin: 701
        }
    }
}
