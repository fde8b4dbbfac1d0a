// SPDX-License-Identifier: Apache-2.0

import Catalogue
package import Model

extension Accounts {
    /// Makes an application that may act for every user of this installation.
    ///
    /// - Returns: The application and its secret, which is not shown again.
    package func createApplication(named name: String) async throws -> (application: Application, secret: String) {
        guard (1...128).contains(name.unicodeScalars.count) else {
            throw Failure.invalid("name", "The name of an application has 1 to 128 characters.")
        }
        let secret = randomText(40, from: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        let application = Application(
            id: surroundings.newID(),
            name: name,
            sealedSecret: try key.seal(secret),
            created: surroundings.now()
        )
        try await catalogue.insert(application)
        return (application, secret)
    }

    /// In the order of their creation.
    package func applications() async throws -> [Application] {
        try await catalogue.applications()
    }

    /// Removes an application; false when unknown.
    package func deleteApplication(_ id: ID<Application>) async throws -> Bool {
        try await catalogue.deleteApplication(id)
    }

    /// The secret of an application; `nil` for an unknown one.
    package func applicationSecret(of id: ID<Application>) async throws -> String? {
        guard let application = try await catalogue.application(id) else { return nil }
        return try key.open(application.sealedSecret)
    }
}
