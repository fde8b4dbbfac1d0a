// SPDX-License-Identifier: Apache-2.0

package import Catalogue

/// What every ``Catalogue`` must do, run against one implementation.
package struct CatalogueConformance {
    /// One promise of the protocol.
    package enum Case: CaseIterable, Sendable {
        case keepsProjectsInOrder, deletesOnlyEmptyProjects, keepsUsers, keepsAccessKeys, keepsTokens
        case keepsAssets, separatesProjects, listsAssetsInOrder, filtersAssets, searchesText, filtersByState
        case findsEqualVideos, changesAssets, rollsBackAFailedChange, ordersConcurrentChanges, deletesAssets
        case keepsUploads, returnsReplacedParts, deletesUploads, dropsTheUploadsOfAnAsset
        case listsSnapshotTasks, listsPictures, findsFilesByName, deletesFinishedSnapshotTasks, keepsSharedBlobs
        case tellsSnapshotStatus, tellsNewestSuccessfulTasks
        case claimsInOrder, claimsByLane, claimsLapsedLeases, fencesLostClaims, honoursALapsedLeaseUntilItIsTaken
        case renewsClaims, retries, releases, releasesAll, countsTheQueue, claimsEachTaskOnce
        case goesRoundProjects, leavesHalfToOthers, alternatesWithOneSlot, seatsNewcomersLast, countsNoLapsedClaims
        case publishes, publishesInPart, replacesCoversOnRequest, publishesAPull, changesNothingAfterALostLease, fails
        case passesOverWhatWasFoundInAnEarlierVideo
        case findsUnconfirmedAssets, deletesOnlyUnconfirmedAssets, findsStaleUploads, tellsReferencedBlobs, answersPing
        case extendsTokens, keepsApplications, givesEachUserOneSpace, keepsUsersWithFiles, keepsDriveFiles
        case walksFolders, findsChildrenByName, listsFolders, hidesWhatIsRecycled, listsTheBin, sortsFiles
        case filtersFiles, rollsBackAFailedDriveChange, deletesDriveFiles, dropsContentsWithTheirLastFile
        case keepsUploadsOfFiles, keepsDriveJobs, keepsContentsOnce, ordersEachThumbnailOnce
        case ordersConcurrentThumbnailsOnce, ordersFailedThumbnailsAgainInPlace, keepsTheNewestThumbnails
        case findsContentsHavingThumbnails, publishesThumbnails, failsThumbnails
        case deletesUnfinishedFiles, deletesUnusedContents, leavesKeptContentsToTheSweep, savesPartsOfFiles
        case deletesOldDriveJobs, suspendsSpaces, rotatesSigningKeys
        case keepsTheLedger, keepsTheLastRefusal, forgetsTheLedger, keepsDigestsOfFiles
    }

    private let make: @Sendable () async throws -> any Catalogue

    /// - Parameter make: Makes an empty catalogue.
    package init(_ make: @escaping @Sendable () async throws -> any Catalogue) {
        self.make = make
    }

    package func run(_ test: Case) async throws {
        let catalogue = try await make()
        try await body(of: test)(catalogue)
    }

    private typealias Body = (any Catalogue) async throws -> Void

    private func body(of test: Case) -> Body {
        switch test {
        case .keepsProjectsInOrder: keepsProjectsInOrder
        case .deletesOnlyEmptyProjects: deletesOnlyEmptyProjects
        case .keepsUsers: keepsUsers
        case .keepsAccessKeys: keepsAccessKeys
        case .keepsTokens: keepsTokens
        case .keepsAssets: keepsAssets
        case .separatesProjects: separatesProjects
        case .listsAssetsInOrder: listsAssetsInOrder
        case .filtersAssets: filtersAssets
        case .searchesText: searchesText
        case .filtersByState: filtersByState
        case .findsEqualVideos: findsEqualVideos
        case .changesAssets: changesAssets
        case .rollsBackAFailedChange: rollsBackAFailedChange
        case .ordersConcurrentChanges: ordersConcurrentChanges
        case .deletesAssets: deletesAssets
        case .keepsUploads: keepsUploads
        case .returnsReplacedParts: returnsReplacedParts
        case .deletesUploads: deletesUploads
        case .dropsTheUploadsOfAnAsset: dropsTheUploadsOfAnAsset
        case .listsSnapshotTasks: listsSnapshotTasks
        case .listsPictures: listsPictures
        case .findsFilesByName: findsFilesByName
        case .deletesFinishedSnapshotTasks: deletesFinishedSnapshotTasks
        case .keepsSharedBlobs: keepsSharedBlobs
        case .tellsSnapshotStatus: tellsSnapshotStatus
        case .tellsNewestSuccessfulTasks: tellsNewestSuccessfulTasks
        case .claimsInOrder: claimsInOrder
        case .claimsByLane: claimsByLane
        case .claimsLapsedLeases: claimsLapsedLeases
        case .fencesLostClaims: fencesLostClaims
        case .honoursALapsedLeaseUntilItIsTaken: honoursALapsedLeaseUntilItIsTaken
        case .renewsClaims: renewsClaims
        case .retries: retries
        case .releases: releases
        case .releasesAll: releasesAll
        case .countsTheQueue: countsTheQueue
        case .claimsEachTaskOnce: claimsEachTaskOnce
        case .goesRoundProjects: goesRoundProjects
        case .leavesHalfToOthers: leavesHalfToOthers
        case .alternatesWithOneSlot: alternatesWithOneSlot
        case .seatsNewcomersLast: seatsNewcomersLast
        case .countsNoLapsedClaims: countsNoLapsedClaims
        case .publishes: publishes
        case .publishesInPart: publishesInPart
        case .replacesCoversOnRequest: replacesCoversOnRequest
        case .publishesAPull: publishesAPull
        case .changesNothingAfterALostLease: changesNothingAfterALostLease
        case .fails: fails
        case .passesOverWhatWasFoundInAnEarlierVideo: passesOverWhatWasFoundInAnEarlierVideo
        case .findsUnconfirmedAssets: findsUnconfirmedAssets
        case .deletesOnlyUnconfirmedAssets: deletesOnlyUnconfirmedAssets
        case .findsStaleUploads: findsStaleUploads
        case .tellsReferencedBlobs: tellsReferencedBlobs
        case .answersPing: answersPing
        case .extendsTokens: extendsTokens
        case .keepsApplications: keepsApplications
        case .givesEachUserOneSpace: givesEachUserOneSpace
        case .keepsUsersWithFiles: keepsUsersWithFiles
        case .keepsDriveFiles: keepsDriveFiles
        case .walksFolders: walksFolders
        case .findsChildrenByName: findsChildrenByName
        case .listsFolders: listsFolders
        case .hidesWhatIsRecycled: hidesWhatIsRecycled
        case .listsTheBin: listsTheBin
        case .sortsFiles: sortsFiles
        case .filtersFiles: filtersFiles
        case .rollsBackAFailedDriveChange: rollsBackAFailedDriveChange
        case .deletesDriveFiles: deletesDriveFiles
        case .dropsContentsWithTheirLastFile: dropsContentsWithTheirLastFile
        case .keepsUploadsOfFiles: keepsUploadsOfFiles
        case .keepsDriveJobs: keepsDriveJobs
        case .keepsContentsOnce: keepsContentsOnce
        case .ordersEachThumbnailOnce: ordersEachThumbnailOnce
        case .ordersConcurrentThumbnailsOnce: ordersConcurrentThumbnailsOnce
        case .ordersFailedThumbnailsAgainInPlace: ordersFailedThumbnailsAgainInPlace
        case .keepsTheNewestThumbnails: keepsTheNewestThumbnails
        case .findsContentsHavingThumbnails: findsContentsHavingThumbnails
        case .publishesThumbnails: publishesThumbnails
        case .failsThumbnails: failsThumbnails
        case .deletesUnfinishedFiles: deletesUnfinishedFiles
        case .deletesUnusedContents: deletesUnusedContents
        case .leavesKeptContentsToTheSweep: leavesKeptContentsToTheSweep
        case .savesPartsOfFiles: savesPartsOfFiles
        case .deletesOldDriveJobs: deletesOldDriveJobs
        case .suspendsSpaces: suspendsSpaces
        case .keepsTheLedger: keepsTheLedger
        case .keepsTheLastRefusal: keepsTheLastRefusal
        case .forgetsTheLedger: forgetsTheLedger
        case .keepsDigestsOfFiles: keepsDigestsOfFiles
        case .rotatesSigningKeys: rotatesSigningKeys
        }
    }
}
