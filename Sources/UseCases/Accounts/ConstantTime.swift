// SPDX-License-Identifier: Apache-2.0

/// Compares without a hint, by the time it takes, of where the first difference lies.
package func equalInConstantTime(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
}
