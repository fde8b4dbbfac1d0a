// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Model

/// Where LibreOffice keeps its things, and the environment that makes it keep them there.
///
/// The working directory of the zygote is its own. All of LibreOffice's files lie in it or, in a child, in the job's
/// folder: the folder for temporary files is named by way of `/proc/self/cwd`, so that it follows each process.
enum OfficeFolder {
    /// Where Debian installs the programs.
    static let programs = "/usr/lib/libreoffice/program"

    /// The address of the profile in `folder`, an absolute path.
    static func profile(in folder: String) -> String { "file://\(folder)/profile" }

    /// Writes the profile into `folder` and points the environment there, where nothing was set before.
    static func prepare(_ folder: String) throws {
        let user = "\(folder)/profile/user"
        // One after the other: asked to make those in between, Foundation tries for ever where the host, or who cleared up
        // after it, has removed `folder` meanwhile.
        for path in ["\(folder)/profile", user] {
            guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
                throw Failure.internal("mkdir: errno \(errno)")
            }
        }
        let registry = "\(user)/registrymodifications.xcu"
        let fonts = "\(folder)/fonts.conf"
        for (path, text) in [(registry, OfficeProfile.registry), (fonts, fontSettings)] {
            try Data(text.utf8).write(to: URL(filePath: path))
            // All children share them. The folders stay writable, without which the host could not remove them.
            try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
        }
        for (name, value) in environment(folder: folder, registry: registry, fonts: fonts) {
            unsafe setenv(name, value, 1)
        }
    }

    private static func environment(folder: String, registry: String, fonts: String) -> [(String, String)] {
        [
            ("HOME", folder),
            ("TMPDIR", "/proc/self/cwd"),
            ("FONTCONFIG_FILE", fonts),
            ("LANG", "C.UTF-8"),
            ("LC_ALL", "C.UTF-8"),
            // LibreOffice as the guest of a thread that forks.
            ("SAL_LOK_OPTIONS", "unipoll"),
            ("SAL_USE_VCLPLUGIN", "svp"),
            // The stage before the profile is known asks the environment for it.
            ("UserInstallation", profile(in: folder)),
            // What the distribution ships, then the profile; the asterisk makes it one that is never written to.
            // Without it a thread comes and goes that writes it.
            (
                "CONFIGURATION_LAYERS",
                "xcsxcu:file:///etc/libreoffice/registry res:file:///etc/libreoffice/registry "
                    + "user:*file://\(registry)"
            ),
        ]
    }

    /// The fonts of the system, without those that are coloured pictures.
    ///
    /// LibreOffice 7.4 puts such a font into a PDF without its pictures; another font has the same characters as
    /// outlines.
    private static let fontSettings = """
        <?xml version="1.0"?>
        <!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
        <fontconfig>
        <include>/etc/fonts/fonts.conf</include>
        <selectfont><rejectfont><pattern><patelt name="color"><bool>true</bool></patelt></pattern></rejectfont></selectfont>
        </fontconfig>

        """

    /// Makes in the working directory of a child the folders for temporary files that LibreOffice made in the zygote's
    /// and believes to be there.
    static func makeTemporaryFolders(_ names: [String]) {
        for name in names {
            unsafe mkdir(name, 0o700)
        }
    }

    /// The names of the folders for temporary files in the zygote's working directory.
    static func temporaryFolders() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: ".")) ?? []
        return names.filter { $0.hasPrefix("lu") && $0.hasSuffix(".tmp") }
    }
}
