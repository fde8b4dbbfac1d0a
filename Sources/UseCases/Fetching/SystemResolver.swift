// SPDX-License-Identifier: Apache-2.0

import Glibc
import Model
import NIOPosix

/// Asks the system for the addresses of a host.
enum SystemResolver {
    /// Threads of its own: name servers that do not answer hold up other fetches, not the disks.
    static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 4)
        threads.start()
        return threads
    }()

    /// All addresses of `host`, in the system's order of preference.
    ///
    /// Numbers in any spelling that the system knows are addresses, too. Takes as long as the system's resolver does,
    /// which cannot be interrupted.
    static func resolve(_ host: String) async throws(Failure) -> [IPAddress] {
        do {
            return try await threads.runIfActive { try addresses(of: host) }
        } catch let failure as Failure {
            throw failure
        } catch {
            throw fetchFailed(.transient, "resolving not started: \(error)")
        }
    }

    private static func addresses(of host: String) throws(Failure) -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            let isFinal = status == EAI_NONAME || status == EAI_FAIL
            throw fetchFailed(isFinal ? .permanent : .transient, "\(host): \(String(cString: gai_strerror(status)))")
        }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { $0 }.compactMap { entry in
            guard let socketAddress = entry.pointee.ai_addr else { return nil }
            return IPAddress(UnsafeRawPointer(socketAddress))
        }
    }
}

/// A fetch that did not work; `evidence` says how.
func fetchFailed(_ class: Failure.Class, _ evidence: String) -> Failure {
    Failure(`class`, .fetchFailed, "The source could not be fetched.", evidence: evidence)
}
