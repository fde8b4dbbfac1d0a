// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// How alike two pictures of the same size look, from -1 to 1: the same picture has 1, unrelated ones are near 0.
///
/// It is the structural similarity index (Wang, Bovik, Sheikh, Simoncelli: "Image quality assessment: from error
/// visibility to structural similarity", 2004) with the paper's constants, over windows of 8 by 8 samples that overlap
/// by half. The mean leaves out windows that are even in both pictures in the same tone: on a page, the paper would
/// otherwise outweigh the print.
package func structuralSimilarity(_ first: GreyPicture, _ second: GreyPicture) -> Double {
    precondition(first.width == second.width && first.height == second.height, "pictures of different sizes")
    let side = min(8, first.width, first.height)
    var sum = 0.0
    var windows = 0
    for y in positions(first.height, side) {
        for x in positions(first.width, side) {
            let window = WindowPair(first, second, x, y, side)
            guard !window.isEven else { continue }
            sum += window.similarity
            windows += 1
        }
    }
    return windows > 0 ? sum / Double(windows) : 1
}

/// How alike two picture files look, the first scaled to 256 samples on its longer side, the second to the same size.
///
/// - Throws: ``ProgramTrouble`` when one of them does not decode.
package func structuralSimilarity(of first: Data, and second: Data) throws -> Double {
    let picture = try GreyPicture(first, fitting: 256)
    return structuralSimilarity(picture, try GreyPicture(second, width: picture.width, height: picture.height))
}

/// Where windows of `side` begin that cover `length` samples.
private func positions(_ length: Int, _ side: Int) -> [Int] {
    let last = length - side
    let regular = Array(stride(from: 0, through: last, by: max(1, side / 2)))
    return regular.last == last ? regular : regular + [last]
}

/// The statistics of one window of two pictures.
private struct WindowPair {
    private var means = (0.0, 0.0)
    private var variances = (0.0, 0.0)
    private var covariance = 0.0

    init(_ first: GreyPicture, _ second: GreyPicture, _ x: Int, _ y: Int, _ side: Int) {
        var (sumA, sumB, squaresA, squaresB, products) = (0, 0, 0, 0, 0)
        for row in y..<y + side {
            for index in row * first.width + x..<row * first.width + x + side {
                let (a, b) = (Int(first.samples[index]), Int(second.samples[index]))
                sumA += a
                sumB += b
                squaresA += a * a
                squaresB += b * b
                products += a * b
            }
        }
        let count = Double(side * side)
        means = (Double(sumA) / count, Double(sumB) / count)
        variances = (
            Double(squaresA) / count - means.0 * means.0, Double(squaresB) / count - means.1 * means.1
        )
        covariance = Double(products) / count - means.0 * means.1
    }

    /// Whether there is nothing to be seen in both, and in the same tone: what JPEG does to a white area is less.
    var isEven: Bool {
        variances.0 < 4 && variances.1 < 4 && abs(means.0 - means.1) < 4
    }

    var similarity: Double {
        // (0.01 * 255)^2 and (0.03 * 255)^2: they keep even areas from dividing nothing by nothing.
        let (luminance, contrast) = (6.5025, 58.5225)
        return (2 * means.0 * means.1 + luminance) * (2 * covariance + contrast)
            / ((means.0 * means.0 + means.1 * means.1 + luminance) * (variances.0 + variances.1 + contrast))
    }
}
