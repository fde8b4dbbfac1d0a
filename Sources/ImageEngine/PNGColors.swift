// SPDX-License-Identifier: Apache-2.0

import PixelImage

/// What the colours of a PNG file mean, where it is chunks of its own that tell and no colour profile (PNG, third edition,
/// section 4.3): libvips reads the profile alone.
struct PNGColors {
    /// Most chunks before the picture's.
    private static let chunkLimit = 1024

    /// What is looked for, and the most bytes of each: a profile has only to be there.
    private static let names: [StaticString] = ["cICP", "cLLI", "mDCV", "gAMA", "cHRM", "sRGB", "iCCP"]
    private static let sizeLimit = 64

    /// By their names, those before the picture.
    private var chunks: [String: ArraySlice<UInt8>] = [:]

    init(_ file: Span<UInt8>) {
        var place = 8
        for _ in 0..<Self.chunkLimit {
            guard let chunk = file.pngChunk(at: place), !chunk.is("IDAT", in: file) else { return }
            if let name = Self.names.first(where: { chunk.is($0, in: file) })?.description, chunks[name] == nil {
                chunks[name] = ArraySlice(chunk.data.prefix(Self.sizeLimit).map { file[$0] })
            }
            place = chunk.end
        }
    }

    /// What the signals of red, green and blue mean; `nil` where they are sRGB's, or a colour profile tells.
    var source: ColorConversion.Source? {
        let source = codePoints ?? (chunks["iCCP"] == nil && chunks["sRGB"] == nil ? measured : nil)
        return source.flatMap { $0.isDisplayable ? nil : $0 }
    }

    /// What `cICP` says, which comes before all others.
    private var codePoints: ColorConversion.Source? {
        guard let codes = chunks["cICP"], codes.count == 4, let primaries = codes.bigEndian(at: 0, 1),
            let transfer = codes.bigEndian(at: 1, 1)
        else { return nil }
        // In parts of 10,000: content, then the display that the picture was made with.
        let content = chunks["cLLI"]?.bigEndian(at: 0, 4), display = chunks["mDCV"]?.bigEndian(at: 16, 4)
        let peak = ColorConversion.peak(
            display: display.map { Double($0) / 10_000 },
            content: content.map { Double($0) / 10_000 }
        )
        return ColorConversion.Source(primaries: primaries, transfer: transfer, peak: peak)
    }

    /// What `gAMA` and `cHRM` say.
    private var measured: ColorConversion.Source? {
        var source = ColorConversion.Source(primaries: .bt709, transfer: .display)
        if let points = chunks["cHRM"], points.count == 32 {
            let numbers = (0..<8).compactMap { points.bigEndian(at: 4 * $0, 4).map { Double($0) / 100_000 } }
            let pairs = stride(from: 0, to: 8, by: 2).map { ColorPrimaries.Point(numbers[$0], numbers[$0 + 1]) }
            guard pairs.allSatisfy({ $0.y > 0 }) else { return nil }
            let primaries = ColorPrimaries(red: pairs[1], green: pairs[2], blue: pairs[3], white: pairs[0])
            if !primaries.isClose(to: .bt709) { source.primaries = primaries }
        }
        // The file's signal is light to this power; beyond these, the chunk is a mistake.
        guard let gamma = chunks["gAMA"]?.bigEndian(at: 0, 4).map({ Double($0) / 100_000 }),
            (0.1...5).contains(gamma)
        else { return source }
        // What writers of sRGB put there for readers that know no better.
        let isSRGB = abs(gamma - 1 / 2.2) < 0.005 && source.primaries == .bt709
        source.transfer = isSRGB ? .display : .power(1 / gamma)
        return source
    }
}
