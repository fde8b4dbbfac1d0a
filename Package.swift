// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let common: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that import C: every unsafe expression must say `unsafe`.
let wrapsC = common + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

/// Where `scripts/setup` unpacks PDFium, which comes as one file without pkg-config.
///
/// An installation has it beside its programs.
let pdfium = "\(Context.packageDirectory)/.build-pdfium"
let linksPDFium: [LinkerSetting] = [
    .unsafeFlags(["-L\(pdfium)", "-Xlinker", "-rpath=\(pdfium)", "-Xlinker", "-rpath=$ORIGIN"])
]

/// What a zygote calls is found when it starts: each of its children would have to look for it again.
let bindsNow: [LinkerSetting] = [.unsafeFlags(["-Xlinker", "-z", "-Xlinker", "now"])]

/// Loops over pixels, which take some fifty times as long where they are not optimised: longer than a picture may.
let alwaysOptimised = SwiftSetting.unsafeFlags(["-O"], .when(configuration: .debug))

let package = Package(
    name: "vignette",
    products: [
        .executable(name: "vignette", targets: ["vignette"]),
        .executable(name: "video-renderer", targets: ["video-renderer"]),
        .executable(name: "page-renderer", targets: ["page-renderer"]),
        .executable(name: "office-renderer", targets: ["office-renderer"]),
        .executable(name: "image-renderer", targets: ["image-renderer"]),
        // Tests preload it into servers.
        .library(name: "FailingDisk", type: .dynamic, targets: ["CFailingDisk"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
    ],
    targets: [
        // 0: values
        .target(name: "Model", swiftSettings: common),

        // 1: shapes and stores
        .target(name: "RenderProtocol", dependencies: ["Model", "CDescriptors"], swiftSettings: wrapsC),
        .target(name: "Catalogue", dependencies: ["Model", grdb], swiftSettings: common),
        .target(name: "BlobStorage", dependencies: ["Model", "CFiles", nioCore, nioPosix], swiftSettings: wrapsC),
        .target(
            name: "PixelImage",
            dependencies: ["Model", "CInflate", "CJPEG", "CSPNG", "CTurboJPEG"],
            swiftSettings: wrapsC + [alwaysOptimised]
        ),

        // 2: the two ends of the render socket
        .target(
            name: "Renderers",
            dependencies: [
                "Model", "RenderProtocol", logging, nioCore, nioPosix, serviceLifecycle, subprocess, systemPackage,
            ],
            swiftSettings: wrapsC
        ),
        .target(name: "RenderKit", dependencies: ["Model", "RenderProtocol", "CSandbox"], swiftSettings: wrapsC),

        // 3: rules and engines
        .target(
            name: "UseCases",
            dependencies: [
                "Model", "RenderProtocol", "Catalogue", "BlobStorage", "Renderers",
                asyncHTTPClient, crypto, cryptoExtras, logging, nioCore, nioHTTP1, nioPosix, serviceLifecycle,
            ],
            swiftSettings: common
        ),
        .target(
            name: "VideoEngine",
            dependencies: ["Model", "RenderProtocol", "RenderKit", "PixelImage", "CFFmpeg"],
            swiftSettings: wrapsC
        ),

        .target(
            name: "PageEngine",
            dependencies: ["Model", "RenderProtocol", "RenderKit", "PixelImage", "CPDFium"],
            swiftSettings: wrapsC,
            linkerSettings: linksPDFium
        ),
        .target(name: "Archives", dependencies: ["Model", "RenderKit", "CArchive"], swiftSettings: wrapsC),
        .target(
            name: "ImageEngine",
            dependencies: ["Model", "RenderProtocol", "RenderKit", "PixelImage", "Archives", "CVips"],
            swiftSettings: wrapsC
        ),

        // 4: dialects, and the engine that is made of two
        .target(
            name: "OfficeEngine",
            dependencies: [
                "Model", "RenderProtocol", "RenderKit", "PixelImage", "PageEngine", "Archives",
                "CFontconfig", "CLibreOfficeKit", "CMagic", "CUchardet",
            ],
            swiftSettings: wrapsC
        ),
        .target(
            name: "HTTPAPI",
            dependencies: [
                "Model", "Catalogue", "BlobStorage", "Renderers", "UseCases",
                crypto, httpTypes, hummingbird, logging, nioCore,
            ],
            resources: [.embedInCode("openapi.yaml")],
            swiftSettings: common
        ),

        // 5: programs
        .executableTarget(
            name: "video-renderer",
            dependencies: ["RenderKit", "VideoEngine"],
            swiftSettings: common,
            linkerSettings: bindsNow
        ),
        .executableTarget(
            name: "page-renderer",
            dependencies: ["RenderKit", "PageEngine"],
            swiftSettings: common,
            linkerSettings: bindsNow
        ),
        .executableTarget(
            name: "office-renderer",
            dependencies: ["OfficeEngine"],
            swiftSettings: common,
            linkerSettings: bindsNow
        ),
        .executableTarget(
            name: "image-renderer",
            dependencies: ["RenderKit", "ImageEngine"],
            swiftSettings: common,
            linkerSettings: bindsNow
        ),
        .executableTarget(
            name: "vignette",
            dependencies: [
                "Model", "RenderProtocol", "Catalogue", "BlobStorage", "Renderers", "UseCases", "HTTPAPI",
                argumentParser, configuration, crypto, hummingbird, logging, nioCore, serviceLifecycle, systemPackage,
            ],
            swiftSettings: common
        ),

        // Warm renderers at the command of a program, for `make bench`
        .executableTarget(
            name: "render-host",
            dependencies: ["Model", "RenderProtocol", "Renderers", logging],
            path: "Benchmarks/RenderHost",
            swiftSettings: common
        ),

        // How the calls of the catalogue grow with what is in it, for `make growth`
        .executableTarget(
            name: "catalogue-growth",
            dependencies: ["Model", "Catalogue", grdb],
            path: "Benchmarks/CatalogueGrowth",
            swiftSettings: common
        ),

        // What the tests share, and the tests, one folder a capability
        .target(
            name: "TestSupport",
            dependencies: [
                "Model", "RenderProtocol", "Catalogue", "BlobStorage", "PixelImage", "RenderKit", "Renderers",
                "VideoEngine", asyncHTTPClient, crypto, grdb, logging, nioCore, nioHTTP1, nioPosix, serviceLifecycle,
            ],
            path: "Tests/TestSupport",
            swiftSettings: common
        ),
        .executableTarget(
            name: "MisbehavingRenderer",
            dependencies: ["Model", "RenderKit", "RenderProtocol", "CSandbox", "CMischief"],
            path: "Tests/MisbehavingRenderer",
            swiftSettings: common
        ),
        .testTarget(
            name: "CatalogueTests",
            dependencies: ["Model", "Catalogue", "TestSupport", grdb],
            swiftSettings: common
        ),
        .testTarget(
            name: "BlobStorageTests",
            dependencies: ["Model", "BlobStorage", "TestSupport", nioCore, nioPosix],
            swiftSettings: common
        ),
        .testTarget(
            name: "SigningTests",
            dependencies: ["HTTPAPI", crypto, nioCore],
            swiftSettings: common
        ),
        .testTarget(
            name: "FetchTests",
            dependencies: ["Model", "RenderProtocol", "Renderers", "UseCases", nioCore, nioPosix],
            swiftSettings: common
        ),
        .testTarget(
            name: "TaskTests",
            dependencies: ["Model", "UseCases", nioCore],
            swiftSettings: common
        ),
        .testTarget(
            name: "RendererTests",
            dependencies: [
                "Model", "RenderProtocol", "Renderers", "TestSupport", "MisbehavingRenderer", "CMischief",
                "video-renderer", logging, nioCore, serviceLifecycle,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "VideoTests",
            dependencies: ["Model", "RenderProtocol", "RenderKit", "PixelImage", "VideoEngine", "TestSupport"],
            swiftSettings: common
        ),
        .testTarget(
            name: "HTTPTests",
            dependencies: [
                "TestSupport", "vignette", "video-renderer", asyncHTTPClient, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "FaultTests",
            dependencies: [
                "TestSupport", "vignette", "video-renderer", "image-renderer", "MisbehavingRenderer",
                asyncHTTPClient, grdb, nioCore, nioHTTP1,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "CLITests",
            dependencies: ["Model", "TestSupport", "vignette", "video-renderer", "PixelImage"],
            swiftSettings: common
        ),

        .testTarget(
            name: "PixelTests",
            dependencies: ["Model", "PixelImage", "TestSupport", "CJPEG"],
            swiftSettings: common
        ),
        .testTarget(
            name: "PageTests",
            dependencies: [
                "Model", "RenderProtocol", "RenderKit", "PixelImage", "PageEngine", "Renderers", "TestSupport",
                "page-renderer", logging, serviceLifecycle,
            ],
            swiftSettings: common
        ),

        .testTarget(
            name: "KooDriveTests",
            dependencies: [
                "Model", "UseCases", "HTTPAPI", "TestSupport", "vignette", "video-renderer", "page-renderer",
                "office-renderer", "image-renderer", httpTypes, nioHTTP1,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "CorpusTests",
            dependencies: [
                "TestSupport", "vignette", "video-renderer", "page-renderer", "office-renderer", "image-renderer",
                nioHTTP1,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "TortureTests",
            dependencies: [
                "TestSupport", "vignette", "video-renderer", "page-renderer", "office-renderer", "image-renderer",
                nioHTTP1,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "AttackTests",
            dependencies: [
                "Model", "RenderProtocol", "Renderers", "TestSupport", "CMischief", "MisbehavingRenderer", "vignette",
                "video-renderer", "page-renderer", "office-renderer", "image-renderer",
                logging, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "ArchiveTests",
            dependencies: ["Model", "RenderKit", "Archives", "TestSupport"],
            swiftSettings: common
        ),
        .testTarget(
            name: "ColorTests",
            dependencies: [
                "Model", "PixelImage", "RenderProtocol", "TestSupport", "video-renderer", "image-renderer",
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "GeometryTests",
            dependencies: [
                "Model", "PixelImage", "RenderProtocol", "TestSupport", "video-renderer", "image-renderer",
            ],
            swiftSettings: common
        ),
        .testTarget(
            name: "TimeTests",
            dependencies: ["Model", "RenderProtocol", "PixelImage", "TestSupport"],
            swiftSettings: common
        ),
        .testTarget(
            name: "ImageTests",
            dependencies: [
                "Model", "PixelImage", "RenderProtocol", "Renderers", "TestSupport", "image-renderer", logging,
                serviceLifecycle,
            ],
            swiftSettings: common
        ),

        .testTarget(
            name: "OfficeTests",
            dependencies: [
                "Model", "RenderProtocol", "Renderers", "TestSupport", "office-renderer", logging, serviceLifecycle,
            ],
            swiftSettings: common
        ),

        .testTarget(
            name: "EdgeTests",
            dependencies: [
                "Model", "UseCases", "HTTPAPI", "TestSupport", "vignette", "video-renderer", "image-renderer",
                nioHTTP1,
            ],
            swiftSettings: common
        ),

        // C: module maps and thin shims
        .target(name: "CFiles", path: "Sources/C/CFiles"),
        .target(name: "CDescriptors", path: "Sources/C/CDescriptors"),
        .target(name: "CSandbox", path: "Sources/C/CSandbox"),
        .target(name: "CInflate", path: "Sources/C/CInflate", linkerSettings: [.linkedLibrary("isal")]),
        .target(name: "CJPEG", path: "Sources/C/CJPEG", linkerSettings: [.linkedLibrary("jpeg")]),
        .target(name: "CMischief", path: "Tests/CMischief"),
        .target(name: "CFailingDisk", path: "Tests/CFailingDisk"),
        .systemLibrary(name: "CArchive", path: "Sources/C/CArchive", pkgConfig: "libarchive"),
        .systemLibrary(name: "CFontconfig", path: "Sources/C/CFontconfig", pkgConfig: "fontconfig"),
        .systemLibrary(name: "CLibreOfficeKit", path: "Sources/C/CLibreOfficeKit"),
        .systemLibrary(name: "CMagic", path: "Sources/C/CMagic", pkgConfig: "libmagic"),
        .systemLibrary(name: "CPDFium", path: "Sources/C/CPDFium"),
        .systemLibrary(name: "CSPNG", path: "Sources/C/CSPNG", pkgConfig: "spng"),
        .systemLibrary(name: "CUchardet", path: "Sources/C/CUchardet", pkgConfig: "uchardet"),
        .systemLibrary(name: "CVips", path: "Sources/C/CVips", pkgConfig: "vips"),
        .systemLibrary(name: "CTurboJPEG", path: "Sources/C/CTurboJPEG", pkgConfig: "libturbojpeg"),
        .systemLibrary(
            name: "CFFmpeg",
            path: "Sources/C/CFFmpeg",
            pkgConfig: "libavformat libavcodec libswscale libavutil"
        ),
    ],
    swiftLanguageModes: [.v6]
)

// What `scripts/fuzz` builds in place of the tests: the same targets, driven by libFuzzer, which brings its own main.
let fuzzed: [Target.Dependency] = [
    "Model", "RenderProtocol", "Renderers", "RenderKit", "UseCases", "Archives", "VideoEngine", "ImageEngine",
    "OfficeEngine", "PixelImage", "HTTPAPI", "TestSupport", crypto, nioCore,
]
if Context.environment["VIGNETTE_LIBFUZZER"] == nil {
    let exclude = ["LibFuzzer"]
    package.targets.append(
        .testTarget(name: "FuzzTests", dependencies: fuzzed, exclude: exclude, swiftSettings: common)
    )
} else {
    let exclude = ["FuzzRun.swift", "FuzzTests.swift", "Mutator.swift"]
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: fuzzed,
            path: "Tests/FuzzTests",
            exclude: exclude,
            swiftSettings: common
        )
    )
    // Of several `--sanitize` Swift heeds the last alone. Ours are watched, what they depend on is not.
    for target in package.targets where target.type != .system {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer,address"])]
    }
}
