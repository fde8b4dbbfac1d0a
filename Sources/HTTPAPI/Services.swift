// SPDX-License-Identifier: Apache-2.0

package import BlobStorage
package import Catalogue
package import UseCases

/// What the dialects speak for.
package struct Services: Sendable {
    /// Settings that show in answers.
    package struct Options: Sendable {
        /// The most pictures of one task.
        package var pictureLimit: Int
        /// Whether assets may be made by pulling an address.
        package var pulls: Bool
        /// The account that all users and projects belong to, in IAM's words a domain.
        package var domain: String
        /// Whether KooDrive's `code` is a text.
        package var codeAsString: Bool
        /// How long a body that is read whole may take to come.
        package var bodyPatience: Duration
        /// The proxies whose word is taken for where a request came from.
        package var proxies: TrustedProxies

        package init(
            pictureLimit: Int = 2000,
            pulls: Bool = false,
            domain: String = "vignette",
            codeAsString: Bool = false,
            bodyPatience: Duration = .seconds(60),
            proxies: TrustedProxies = TrustedProxies()
        ) {
            self.pictureLimit = pictureLimit
            self.pulls = pulls
            self.domain = domain
            self.codeAsString = codeAsString
            self.bodyPatience = bodyPatience
            self.proxies = proxies
        }
    }

    let catalogue: any Catalogue
    let storage: any BlobStorage
    let library: AssetLibrary
    let uploads: Uploads
    let thumbnails: Thumbnails
    let drive: Drive
    let accounts: Accounts
    let addresses: Addresses
    let surroundings: Surroundings
    let rates: RateGate
    let refusals: RefusalPace
    let health: Health
    let options: Options

    package init(
        catalogue: any Catalogue,
        storage: any BlobStorage,
        library: AssetLibrary,
        uploads: Uploads,
        thumbnails: Thumbnails,
        accounts: Accounts,
        addresses: Addresses,
        surroundings: Surroundings,
        rates: RateGate,
        refusals: RefusalPace,
        health: Health,
        options: Options
    ) {
        self.catalogue = catalogue
        self.storage = storage
        self.library = library
        self.uploads = uploads
        self.thumbnails = thumbnails
        drive = Drive(library: library, uploads: uploads, thumbnails: thumbnails)
        self.accounts = accounts
        self.addresses = addresses
        self.surroundings = surroundings
        self.rates = rates
        self.refusals = refusals
        self.health = health
        self.options = options
    }

    var authenticator: Authenticator { Authenticator(accounts: accounts, bodies: bodies, now: surroundings.now) }
    var bodies: RequestBodies { RequestBodies(patience: options.bodyPatience) }
}
