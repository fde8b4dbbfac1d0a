// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import Logging
import Model
import UseCases

/// What is known of one request.
package struct AppContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Where the connection comes from, which may be a proxy.
    let peer: IPAddress?

    package init(source: Source) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    }

    /// The id of this request.
    var requestID: String { "\(id)" }

    /// Tells the operator what the client is not told.
    func log(_ failure: Failure) {
        guard let evidence = failure.evidence else { return }
        logger.warning("\(failure.message)", metadata: ["code": "\(failure.code.rawValue)", "evidence": "\(evidence)"])
    }

    /// Tells the operator why a caller was not let in.
    func log(_ refusal: AuthenticationRefusal) {
        guard let evidence = refusal.evidence else { return }
        logger.notice("caller refused", metadata: ["evidence": "\(evidence)"])
    }
}

/// A caller whose credentials hold.
struct Caller: Sendable {
    var project: ID<Project>
    /// Whose token it is, when it is a user's.
    var user: ID<User>?
}
