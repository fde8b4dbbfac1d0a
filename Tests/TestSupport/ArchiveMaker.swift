// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc

/// Makes archives and other files with Python, in a directory of its own that goes with it.
package final class ArchiveMaker: Sendable {
    package let directory: String

    package init() throws {
        directory = try temporaryFolder("archives")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Runs `script` in Python, with `path` as the path of the file to make, in the directory of all of them.
    ///
    /// - Returns: The path.
    package func make(_ script: String, _ name: String = "archive") throws -> String {
        let path = "\(directory)/\(name)"
        try Program.run(["python3", "-c", Self.prelude + script, path])
        return path
    }

    /// `written(format, options, entries)` is libarchive's writer; the passphrase of what is encrypted is `secret`.
    private static let prelude = """
        import ctypes, io, os, struct, sys, tarfile, zipfile
        path = sys.argv[1]
        os.chdir(os.path.dirname(path))
        DEFLATED, STORED = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
        def written(format, options, entries):
            la = ctypes.CDLL("libarchive.so.13")
            p, s = ctypes.c_void_p, ctypes.c_char_p
            for name in ("archive_write_new", "archive_entry_new"): getattr(la, name).restype = p
            la.archive_entry_set_size.argtypes = [p, ctypes.c_int64]
            la.archive_write_data.argtypes = [p, s, ctypes.c_size_t]
            la.archive_write_data.restype = ctypes.c_ssize_t
            a = p(la.archive_write_new())
            assert la.archive_write_set_format_by_name(a, format.encode()) == 0
            if options: assert la.archive_write_set_options(a, options.encode()) == 0
            la.archive_write_set_passphrase(a, b"secret")
            assert la.archive_write_open_filename(a, path.encode()) == 0
            for name, data in entries:
                e = p(la.archive_entry_new())
                la.archive_entry_set_pathname(e, name.encode())
                la.archive_entry_set_size(e, len(data))
                la.archive_entry_set_filetype(e, 0o100000)
                la.archive_entry_set_perm(e, 0o644)
                assert la.archive_write_header(a, e) == 0
                assert la.archive_write_data(a, data, len(data)) == len(data)
                la.archive_entry_free(e)
            assert la.archive_write_close(a) == 0

        """
}
