// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BlobStorage
import Catalogue
import FoundationEssentials
import HTTPAPI
import Hummingbird
import Logging
import Model
import RenderProtocol
import Renderers
import ServiceLifecycle
import UnixSignals
import UseCases

/// `vignette serve`: the server, with its renderers.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serves the HTTP surface and works on its tasks.")

    @OptionGroup var options: SettingsOptions
    @Option(help: ArgumentHelp("Address and port.", valueName: "host:port")) var listen: String?
    @Option(help: ArgumentHelp("What addresses in answers begin with.", valueName: "url")) var publicURL: String?
    @Option(help: ArgumentHelp("The catalogue.", valueName: "sqlite:path")) var database: String?
    @Option(help: ArgumentHelp("Where bytes are kept.", valueName: "file:folder")) var storage: String?

    func run() async throws {
        let settings = try await options.settings([
            (.listen, listen), (.publicURL, publicURL), (.database, database), (.storage, storage),
        ])
        do {
            try Logging.bootstrap(settings)
            let installation = try Installation(settings)
            guard installation.lock() else {
                throw Exit.with(Exit.tryAgain, "Another process serves \(installation.folder).")
            }
            try await Server(settings, installation).run()
        } catch let error as SettingsError {
            throw ValidationError("\(error)")
        } catch let failure as Failure {
            throw Exit.with(failure)
        }
    }
}

/// The composition root: everything that a server consists of is built here, and passed on by initializers.
struct Server {
    private let group: ServiceGroup

    init(_ settings: Settings, _ installation: Installation) async throws {
        let logger = Logger(label: "vignette")
        let listen = try Self.listenAddress(settings.text(.listen))
        let catalogue = installation.catalogue
        let surroundings = installation.surroundings

        // Whoever held a lease on this catalogue is gone: this process has the installation's lock.
        let released = try await catalogue.releaseAll()
        if released > 0 { logger.notice("interrupted tasks will be done again", metadata: ["tasks": "\(released)"]) }

        let storage = try DiskStorage(root: try Installation.storageFolder(settings))
        let library = AssetLibrary(
            catalogue: catalogue,
            storage: storage,
            surroundings: surroundings,
            work: QueueHints()
        )
        let limits = UploadLimits(
            fileBytes: Int64(settings.integer(.uploadBytes)),
            attachmentBytes: Int64(settings.integer(.attachmentBytes)),
            stall: settings.seconds(.uploadStall)
        )
        let uploads = Uploads(library: library, limits: limits)

        // What a server that was killed left there: the installation's lock says that nobody works in it.
        let workFolder = "\(installation.folder)/work"
        try? FileManager.default.removeItem(atPath: workFolder)
        let renderers = try RendererFleet(
            settings,
            warm: try settings.warmRenderers(),
            workFolder: workFolder,
            logger: Logger(label: "vignette.renderers")
        )
        let ends = TaskEnds()
        let thumbnails = Thumbnails(library: library, ends: ends, drawsWaveforms: settings.flag(.waveforms))
        var running = TaskRunner.Configuration(renders: try PoolOptions(settings, for: .video).capacity)
        running.lease = settings.seconds(.leaseSeconds)
        running.grace = settings.seconds(.grace)
        let puller = Puller(
            uploads: uploads,
            fetcher: SourceFetcher(addressGuard: try settings.addressGuard()),
            limits: FetchLimits(bytes: Int64(settings.integer(.fetchBytes))),
            isEnabled: settings.flag(.fetchEnabled)
        )
        let runner = TaskRunner(
            library: library,
            renderers: renderers,
            puller: puller,
            ends: ends,
            configuration: running,
            logger: Logger(label: "vignette.tasks")
        )
        let lifetimes = Sweeper.Lifetimes(
            unconfirmed: settings.seconds(.sweepUnconfirmed),
            multipart: settings.seconds(.sweepMultipart),
            content: settings.seconds(.sweepContent),
            orphan: settings.seconds(.sweepOrphans),
            interval: settings.seconds(.sweepInterval)
        )
        let sweeper = Sweeper(library: library, lifetimes: lifetimes, logger: Logger(label: "vignette.sweep"))

        let publicURL = settings.text(.publicURL)
        let signingKeys = try await SigningKeys(installation.accounts)
        let addresses = Addresses(
            publicURL: publicURL.isEmpty ? "http://\(settings.text(.listen))" : publicURL,
            keys: signingKeys,
            uploadLifetime: TimeInterval(settings.integer(.uploadLifetime)),
            driveLifetime: TimeInterval(settings.integer(.driveLifetime)),
            now: surroundings.now
        )
        let surface = Services(
            catalogue: catalogue,
            storage: storage,
            library: library,
            uploads: uploads,
            thumbnails: thumbnails,
            accounts: installation.accounts,
            addresses: addresses,
            surroundings: surroundings,
            rates: RateGate(table: try settings.rateTable(), catalogue: catalogue),
            refusals: RefusalPace(longest: settings.seconds(.refusalWait)),
            health: Health(catalogue: catalogue, storage: storage, renderers: renderers, version: Vignette.version),
            options: .init(
                pictureLimit: settings.integer(.pictures),
                pulls: settings.flag(.fetchEnabled),
                domain: settings.text(.domain),
                codeAsString: settings.flag(.codeAsString),
                bodyPatience: settings.seconds(.bodySeconds),
                proxies: try Self.proxies(settings)
            )
        )
        let application = Application(
            router: HTTPAPI.router(for: surface),
            server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: .init(
                address: .hostname(listen.host, port: listen.port),
                serverName: "vignette",
                availableConnectionsDelegate: .maximum(settings.integer(.connections), logger: logger)
            ),
            onServerRunning: { channel in
                logger.notice("serving", metadata: ["address": "\(channel.localAddress?.description ?? "")"])
            },
            logger: Logger(label: "vignette.http")
        )

        // Started in this order, stopped in the reverse: tasks end or are handed back first, then requests, then renderers.
        let services: [any Service] = [renderers, sweeper, signingKeys, application, runner]
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        // A client that trickles may not hold up the stop: requests have as long again as tasks.
        configuration.maximumGracefulShutdownDuration = settings.seconds(.grace) * 2 + .seconds(5)
        group = ServiceGroup(configuration: configuration)
    }

    func run() async throws {
        try await group.run()
    }

    /// The proxies that are believed.
    private static func proxies(_ settings: Settings) throws -> TrustedProxies {
        let list = settings.text(.trustedProxies)
        guard let proxies = TrustedProxies(list) else {
            throw SettingsError.malformed(Setting.trustedProxies.name, "'\(list)' has something that is no address")
        }
        return proxies
    }

    private static func listenAddress(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else { throw SettingsError.malformed("listen", "'\(text)' is not HOST:PORT") }
        return (text[..<colon].filter { $0 != "[" && $0 != "]" }, port)
    }
}
