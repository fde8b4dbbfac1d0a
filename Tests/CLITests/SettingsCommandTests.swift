// SPDX-License-Identifier: Apache-2.0

import Foundation
import Model
import TestSupport
import Testing

extension CLISuite {
    @Suite("Settings")
    struct SettingsCommandTests {
        @Test("config tells each setting's value and where it came from, the nearest layer first")
        func origins() throws {
            let maker = try ClipMaker()
            let settings = """
                {"sweep": {"intervalSeconds": 9}, "limits": {"pictures": 8, "pixels": 8}, "fetch": {"enabled": true}}
                """
            let file = try maker.file("settings.json", Data(settings.utf8))
            let run = try withExtendedLifetime(maker) {
                try CommandRun(
                    ["config", "--config", file, "--set", "limits.pixels=5", "--data", "/nowhere/data"],
                    environment: ["VIGNETTE_LIMITS_PICTURES": "7", "VIGNETTE_LIMITS_PIXELS": "7"]
                )
            }
            #expect(run.status == 0, "\(run.error)")
            for line in [
                "limits.pixels = 5    # flag;", "data = /nowhere/data    # flag;",
                "limits.pictures = 7    # environment;", "sweep.intervalSeconds = 9    # \(file);",
                "fetch.enabled = true    # \(file);", "listen = 127.0.0.1:8080    # default;",
            ] {
                #expect(run.output.split(separator: "\n").contains { $0.hasPrefix(line) }, "\(line) in \(run.output)")
            }
        }

        @Test("docs/limits.md has every limit, with its default")
        func limits() throws {
            let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/limits.md")
            let rows = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
            let lines = try CommandRun(["config"]).output.split(separator: "\n")
            let limits = lines.filter { $0.hasPrefix("limits.") || $0.hasPrefix("fetch.bytes ") }
            #expect(limits.count >= 25)
            for line in limits {
                let setting = line.split(separator: " = ", maxSplits: 1)
                let value = setting[1].prefix { $0 != " " }
                #expect(rows.contains { $0.hasPrefix("| `\(setting[0])` | \(value) |") }, "\(line)")
            }
            for limit in Limit.allCases { #expect(lines.contains { $0.hasPrefix("\(limit.rawValue) = ") }, "\(limit)") }
        }

        @Test("the file may be named by the environment")
        func fileFromEnvironment() throws {
            let maker = try ClipMaker()
            let file = try maker.file("settings.json", Data(#"{"log": {"level": "debug"}}"#.utf8))
            let run = try withExtendedLifetime(maker) {
                try CommandRun(["config"], environment: ["VIGNETTE_CONFIG": file])
            }
            #expect(run.output.contains("log.level = debug    # \(file);"), "\(run.error)")
        }

        @Test("a setting that does not exist is an error that names the nearest, in every layer")
        func unknown() throws {
            let maker = try ClipMaker()
            let file = try maker.file("settings.json", Data(#"{"limits": {"picture": 8}}"#.utf8))
            try withExtendedLifetime(maker) {
                let flag = try CommandRun(["config", "--set", "limits.picture=5"])
                let environment = try CommandRun(["config"], environment: ["VIGNETTE_LIMITS_PICTURE": "5"])
                let inFile = try CommandRun(["config", "--config", file])
                for run in [flag, inFile] {
                    #expect(run.status == 64, "\(run.error)")
                    #expect(run.error.contains("There is no setting limits.picture. Did you mean limits.pictures?"))
                }
                #expect(environment.status == 64)
                #expect(
                    environment.error.contains(
                        "There is no setting VIGNETTE_LIMITS_PICTURE. Did you mean VIGNETTE_LIMITS_PICTURES?"
                    ),
                    "\(environment.error)"
                )
                let foreign = try CommandRun(["config"], environment: ["VIGNETTE_NO_SUCH": "5"])
                #expect(foreign.status == 64)
                #expect(foreign.error.contains("There is no setting VIGNETTE_NO_SUCH."), "\(foreign.error)")
            }
        }

        @Test(
            "a value of the wrong kind is an error",
            arguments: ["limits.pixels=many", "limits.pixels=-1", "fetch.enabled=perhaps", "nothing"]
        )
        func malformed(_ setting: String) throws {
            let run = try CommandRun(["config", "--set", setting])
            #expect(run.status == 64, "\(run.error)")
            #expect(run.output == "")
        }

        @Test(
            "a server does not start with a setting that makes no sense",
            arguments: ["listen=nowhere", "storage=s3:bucket", "database=postgres://x", "fetch.allow=host"]
        )
        func serve(_ setting: String) throws {
            let data = DataFolder()
            let run = try data.run("serve", "--set", setting)
            #expect(run.status == 64, "\(run.error)")
            #expect(run.error.contains(setting.prefix { $0 != "=" }), "\(run.error)")
        }

        @Test("variables that the tests read are none of the server's business")
        func testVariables() throws {
            let environment = ["VIGNETTE_CORPUS": "/x", "VIGNETTE_PROVE": "1", "VIGNETTE_SDK_PYTHON": "/y"]
            #expect(try CommandRun(["config"], environment: environment).status == 0)
        }

        @Test("what a server logs on a terminal cannot move its cursor")
        func terminal() async throws {
            let maker = try ClipMaker()
            let script = "#!/bin/sh\nprintf 'evil \\033[2J\\033]0;title\\007 words' >&2\n"
            let program = try maker.file("video-renderer", Data(script.utf8))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            let vignette = ServerProcess.programs.appending(path: "vignette").path
            let (data, log) = ("\(maker.directory)/data", "\(maker.directory)/log")
            let command =
                "'\(vignette)' serve --data '\(data)' --listen 127.0.0.1:0 --set renderers.folder='\(maker.directory)'"
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/script")
            process.arguments = ["--quiet", "--flush", "--command", command, log]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            defer { process.terminate() }
            let deadline = ContinuousClock.now + .seconds(30)
            var text = ""
            while !text.contains("words") {
                try #require(ContinuousClock.now < deadline, "\(text.debugDescription)")
                try await Task.sleep(for: .milliseconds(20))
                text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            }
            withExtendedLifetime(maker) {}
            // The first line is the one of `script`.
            let lines = text.split(separator: "\r\n")
            #expect(lines.contains { $0.contains("evil \u{FFFD}[2J\u{FFFD}]0;title\u{FFFD} words") }, "\(lines)")
            #expect(!text.contains("\u{1B}") && !text.contains("\u{7}"))
        }

        @Test("doctor names the libraries of a whole installation")
        func doctor() throws {
            let run = try DataFolder().run("doctor")
            #expect(run.status == 0, "\(run.output) \(run.error)")
            for part in ["vignette ", "SQLite ", "video-renderer", "libavformat", "libavcodec", "sandbox"] {
                #expect(run.output.contains(part), "\(part) in \(run.output)")
            }
            #expect(!run.output.contains("MISSING"), "\(run.output)")
        }

        @Test("doctor fails where the renderers are not")
        func doctorWithoutRenderers() throws {
            let run = try DataFolder().run("doctor", "--set", "renderers.folder=/nowhere")
            #expect(run.status == 1, "\(run.output)")
            #expect(run.output.contains("MISSING  video-renderer"), "\(run.output)")
        }
    }
}
