// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import UseCases

/// The body of `jobs` (contract 3.6).
struct JobOrderShape: Decodable {
    struct Info: Decodable {
        struct File: Decodable {
            var fileId: Filled
        }

        var fileInfo: [File]?
        var srcContainerId: Filled?
        /// The folder that things go to: its id, or a path of ids that ends with it.
        var newFilePath: String?
    }

    var taskType: Whole
    var actionType: Whole?
    var taskInfo: Info?
    var dstContainerId: Filled?

    /// - Throws: ``Failure`` `invalidParameter` for kinds that there are not, and for an action of another kind.
    func command() throws(Failure) -> DriveCommand {
        let action = actionType?.value
        switch DriveJob.Kind(rawValue: Int(taskType.value)) {
        case .copy where action == nil || action == 101: return .copy(folder: try folder())
        case .delete where action == nil || action == 201: return .recycle
        case .delete where action == 202: return .delete
        case .move where action == nil || action == 301: return .move(folder: try folder())
        // No action is documented for restoring.
        case .restore: return .restore
        case .clearBin where action == nil || action == 701: return .clearBin
        case nil: throw .invalid("taskType")
        default: throw .invalid("actionType")
        }
    }

    private func folder() throws(Failure) -> ID<DriveFile>? {
        guard let path = taskInfo?.newFilePath, !path.isEmpty else { throw .invalid("taskInfo.newFilePath") }
        return path.split(separator: "/").last.flatMap { FolderName($0).id }
    }
}

/// A job in a list, and in its details (the vendor's pages "Listing Batch Tasks" and "Querying Details About a Batch
/// Task").
struct JobShape: Encodable {
    /// Jobs are done when their order is answered.
    static let completed = 2

    var taskId: String
    var userId: String
    var taskType: Int
    var actionType: Int
    var status = completed
    /// 1 all done, 2 in part, 3 nothing.
    var taskResultCode: Int
    /// Percent.
    var progress = 100
    var contentNum: Int
    var createTime: String
    var startTime: String
    var endTime: String

    init(_ job: DriveJob) {
        let refused = job.items.count { $0.refusal != nil }
        taskId = job.id.text
        userId = job.user.text
        taskType = job.kind.rawValue
        actionType = job.action
        taskResultCode = refused == 0 ? 1 : refused < job.items.count ? 2 : 3
        contentNum = job.items.count
        createTime = job.created.digits
        startTime = createTime
        endTime = createTime
    }
}

/// What became of each file of a job.
struct JobDetailShape: Encodable {
    struct File: Encodable {
        var taskId: String
        var fileId: String
        /// 2 done, 3 failed.
        var status: Int
        /// The code of the refusal, 0 for none.
        var resultCode: CodeValue
        var resultMsg: String
    }

    var jobInfo: JobShape
    var taskInfos: [File]

    init(_ job: DriveJob, _ speech: KooDriveSpeech) {
        jobInfo = JobShape(job)
        taskInfos = job.items.map { item in
            let error = item.refusal.map { KooDriveError($0) } ?? KooDriveError(.success)
            return File(
                taskId: job.id.text,
                fileId: item.file.text,
                status: item.refusal == nil ? 2 : 3,
                resultCode: speech.code(error.code),
                resultMsg: error.message.text(in: speech.language)
            )
        }
    }
}

/// What became of a job, in numbers.
struct JobResultShape: Encodable {
    struct Refused: Encodable {
        var fileId: String
        var code: CodeValue
        var desc: String
    }

    var successCount: Int
    var failCount: Int
    var failInfoList: [Refused]

    init(_ job: DriveJob, _ speech: KooDriveSpeech) {
        failInfoList = job.items.compactMap { item in
            item.refusal.map { KooDriveError($0) }.map { error in
                Refused(
                    fileId: item.file.text,
                    code: speech.code(error.code),
                    desc: error.message.text(in: speech.language)
                )
            }
        }
        failCount = failInfoList.count
        successCount = job.items.count - failCount
    }
}
