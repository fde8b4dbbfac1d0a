// SPDX-License-Identifier: Apache-2.0

import Model

/// `Thumbnail`: what snapshots are wanted (contract 2.2).
struct ThumbnailShape: Codable {
    var type: String
    var quantity: Int?
    var quantityTime: Int?
    var time: Int?
    var dots: [Int]?
    var coverPosition: Int?
    var format: Int?
    var aspectRatio: Int?
    var maxLength: Int?

    static let defaultInterval = 12
    static let defaultMaxLength = 480
    static let maxLengths = 96...4096
    static let mostDots = 100

    /// The order that this asks for.
    ///
    /// - Parameters:
    ///   - field: The member that holds this object, for the names in errors.
    ///   - pictureLimit: The most pictures of a task.
    func order(in field: String = "thumbnail", pictureLimit: Int) throws(Failure) -> SnapshotOrder {
        func require(_ condition: Bool, _ member: String) throws(Failure) {
            guard condition else { throw Failure.invalid("\(field).\(member)") }
        }
        let instants: SnapshotSpec.Instants
        switch type {
        case "time":
            let interval = time ?? Self.defaultInterval
            try require((0...100).contains(interval), "time")
            instants = .every(milliseconds: Int64(interval == 0 ? Self.defaultInterval : interval) * 1000)
        case "dots":
            let dots = dots ?? []
            try require((1...Self.mostDots).contains(dots.count), "dots")
            try require(dots.allSatisfy { (0...Int(Int32.max)).contains($0) }, "dots")
            instants = .at(Set(dots).sorted().map { Int64($0) * 1000 })
        case "quantity":
            guard let count = quantity else { throw Failure.invalid("\(field).quantity") }
            try require((1...10).contains(count), "quantity")
            let spacing = quantityTime ?? 0
            try require((0...Int(Int32.max)).contains(spacing), "quantity_time")
            instants = spacing == 0 ? .evenly(count: count) : .series(count: count, milliseconds: Int64(spacing) * 1000)
        default:
            throw Failure.invalid("\(field).type")
        }
        try require(format ?? 1 == 1, "format")
        try require((0...1).contains(aspectRatio ?? 0), "aspect_ratio")
        try require(Self.maxLengths.contains(maxLength ?? Self.defaultMaxLength), "max_length")
        try require((1...Int(Int32.max)).contains(coverPosition ?? 1), "cover_position")
        let spec = SnapshotSpec(
            instants: instants,
            aspect: aspectRatio == 1 ? .widescreen : .source,
            maxLength: maxLength ?? Self.defaultMaxLength,
            pictureLimit: pictureLimit
        )
        return SnapshotOrder(spec: spec, coverPosition: coverPosition)
    }

    /// The effective values of an order, as S4 shows them.
    init(_ order: SnapshotOrder) {
        switch order.spec.instants {
        case .every(let interval):
            type = "time"
            time = Int(interval / 1000)
        case .evenly(let count):
            type = "quantity"
            quantity = count
        case .series(let count, let spacing):
            type = "quantity"
            quantity = count
            quantityTime = Int(spacing / 1000)
        case .at(let instants):
            type = "dots"
            dots = instants.map { Int($0 / 1000) }
        case .first, .cover:
            type = "dots"
            dots = [0]
        }
        coverPosition = order.coverPosition ?? 1
        format = 1
        aspectRatio = order.spec.aspect == .widescreen ? 1 : 0
        maxLength = order.spec.maxLength ?? Self.defaultMaxLength
    }
}
