// SPDX-License-Identifier: Apache-2.0

/// A matrix of three rows of three numbers.
package struct Matrix3: Hashable, Sendable {
    package var rows: [[Double]]

    /// - Parameter rows: Three of three numbers each.
    package init(rows: [[Double]]) {
        precondition(rows.count == 3 && rows.allSatisfy { $0.count == 3 }, "not three rows of three numbers")
        self.rows = rows
    }

    init(columns first: [Double], _ second: [Double], _ third: [Double]) {
        self.init(rows: (0..<3).map { [first[$0], second[$0], third[$0]] })
    }

    package static let identity = diagonal([1, 1, 1])

    static func diagonal(_ values: [Double]) -> Matrix3 {
        Matrix3(rows: [[values[0], 0, 0], [0, values[1], 0], [0, 0, values[2]]])
    }

    package func applied(to vector: [Double]) -> [Double] {
        rows.map { row in row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] }
    }

    /// The matrix that applies `other` first.
    package func times(_ other: Matrix3) -> Matrix3 {
        let columns = (0..<3).map { index in applied(to: other.rows.map { $0[index] }) }
        return Matrix3(columns: columns[0], columns[1], columns[2])
    }

    /// `nil` when there is none, or none that could be computed with.
    package var inverse: Matrix3? {
        let (a, b, c) = (rows[0], rows[1], rows[2])
        let cofactors = [Self.cross(b, c), Self.cross(c, a), Self.cross(a, b)]
        let determinant = a[0] * cofactors[0][0] + a[1] * cofactors[0][1] + a[2] * cofactors[0][2]
        guard abs(determinant) > 1e-9, determinant.isFinite else { return nil }
        let columns = cofactors.map { column in column.map { $0 / determinant } }
        return Matrix3(columns: columns[0], columns[1], columns[2])
    }

    private static func cross(_ a: [Double], _ b: [Double]) -> [Double] {
        [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    }
}
