// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import Model

/// One setting of an installation: a name, a kind and a default.
struct Setting: Sendable {
    enum Value: Sendable, Equatable, CustomStringConvertible {
        case text(String)
        case integer(Int)
        case flag(Bool)

        var description: String {
            switch self {
            case .text(let text): text
            case .integer(let number): String(number)
            case .flag(let flag): String(flag)
            }
        }
    }

    /// The name in the configuration file: words in camel case, groups before a dot.
    let name: String
    let defaultValue: Value
    /// What it is, with its unit.
    let summary: String
    /// The least value that makes sense, for a number.
    let minimum: Int

    private init(_ name: String, _ defaultValue: Value, _ summary: String, atLeast minimum: Int = 0) {
        self.name = name
        self.defaultValue = defaultValue
        self.summary = summary
        self.minimum = minimum
    }

    /// The name in the environment, without `VIGNETTE_`.
    var variable: String {
        name.reduce(into: "") { text, character in
            if character == "." {
                text += "_"
            } else if character.isUppercase {
                text += "_\(character)"
            } else {
                text += character.uppercased()
            }
        }
    }

    // MARK: All there are

    static let listen = Setting("listen", .text("127.0.0.1:8080"), "address and port to serve HTTP on")
    static let publicURL = Setting(
        "publicUrl",
        .text(""),
        "what addresses in answers begin with; http://LISTEN if empty"
    )
    static let data = Setting("data", .text("./vignette-data"), "folder of the installation")
    static let database = Setting("database", .text(""), "sqlite:PATH; a file in the data folder if empty")
    static let storage = Setting("storage", .text(""), "file:DIR; a folder in the data folder if empty")
    static let logLevel = Setting("log.level", .text("info"), "trace, debug, info, notice, warning, error or critical")
    static let rendererFolder = Setting(
        "renderers.folder",
        .text(""),
        "folder of the renderers; beside vignette if empty"
    )
    static let warmRenderers = Setting(
        "renderers.warm",
        .text("video,page,image,office"),
        "renderers that start with the server; the others start with their first job"
    )
    static let concurrency = Setting(
        "renderers.concurrency",
        .integer(0),
        "renders at once; 0: one for each core"
    )
    static let recycle = Setting(
        "renderers.recycle",
        .integer(10_000),
        "renders after which a zygote is replaced",
        atLeast: 1
    )
    static let officeRecycle = Setting(
        "renderers.officeRecycle",
        .integer(500),
        "documents after which an office zygote is replaced",
        atLeast: 1
    )
    static let requiredSandbox = Setting(
        "sandbox.require",
        .text("landlock"),
        "full, landlock, seccomp or none: the least that renderers must be locked in"
    )
    static let unknownCalls = Setting(
        "sandbox.unknownCalls",
        .text("refuse"),
        "refuse or kill: what becomes of a system call that no decoder is known to need"
    )
    // MARK: What a file and a render may take

    private init(_ limit: Limit, _ defaultValue: Int, _ summary: String, atLeast minimum: Int = 1) {
        self.init(limit.rawValue, .integer(defaultValue), summary, atLeast: minimum)
    }

    static let pixels = Setting(
        .pixels,
        100_000_000,
        "pixels of a source's picture or frame, of one inside a document, and of a picture that is made"
    )
    static let pages = Setting(.pages, 100_000, "pages of a document, pictures in the file of a still one")
    static let streams = Setting(.streams, 64, "streams in a video's file")
    static let archiveEntries = Setting(.archiveEntries, 10_000, "entries of an archive, as most documents are one")
    static let archiveBytes = Setting(.archiveBytes, 512, "size of an archive unpacked, in MiB")
    static let archiveRatio = Setting(
        .archiveRatio,
        200,
        "how many times its size a part of an archive of more than 1 MiB may unpack to"
    )
    static let pictures = Setting("limits.pictures", .integer(2000), "pictures of one task", atLeast: 1)
    static let pictureBytes = Setting(.pictureBytes, 32, "size of the file of a picture that is made, in MiB")
    static let deadline = Setting(.videoDeadline, 20, "seconds for a render of a video, those for its pictures apart")
    static let pictureDeadline = Setting(
        .videoPictureDeadline,
        5,
        "seconds more for each picture of a video",
        atLeast: 0
    )
    static let pageDeadline = Setting(.pageDeadline, 10, "seconds for a render of a PDF")
    static let imageDeadline = Setting(.imageDeadline, 5, "seconds for a render of a still picture")
    static let officeDeadline = Setting(.officeDeadline, 45, "seconds for a render of an office document")
    static let cpuSeconds = Setting(.cpu, 600, "seconds of CPU time for a render")
    static let memory = Setting(
        .memory,
        1536,
        "memory that a render may really hold, in MiB; looked at ten times a second",
        atLeast: 64
    )
    static let officeMemory = Setting(
        .officeMemory,
        2048,
        "memory that a render of an office document may really hold, in MiB",
        atLeast: 512
    )
    static let addressSpace = Setting(.addressSpace, 2048, "address space of a render, in MiB", atLeast: 256)
    static let officeAddressSpace = Setting(
        .officeAddressSpace,
        3072,
        "address space of a render of an office document, in MiB",
        atLeast: 1024
    )

    // MARK: What comes in

    static let uploadBytes = Setting(.uploadBytes, 200 << 30, "bytes of an uploaded file")
    static let attachmentBytes = Setting(.attachmentBytes, 20 << 20, "bytes of an uploaded cover or subtitle track")
    static let sourceBytes = Setting(
        .sourceBytes,
        1 << 30,
        "bytes fetched of a source that is rendered from its address"
    )
    static let sourceSeconds = Setting(
        .sourceSeconds,
        300,
        "seconds that the requests for such a source may take in all"
    )
    static let uploadStall = Setting(
        "limits.uploadStallSeconds",
        .integer(30),
        "seconds an upload may stand still",
        atLeast: 1
    )
    static let uploadLifetime = Setting(
        "addresses.uploadSeconds",
        .integer(3600),
        "seconds an upload address holds",
        atLeast: 1
    )
    static let bodySeconds = Setting(
        "limits.bodySeconds",
        .integer(60),
        "seconds that the body of a request may take to come, uploads apart",
        atLeast: 1
    )
    static let rate = Setting(
        "limits.rate",
        .text(RateTable.automatic.rawValue),
        "calls a minute: off, generous, contract; auto: off with one project, generous with more"
    )
    static let refusalWait = Setting(
        "limits.refusalSeconds",
        .integer(5),
        "longest wait of the refusal of bad credentials that come again and again; 0: none"
    )
    static let trustedProxies = Setting(
        "proxy.trusted",
        .text(""),
        "ADDRESS or NETWORK/BITS,... whose X-Forwarded-For tells where bad credentials come from"
    )
    static let connections = Setting("limits.connections", .integer(1024), "connections at once", atLeast: 1)
    static let fetchEnabled = Setting("fetch.enabled", .flag(false), "whether videos may be pulled by address")
    static let fetchAllow = Setting("fetch.allow", .text(""), "HOST:PORT,... exempt from the address guard")
    static let fetchBytes = Setting(.fetchBytes, 20 << 30, "bytes of a pulled video")
    static let domain = Setting("iam.domain", .text("vignette"), "name of the account that users belong to")
    static let grace = Setting("shutdown.graceSeconds", .integer(20), "seconds that running tasks may go on at a stop")
    static let leaseSeconds = Setting(
        "tasks.leaseSeconds",
        .integer(30),
        "seconds after which a silent runner loses its task",
        atLeast: 3
    )
    static let sweepInterval = Setting("sweep.intervalSeconds", .integer(600), "seconds between two sweeps", atLeast: 1)
    static let sweepUnconfirmed = Setting(
        "sweep.unconfirmedSeconds",
        .integer(86_400),
        "seconds an unconfirmed upload is kept"
    )
    static let sweepMultipart = Setting(
        "sweep.multipartSeconds",
        .integer(86_400),
        "seconds an unfinished multipart upload is kept after its last part"
    )
    static let sweepContent = Setting(
        "sweep.contentSeconds",
        .integer(86_400),
        "seconds the bytes of a single picture's source are kept"
    )
    static let waveforms = Setting(
        "thumbnails.waveform",
        .flag(false),
        "whether sound without cover art is drawn as a waveform"
    )
    static let driveLifetime = Setting(
        "addresses.driveSeconds",
        .integer(900),
        "seconds the links to a drive's file hold",
        atLeast: 1
    )
    static let driveCapacity = Setting(
        "drive.capacityBytes",
        .integer(1 << 40),
        "bytes that the files of a new personal space may take",
        atLeast: 1
    )
    static let codeAsString = Setting(
        "koodrive.codeAsString",
        .flag(false),
        "whether KooDrive's code is a text, for clients that compare it with \"0\""
    )
    static let sweepOrphans = Setting(
        "sweep.orphanSeconds",
        .integer(21_600),
        "seconds a file that nothing refers to is kept; must be longer than any task takes"
    )

    static let all = [
        listen, publicURL, data, database, storage, logLevel, rendererFolder, warmRenderers, concurrency, recycle,
        officeRecycle, requiredSandbox, unknownCalls, pixels, pages, streams, archiveEntries, archiveBytes,
        archiveRatio, pictures, pictureBytes, deadline, pictureDeadline, pageDeadline, imageDeadline, officeDeadline,
        cpuSeconds, memory, officeMemory, addressSpace, officeAddressSpace, uploadBytes, attachmentBytes, sourceBytes,
        sourceSeconds, bodySeconds, rate, refusalWait, trustedProxies, connections, uploadStall,
        uploadLifetime, driveLifetime, driveCapacity, codeAsString, waveforms,
        fetchEnabled, fetchAllow, fetchBytes, domain, grace, leaseSeconds, sweepInterval, sweepUnconfirmed,
        sweepMultipart, sweepContent, sweepOrphans,
    ]
}
