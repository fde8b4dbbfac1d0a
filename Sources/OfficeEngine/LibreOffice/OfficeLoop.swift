// SPDX-License-Identifier: Apache-2.0

import CLibreOfficeKit
import FoundationEssentials
import Glibc
import Model
import RenderKit

/// LibreOffice's main loop, with a zygote as its guest.
///
/// In this mode (*unipoll*) LibreOffice makes no thread. When it has nothing to do it calls back and is told when to go
/// on. The first such call becomes the zygote, which warms LibreOffice, forks its children there and never returns.
/// Calls within that call, while a document is loaded, wait until LibreOffice wakes itself up.
///
/// - SeeAlso: LibreOfficeKit.h of LibreOffice 7.4, `runLoop`.
@safe
final class OfficeLoop {
    /// LibreOffice, once ``run()`` has started it.
    private(set) var kit: UnsafeMutablePointer<LibreOfficeKit>?
    private var zygote: Zygote<OfficeEngine>
    /// Written to when a thread of LibreOffice wants the loop to go on.
    private var wake: PipeEnds?
    private var isServing = false

    /// The loop of this process.
    ///
    /// It is set once, before the loop runs, and read by the thread that runs it alone.
    nonisolated(unsafe) private(set) static var current: OfficeLoop?

    /// Takes the place of the host's guest in this process; nothing runs yet.
    init(name: String) {
        zygote = Zygote(name: name)
    }

    /// Starts LibreOffice in the working directory and serves until the host has no more jobs.
    func run() -> Never {
        let folder = FileManager.default.currentDirectoryPath
        do {
            try OfficeFolder.prepare(folder)
        } catch {
            zygote.refuse("The profile cannot be written: \(error)")
        }
        wake = PipeEnds.make()
        guard wake != nil else { zygote.refuse("pipe: errno \(errno)") }
        guard let kit = unsafe Self.start(profile: OfficeFolder.profile(in: folder)) else {
            zygote.refuse(unsafe dlerror().map { unsafe String(cString: $0) } ?? "LibreOffice does not start")
        }
        unsafe self.kit = kit
        unsafe Self.current = self
        // Debian's 7.4 takes note of the callbacks only where there is something to pass to them.
        let data = unsafe Unmanaged.passRetained(self).toOpaque()
        unsafe kit.pointee.pClass.pointee.runLoop(
            kit,
            { data, microseconds in
                guard let data = unsafe data else { return 0 }
                return unsafe Unmanaged<OfficeLoop>.fromOpaque(data).takeUnretainedValue().poll(microseconds)
            },
            { data in
                guard let data = unsafe data else { return }
                unsafe Unmanaged<OfficeLoop>.fromOpaque(data).takeUnretainedValue().wakeUp()
            },
            data
        )
        // Something else than the host told it to end.
        _exit(1)
    }

    private typealias Hook =
        @convention(c) (UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> UnsafeMutablePointer<LibreOfficeKit>?

    private static func start(profile: String) -> UnsafeMutablePointer<LibreOfficeKit>? {
        // Its own symbols first: it brings a PDFium of another version than ours.
        let library = unsafe dlopen("\(OfficeFolder.programs)/libmergedlo.so", RTLD_LAZY | RTLD_DEEPBIND)
        guard let library = unsafe library, let symbol = unsafe dlsym(library, "libreofficekit_hook_2") else {
            return nil
        }
        let hook = unsafe unsafeBitCast(symbol, to: Hook.self)
        return unsafe hook(OfficeFolder.programs, profile)
    }

    /// Opens, prints and closes a document in each of its formats, in the zygote.
    ///
    /// - Returns: Whether that worked.
    func warm(_ warm: WarmDocument) -> Bool {
        let folder = FileManager.default.currentDirectoryPath
        let paths = ([warm.suffix] + warm.formats).map { "\(folder)/warm.\($0)" }
        let pdf = "\(folder)/warm.pdf"
        defer { for path in paths + [pdf] { unsafe unlink(path) } }
        guard (try? Data(warm.text.utf8).write(to: URL(filePath: paths[0]))) != nil,
            let original = try? OfficeDocument(opening: paths[0], in: self), original.export("1", to: pdf)
        else { return false }
        return zip(warm.formats, paths.dropFirst()).allSatisfy { format, path in
            guard original.save(as: format, to: path), let document = try? OfficeDocument(opening: path, in: self)
            else {
                return false
            }
            return document.export("1", to: pdf)
        }
    }

    /// Waits up to `microseconds`, or without end when they are negative.
    ///
    /// - Returns: More than 0 when it was woken up.
    private func poll(_ microseconds: CInt) -> CInt {
        guard isServing else { serve() }
        guard let wake else { return 0 }
        var wait = pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)
        let milliseconds = microseconds < 0 ? -1 : microseconds / 1000 + (microseconds % 1000 > 0 ? 1 : 0)
        guard unsafe Glibc.poll(&wait, 1, milliseconds) > 0 else { return 0 }
        var bytes = [UInt8](repeating: 0, count: 256)
        _ = unsafe read(wake.read, &bytes, bytes.count)
        return 1
    }

    /// Any thread may call it.
    private func wakeUp() {
        guard let wake else { return }
        var byte: UInt8 = 0
        // A pipe that is full wakes up as well.
        _ = unsafe write(wake.write, &byte, 1)
    }

    private func serve() -> Never {
        isServing = true
        zygote.begin()
        zygote.run()
        // What LibreOffice would do at its end was never meant for a process that has forked.
        _exit(0)
    }
}
