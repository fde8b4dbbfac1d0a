// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import NIOPosix

/// What a failed system call, which left `number` in `errno`, means to the user of a storage.
func systemFailure(_ call: String, _ number: CInt) -> Failure {
    let evidence = unsafe "\(call): \(String(cString: strerror(number))) (\(number))"
    switch number {
    case ENOSPC, EDQUOT:
        return Failure(.transient, .storageFull, "The storage is full.", evidence: evidence)
    default:
        return Failure(.transient, .internalError, "The storage could not be used.", evidence: evidence)
    }
}

/// Repeats `call` while a signal interrupts it; `name` is for the evidence.
@discardableResult
func retrying<Status: SignedInteger>(_ name: String, _ call: () -> Status) throws(Failure) -> Status {
    while true {
        let status = call()
        if status >= 0 { return status }
        let number = errno
        if number != EINTR { throw systemFailure(name, number) }
    }
}

extension NIOThreadPool {
    /// Runs blocking `work` on a thread of the pool, so that the cooperative pool never waits for a disk.
    func blocking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let result: Result<Value, Failure>
        do {
            result = try await runIfActive { Result(catching: work) }
        } catch {
            // The task was cancelled before the work began, or the pool is shut down.
            let evidence = "blocking call not started: \(error)"
            throw Failure(.transient, .internalError, "The storage could not be used.", evidence: evidence)
        }
        return try result.get()
    }
}
