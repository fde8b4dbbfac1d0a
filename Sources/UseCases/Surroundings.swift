// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// What the rules take from the outside world: the time and chance.
///
/// Tests set both.
package struct Surroundings: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Date
    /// A source of randomness.
    package var randomness: @Sendable () -> any RandomNumberGenerator

    package init(
        now: @escaping @Sendable () -> Date = { Date.now },
        randomness: @escaping @Sendable () -> any RandomNumberGenerator = { SystemRandomNumberGenerator() }
    ) {
        self.now = now
        self.randomness = randomness
    }

    /// A new random id.
    package func newID<Entity>() -> ID<Entity> {
        var generator = randomness()
        return ID.random(using: &generator)
    }
}
