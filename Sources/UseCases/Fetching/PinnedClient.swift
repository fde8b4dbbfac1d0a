// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import Model
import NIOCore
import NIOHTTP1

extension HTTPClient.Configuration {
    /// Connections to `resolved` and nowhere else, for requests to the host of `address`.
    init(to address: FetchAddress, at resolved: IPAddress, within limits: FetchLimits) {
        // `proxy` stays nil: the client reads none from the environment.
        self.init(redirectConfiguration: .disallow, decompression: .disabled)
        timeout = .init(connect: TimeAmount(limits.connect))
        connectionPool.retryConnectionEstablishment = false
        httpVersion = .http1Only
        // The client connects there without asking the resolver, and still names and verifies the host.
        dnsOverride = [address.host: resolved.description]
        // Whatever the client made of the address: nothing is sent over a connection to another one.
        http1_1ConnectionDebugInitializer = { channel in
            let connected = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            return connected == resolved
                ? channel.eventLoop.makeSucceededVoidFuture()
                : channel.eventLoop.makeFailedFuture(addressRefused("connected elsewhere than to \(resolved)"))
        }
    }
}

extension HTTPClientRequest {
    /// A plain request for what is at `address`.
    init(for address: FetchAddress) {
        self.init(url: address.url)
        headers = ["Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "vignette"]
    }
}

extension HTTPClientResponse {
    /// Where the answer sends its client, if it does.
    var redirection: String? {
        guard [301, 302, 303, 307, 308].contains(status.code) else { return nil }
        return headers.first(name: "Location")
    }

    /// Refuses an answer whose bytes are not those of the source.
    func checkEncoding() throws(Failure) {
        let encodings = headers[canonicalForm: "Content-Encoding"].filter { $0.lowercased() != "identity" }
        guard encodings.isEmpty else { throw fetchFailed(.permanent, "the answer is encoded: \(encodings)") }
    }

    /// The failure that an answer is which does not bring the source.
    var refusal: Failure {
        switch status.code {
        // Asked too early or too often: later may do.
        case 408, 425, 429, 500...599: fetchFailed(.transient, "status \(status.code)")
        default: fetchFailed(.permanent, "status \(status.code)")
        }
    }

    /// The bytes that the answer announces; `nil` when it says nothing.
    var announcedBytes: Int64? { headers.first(name: "Content-Length").flatMap { Int64($0) } }
}
