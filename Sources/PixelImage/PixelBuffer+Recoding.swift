// SPDX-License-Identifier: Apache-2.0

extension PixelBuffer {
    /// The factors that turn samples of another coding into those of JPEG, in parts of 2 to the power of 14.
    private struct Recoding {
        static let bits: Int32 = 14

        var luma: Int32
        /// The code of black.
        var black: Int32
        var lumaOfBlue: Int32
        var lumaOfRed: Int32
        /// What each of the two colour differences has of both.
        var blueOfBlue: Int32
        var blueOfRed: Int32
        var redOfBlue: Int32
        var redOfRed: Int32

        /// By the shares `red` and `blue` in luma (ITU-T H.273, 8.3) to those of JFIF 1.02.
        init(red: Double, blue: Double, isFullRange: Bool) {
            let green = 1 - red - blue
            let (fromBlue, fromRed) = (2 * (1 - blue), 2 * (1 - red))
            // What the new luma has of the old differences; it has all of the old luma.
            let ofBlue = 0.114 * fromBlue - 0.587 * fromBlue * blue / green
            let ofRed = 0.299 * fromRed - 0.587 * fromRed * red / green
            let (lumaScale, scale) = isFullRange ? (1.0, 1.0) : (255 / 219.0, 255 / 224.0)
            let fixed = { (value: Double) in Int32((value * Double(1 << Self.bits)).rounded()) }
            luma = fixed(lumaScale)
            black = isFullRange ? 0 : 16
            lumaOfBlue = fixed(ofBlue * scale)
            lumaOfRed = fixed(ofRed * scale)
            blueOfBlue = fixed((fromBlue - ofBlue) / 1.772 * scale)
            blueOfRed = fixed(-ofRed / 1.772 * scale)
            redOfBlue = fixed(-ofBlue / 1.402 * scale)
            redOfRed = fixed((fromRed - ofRed) / 1.402 * scale)
        }

        /// `value`, cut off at 0 and 255: unlike `UInt8(clamping:)` without a jump.
        @inline(__always)
        static func sample(_ value: Int32) -> UInt8 { UInt8(truncatingIfNeeded: max(0, min(255, value))) }
    }

    /// Takes its samples, of 8 bits, for samples of `coding`, and turns them into those of JPEG.
    ///
    /// - Returns: Whether `coding` has luma and differences of blue and red; else nothing was done.
    package mutating func recode(from coding: ColorCoding) -> Bool {
        guard case .luma(let red, let blue) = coding.matrix else { return false }
        let recoding = Recoding(red: red, blue: blue, isFullRange: coding.isFullRange)
        var additions = [Int32](repeating: 0, count: 2 * cb.width)
        for row in 0..<cb.height {
            recodeColors(of: row, recoding, &additions)
            for line in 2 * row..<min(2 * row + 2, height) { recodeLuma(of: line, recoding, additions) }
        }
        return true
    }

    /// Turns the colour differences of `row`, and tells what they add to the luma of each column, in parts.
    private mutating func recodeColors(of row: Int, _ recoding: Recoding, _ additions: inout [Int32]) {
        let (start, half) = (row * cb.stride, Int32(1) << (Recoding.bits - 1))
        unsafe cb.bytes.withUnsafeMutableBufferPointer { cb in
            unsafe cr.bytes.withUnsafeMutableBufferPointer { cr in
                unsafe additions.withUnsafeMutableBufferPointer { additions in
                    for column in 0..<additions.count / 2 {
                        let blue = unsafe Int32(cb[start &+ column]) &- 128
                        let red = unsafe Int32(cr[start &+ column]) &- 128
                        let addition = recoding.lumaOfBlue &* blue &+ recoding.lumaOfRed &* red &+ half
                        unsafe additions[2 &* column] = addition
                        unsafe additions[2 &* column &+ 1] = addition
                        let (newBlue, newRed) = (
                            recoding.blueOfBlue &* blue &+ recoding.blueOfRed &* red &+ half,
                            recoding.redOfBlue &* blue &+ recoding.redOfRed &* red &+ half
                        )
                        unsafe cb[start &+ column] = Recoding.sample(newBlue &>> Recoding.bits &+ 128)
                        unsafe cr[start &+ column] = Recoding.sample(newRed &>> Recoding.bits &+ 128)
                    }
                }
            }
        }
    }

    private mutating func recodeLuma(of line: Int, _ recoding: Recoding, _ additions: [Int32]) {
        let start = line * luma.stride
        unsafe luma.bytes.withUnsafeMutableBufferPointer { luma in
            unsafe additions.withUnsafeBufferPointer { additions in
                for column in 0..<width {
                    let sample = unsafe recoding.luma &* (Int32(luma[start &+ column]) &- recoding.black)
                    let sum = unsafe sample &+ additions[column]
                    unsafe luma[start &+ column] = Recoding.sample(sum &>> Recoding.bits)
                }
            }
        }
    }
}
