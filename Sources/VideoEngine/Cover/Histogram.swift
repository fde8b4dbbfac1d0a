// SPDX-License-Identifier: Apache-2.0

/// How often each of the values 0...255 occurs.
struct Histogram {
    private var counts = [Int](repeating: 0, count: 256)
    private var total = 0

    init() {}

    init(_ values: [UInt8]) {
        var index = 0
        while index < values.count {
            counts[Int(values[index])] += 1
            index += 1
        }
        total = values.count
    }

    mutating func add(_ value: Int) {
        counts[min(255, max(0, value))] += 1
        total += 1
    }

    /// The least value that `share` (0...1) of all do not exceed; 0 when there are none.
    func percentile(_ share: Double) -> Int {
        let wanted = max(1, Int((share * Double(total)).rounded(.up)))
        var sum = 0
        for value in counts.indices {
            sum += counts[value]
            if sum >= wanted { return value }
        }
        return 0
    }

    /// From the value that one in a hundred stays below to the one that one in a hundred exceeds.
    var range: Int { percentile(0.99) - percentile(0.01) }

    var mean: Double {
        let sum = counts.indices.reduce(0) { $0 + $1 * counts[$1] }
        return Double(sum) / Double(max(1, total))
    }

    /// The standard deviation.
    var deviation: Double {
        let mean = mean
        let sum = counts.indices.reduce(0.0) { sum, value in
            let distance = Double(value) - mean
            return sum + distance * distance * Double(counts[value])
        }
        return (sum / Double(max(1, total))).squareRoot()
    }

    /// The value that occurs most often; the least of several.
    var mode: Int { counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 } }

    /// The share of values that would have to change by 16 or so to make one of the other (0...1).
    func distance(from other: Histogram) -> Double {
        let differences = stride(from: 0, to: 256, by: 16).map { start in
            abs(counts[start..<start + 16].reduce(0, +) - other.counts[start..<start + 16].reduce(0, +))
        }
        return Double(differences.reduce(0, +)) / Double(max(1, total + other.total))
    }
}
