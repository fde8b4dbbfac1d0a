// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import Model

/// What is known of one request.
package struct AppContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who calls, once their credentials have been checked.
    var caller: Caller?

    package init(source: Source) {
        coreContext = .init(source: source)
    }
}

/// A caller whose credentials hold.
struct Caller: Sendable {
    var project: ID<Project>
    /// `nil` for an access key or an operator's token.
    var user: ID<User>?
}
