// SPDX-License-Identifier: Apache-2.0

/// What a zygote says on its control socket: `ready` or `unfit` first, then for each request `accepted` and `ended`, or
/// `refused`.
package enum ZygoteReport: Sendable, Codable, Hashable {
    /// It has warmed its library and takes jobs. A descriptor for its process travels beside the message: the one that
    /// the host started may be its parent.
    case ready(Greeting)
    /// It cannot serve, for the reason given, and ends.
    case unfit(String)
    /// The job runs in a child of its own. A descriptor for that process travels beside the message.
    case accepted(id: UInt64)
    /// No child could be made.
    case refused(id: UInt64, reason: String)
    /// The job's child has ended and was reaped.
    case ended(id: UInt64, ChildEnd)
}

/// Who a zygote is.
package struct Greeting: Sendable, Codable, Hashable {
    /// The version of this protocol: both ends come from one build, so only an equal one will do.
    package static let currentVersion = 6

    package var version: Int
    /// The program's name.
    package var name: String
    /// How its children are locked in, as a child found out.
    package var sandbox: SandboxReport

    package init(name: String, sandbox: SandboxReport) {
        version = Self.currentVersion
        self.name = name
        self.sandbox = sandbox
    }
}

/// How a child ended, and what it used.
package struct ChildEnd: Sendable, Codable, Hashable {
    /// Why the process is gone.
    package enum Cause: Sendable, Codable, Hashable {
        case exit(status: Int32)
        case signal(Int32)
    }

    package var cause: Cause
    /// CPU time in milliseconds.
    package var cpu: Int64
    /// The most memory it held at once, in bytes.
    package var peakMemory: Int64

    package init(cause: Cause, cpu: Int64, peakMemory: Int64) {
        self.cause = cause
        self.cpu = cpu
        self.peakMemory = peakMemory
    }
}
