// SPDX-License-Identifier: Apache-2.0

/// How Dolby Vision stores colours that only it understands: curves that a frame brings along make an intensity and two
/// colour differences of its samples, and matrices make of these what the eye's cones see (ETSI GS CCM 001).
package struct DolbyVision: Hashable, Sendable {
    /// A curve from a sample, 0...1, and the other two, to a component.
    package struct Curve: Hashable, Sendable {
        /// A stretch of a curve.
        package enum Piece: Hashable, Sendable {
            /// By powers of the sample: of 0, 1 and 2.
            case polynomial(SIMD3<Float>)
            /// By products of all three samples: a constant, and for each power of them the factors of the samples and of
            /// their products of two and three.
            case products(constant: Float, powers: [[Float]])
        }

        /// Where the pieces begin, and where the last one ends, ascending.
        private let pivots: [Float]
        private let pieces: [Piece]

        /// Fails unless there is one more pivot than there are pieces, and a piece at least.
        package init?(pivots: [Float], pieces: [Piece]) {
            guard !pieces.isEmpty, pivots.count == pieces.count + 1, zip(pivots, pivots.dropFirst()).allSatisfy(<=),
                pieces.allSatisfy(\.isWhole)
            else { return nil }
            self.pivots = pivots
            self.pieces = pieces
        }

        /// The component at `index` of three samples.
        func component(_ index: Int, of samples: SIMD3<Float>) -> Float {
            let sample = samples[index]
            let piece = pivots[1..<pieces.count].firstIndex { sample < $0 }.map { $0 - 1 } ?? pieces.count - 1
            let value =
                switch pieces[piece] {
                case .polynomial(let factors): factors.x + sample * (factors.y + sample * factors.z)
                case .products(let constant, let powers): Self.sum(of: samples, constant, powers)
                }
            return min(max(value, pivots[0]), pivots[pieces.count])
        }

        private static func sum(of samples: SIMD3<Float>, _ constant: Float, _ powers: [[Float]]) -> Float {
            let (x, y, z) = (samples.x, samples.y, samples.z)
            let products = [x, y, z, x * y, x * z, y * z, x * y * z]
            var terms = products
            var sum = constant
            for factors in powers {
                for index in 0..<7 {
                    sum += factors[index] * terms[index]
                    terms[index] *= products[index]
                }
            }
            return sum
        }
    }

    /// One for each component.
    let curves: [Curve]
    /// From the components to the signals of what the cones see.
    let signals: Matrix3
    /// What is taken off the components before.
    let offsets: [Double]
    /// From the light of these signals to what the cones see.
    let linear: Matrix3

    /// Fails unless there are three curves and offsets.
    package init?(curves: [Curve], signals: Matrix3, offsets: [Double], linear: Matrix3) {
        guard curves.count == 3, offsets.count == 3 else { return nil }
        self.curves = curves
        self.signals = signals
        self.offsets = offsets
        self.linear = linear
    }

    /// The components of three samples, each 0...1.
    func components(_ samples: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(
            curves[0].component(0, of: samples),
            curves[1].component(1, of: samples),
            curves[2].component(2, of: samples)
        )
    }

    /// From what the cones see, by Hunt, Pointer and Estevez under D65, to red, green and blue of BT.2020.
    var toBT2020: Matrix3? {
        let cones = Matrix3(rows: [[0.40024, 0.7076, -0.08081], [-0.2263, 1.16532, 0.0457], [0, 0, 0.91822]])
        guard let seen = ColorPrimaries.bt2020.toXYZ.map({ cones.times($0) }) else { return nil }
        return seen.inverse?.times(linear)
    }
}

extension DolbyVision.Curve.Piece {
    fileprivate var isWhole: Bool {
        guard case .products(_, let powers) = self else { return true }
        return powers.allSatisfy { $0.count == 7 }
    }
}
