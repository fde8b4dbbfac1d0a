// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import Logging
import Model
import NIOCore
import RenderProtocol
import Renderers
import UseCases

extension RenderLimits {
    /// What an installation lets a job of `kind` use.
    init(_ settings: Settings, for kind: RendererKind) {
        let deadline: Setting =
            switch kind {
            case .video: .deadline
            case .page: .pageDeadline
            case .image: .imageDeadline
            case .office: .officeDeadline
            }
        let isOffice = kind == .office
        func bytes(_ megabytes: Setting) -> Int { min(settings.integer(megabytes), 1 << 40) << 20 }
        self.init(
            kind: kind,
            pixels: Int64(settings.integer(.pixels)),
            pages: settings.integer(.pages),
            streams: settings.integer(.streams),
            archiveEntries: settings.integer(.archiveEntries),
            archiveBytes: Int64(bytes(.archiveBytes)),
            archiveRatio: Int64(settings.integer(.archiveRatio)),
            addressSpace: UInt64(bytes(isOffice ? .officeAddressSpace : .addressSpace)),
            memory: UInt64(bytes(isOffice ? .officeMemory : .memory)),
            cpuSeconds: settings.integer(.cpuSeconds),
            pictureBytes: bytes(.pictureBytes),
            deadline: Int64(settings.integer(deadline)) * 1000,
            // Only the frames of a video are searched and decoded one by one.
            deadlinePerPicture: kind == .video ? Int64(settings.integer(.pictureDeadline)) * 1000 : 0,
            fetchBytes: Int64(settings.integer(.sourceBytes))
        )
    }
}

extension PoolOptions {
    /// How an installation runs the renderers of `kind`.
    ///
    /// - Throws: ``SettingsError`` where the sandbox is not described in its words.
    init(_ settings: Settings, for kind: RendererKind) throws {
        let folder = settings.text(.rendererFolder)
        let concurrency = settings.integer(.concurrency)
        self.init(
            program: RendererLocation(kind.program, in: folder.isEmpty ? nil : folder),
            capacity: concurrency > 0 ? concurrency : System.coreCount,
            rendersPerZygote: settings.integer(kind == .office ? .officeRecycle : .recycle),
            requiredSandbox: try settings.requiredSandbox(),
            arguments: try settings.killsUnknownCalls() ? ["--kill-unknown-calls"] : []
        )
    }
}

extension RendererFleet {
    /// The renderers of an installation.
    ///
    /// - Parameters:
    ///   - warm: The kinds that start at once.
    ///   - workFolder: Where zygotes work.
    convenience init(_ settings: Settings, warm: Set<RendererKind>, workFolder: String, logger: Logger) throws {
        var options: [RendererKind: PoolOptions] = [:]
        var limits: [RendererKind: RenderLimits] = [:]
        for kind in RendererKind.allCases {
            var pool = try PoolOptions(settings, for: kind)
            pool.startsLazily = !warm.contains(kind)
            pool.workFolder = workFolder
            options[kind] = pool
            limits[kind] = RenderLimits(settings, for: kind)
        }
        self.init(options, limits: limits, logger: logger)
    }
}

extension Settings {
    /// The least that renderers must be locked in.
    func requiredSandbox() throws -> SandboxLevel {
        guard let level = SandboxLevel(rawValue: text(.requiredSandbox)) else {
            throw SettingsError.malformed(Setting.requiredSandbox.name, "'\(text(.requiredSandbox))' is no level")
        }
        return level
    }

    /// Whether a system call that no decoder is known to need ends its process.
    fileprivate func killsUnknownCalls() throws -> Bool {
        switch text(.unknownCalls) {
        case "refuse": return false
        case "kill": return true
        case let other:
            throw SettingsError.malformed(Setting.unknownCalls.name, "'\(other)' is neither refuse nor kill")
        }
    }

    /// What the address guard lets pass.
    func addressGuard() throws -> AddressGuard {
        AddressGuard(
            allow: try text(.fetchAllow).split(separator: ",").map { text in
                guard let exception = AddressGuard.Exception(String(text)) else {
                    throw SettingsError.malformed("fetch.allow", "'\(text)' is not HOST:PORT")
                }
                return exception
            }
        )
    }

    /// How often projects may call.
    func rateTable() throws -> RateTable {
        let name = text(.rate)
        guard let table = RateTable(rawValue: name) else {
            let all = RateTable.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError.malformed("limits.rate", "'\(name)' is none of \(all)")
        }
        return table
    }

    /// The renderers that start with the server.
    func warmRenderers() throws -> Set<RendererKind> {
        Set(
            try text(.warmRenderers).split(separator: ",").map { name in
                guard let kind = RendererKind(rawValue: String(name)) else {
                    throw SettingsError.malformed("renderers.warm", "'\(name)' is no renderer")
                }
                return kind
            }
        )
    }
}
