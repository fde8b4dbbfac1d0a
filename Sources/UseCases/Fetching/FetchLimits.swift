// SPDX-License-Identifier: Apache-2.0

/// What one fetch may take.
package struct FetchLimits: Hashable, Sendable {
    /// Bytes of the source.
    package var bytes: Int64
    /// Until a connection stands, its TLS handshake done; a fetch that ends before that may take this long to end.
    package var connect: Duration
    /// How long no byte may arrive, and how long the head of the answer may take.
    package var stall: Duration
    /// From the call to the last byte, redirects included.
    package var total: Duration
    /// Bytes a second that must arrive on average of each ``rateWindow``.
    package var minimumRate: Int64
    /// Time over which the rate is measured.
    ///
    /// Only time spent waiting for the source counts.
    package var rateWindow: Duration
    /// Redirects that are followed.
    package var redirects: Int

    package init(
        bytes: Int64 = 100 << 30,
        connect: Duration = .seconds(10),
        stall: Duration = .seconds(30),
        total: Duration = .seconds(6 * 3600),
        minimumRate: Int64 = 10_000,
        rateWindow: Duration = .seconds(60),
        redirects: Int = 3
    ) {
        self.bytes = bytes
        self.connect = connect
        self.stall = stall
        self.total = total
        self.minimumRate = minimumRate
        self.rateWindow = rateWindow
        self.redirects = redirects
    }
}
