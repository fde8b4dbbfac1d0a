// SPDX-License-Identifier: Apache-2.0

import Foundation

// What libFuzzer calls: https://llvm.org/docs/LibFuzzer.html

/// `FUZZ_TARGET` names it; without one, all names are printed, and whether they read files or texts.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
        for target in FuzzTarget.all { print(target.name, target.readsFiles ? "files" : "texts") }
        exit(name.isEmpty ? 0 : 64)
    }
    return target
}()

/// Writes the target's seeds where `FUZZ_SEEDS` says, before the folder is read.
@_cdecl("LLVMFuzzerInitialize")
func initialize(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
    let seeds = target.seeds
    guard let folder = ProcessInfo.processInfo.environment["FUZZ_SEEDS"] else { return 0 }
    for (index, seed) in seeds.enumerated() {
        try? Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(index)"))
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
