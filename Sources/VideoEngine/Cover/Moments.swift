// SPDX-License-Identifier: Apache-2.0

/// Sums over three pictures of the same size, pixel by pixel: what means, differences and correlations follow from.
///
/// Loops over pixels count indexes by hand here and nearby: ranges and sequences cost several times as much in builds
/// that are not optimised, which the tests run.
struct Moments {
    private let count: Double
    /// Of each picture.
    private var sums = (0, 0, 0)
    private var squares = (0, 0, 0)
    /// Of the first and the second, the second and the third, the first and the third.
    private var products = (0, 0, 0)

    /// - Precondition: All have as many values.
    init(_ first: [UInt8], _ second: [UInt8], _ third: [UInt8]) {
        count = Double(first.count)
        var index = 0
        while index < first.count {
            add(Int(first[index]), Int(second[index]), Int(third[index]))
            index += 1
        }
    }

    /// - Precondition: All have as many values.
    init(_ first: [Int], _ second: [Int], _ third: [Int]) {
        count = Double(first.count)
        var index = 0
        while index < first.count {
            add(first[index], second[index], third[index])
            index += 1
        }
    }

    private mutating func add(_ first: Int, _ second: Int, _ third: Int) {
        sums.0 += first
        sums.1 += second
        sums.2 += third
        squares.0 += first * first
        squares.1 += second * second
        squares.2 += third * third
        products.0 += first * second
        products.1 += second * third
        products.2 += first * third
    }

    var means: (Double, Double, Double) {
        (Double(sums.0) / count, Double(sums.1) / count, Double(sums.2) / count)
    }

    /// Standard deviations.
    var deviations: (Double, Double, Double) {
        func deviation(_ square: Int, _ mean: Double) -> Double {
            max(0, Double(square) / count - mean * mean).squareRoot()
        }
        let means = means
        return (deviation(squares.0, means.0), deviation(squares.1, means.1), deviation(squares.2, means.2))
    }

    /// The correlation of the first and the third (-1...1); 1 where both are plain.
    var likeness: Double {
        let (means, deviations) = (means, deviations)
        guard deviations.0 > 0, deviations.2 > 0 else { return deviations.0 == deviations.2 ? 1 : 0 }
        return (Double(products.2) / count - means.0 * means.2) / (deviations.0 * deviations.2)
    }

    /// The root mean squares of the differences of neighbours, and of the first and the third.
    var differences: (before: Double, after: Double, whole: Double) {
        func strength(_ one: Int, _ other: Int, _ product: Int) -> Double {
            (Double(one + other - 2 * product) / count).squareRoot()
        }
        return (
            strength(squares.0, squares.1, products.0), strength(squares.1, squares.2, products.1),
            strength(squares.0, squares.2, products.2)
        )
    }

    /// What the two differences have in common: the cosine of the angle between them.
    var steadiness: Double {
        let (before, after, _) = differences
        guard before > 0, after > 0 else { return 0 }
        let product = products.0 + products.1 - squares.1 - products.2
        return Double(product) / count / (before * after)
    }
}
