// SPDX-License-Identifier: Apache-2.0

import Configuration
import FoundationEssentials
import SystemPackage

/// The effective settings: flags over environment over file over defaults.
struct Settings: Sendable {
    /// One source of settings.
    private struct Layer: Sendable {
        var name: String
        var provider: any ConfigProvider
    }

    private static let variablePrefix = "VIGNETTE_"
    /// Variables that are ours without being settings: where the configuration file is, and what the test suite reads.
    private static let otherVariables: Set<String> = [
        "CONFIG", "BIN", "CONTRACT", "CORPUS", "FINDINGS", "PROVE", "PROVE_COUNT", "PROVE_SEED", "SDK_PYTHON",
    ]

    private let layers: [Layer]

    /// - Parameters:
    ///   - flags: By the names of their settings.
    ///   - file: A JSON file; `nil` for none.
    /// - Throws: ``SettingsError`` for a name that is none, ConfigError for a value of the wrong kind.
    init(flags: [String: String], environment: [String: String], file: String?) async throws {
        let known = Dictionary(uniqueKeysWithValues: Setting.all.map { ($0.name, $0) })
        var flagValues: [String: String] = [:]
        for (name, value) in flags {
            guard let setting = known[name] else {
                throw SettingsError.unknown(name, nearest: Self.nearest(to: name, among: known.keys))
            }
            flagValues[setting.variable] = value
        }
        let variables = Set(Setting.all.map(\.variable))
        var environmentValues: [String: String] = [:]
        for (name, value) in environment where name.hasPrefix(Self.variablePrefix) {
            let variable = String(name.dropFirst(Self.variablePrefix.count))
            guard !Self.otherVariables.contains(variable) else { continue }
            guard variables.contains(variable) else {
                let nearest = Self.nearest(to: variable, among: variables).map { Self.variablePrefix + $0 }
                throw SettingsError.unknown(name, nearest: nearest)
            }
            environmentValues[variable] = value
        }
        var layers = [
            Layer(name: "flag", provider: EnvironmentVariablesProvider(environmentVariables: flagValues)),
            Layer(name: "environment", provider: EnvironmentVariablesProvider(environmentVariables: environmentValues)),
        ]
        if let file {
            try Self.checkNames(inFile: file, known: Set(known.keys))
            let provider = try await FileProvider<JSONSnapshot>(filePath: FilePath(file))
            layers.append(Layer(name: file, provider: provider))
        }
        self.layers = layers
        for setting in Setting.all { _ = try value(of: setting) }
    }

    func text(_ setting: Setting) -> String {
        if case .text(let text)? = try? value(of: setting).value { return text }
        preconditionFailure("\(setting.name) is not a text")
    }

    func integer(_ setting: Setting) -> Int {
        if case .integer(let number)? = try? value(of: setting).value { return number }
        preconditionFailure("\(setting.name) is not a number")
    }

    func flag(_ setting: Setting) -> Bool {
        if case .flag(let flag)? = try? value(of: setting).value { return flag }
        preconditionFailure("\(setting.name) is not a flag")
    }

    func seconds(_ setting: Setting) -> Duration { .seconds(integer(setting)) }

    /// A setting's value and the layer that it comes from.
    func value(of setting: Setting) throws -> (value: Setting.Value, origin: String) {
        let key = AbsoluteConfigKey(setting.name.split(separator: ".").map(String.init), context: [:])
        let type: ConfigType =
            switch setting.defaultValue {
            case .text: .string
            case .integer: .int
            case .flag: .bool
            }
        for layer in layers {
            guard let found = try layer.provider.value(forKey: key, type: type).value else { continue }
            switch found.content {
            case .string(let text): return (.text(text), layer.name)
            case .int(let number):
                guard number >= setting.minimum else {
                    throw SettingsError.malformed(setting.name, "must be at least \(setting.minimum)")
                }
                return (.integer(number), layer.name)
            case .bool(let flag): return (.flag(flag), layer.name)
            default: continue
            }
        }
        return (setting.defaultValue, "default")
    }

    // MARK: Names

    /// Refuses a configuration file with a name that is no setting's.
    private static func checkNames(inFile path: String, known: Set<String>) throws {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SettingsError.unreadable(path)
        }
        guard let tree = try? JSONDecoder().decode(NameTree.self, from: data) else {
            throw SettingsError.unreadable(path)
        }
        for name in tree.names where !known.contains(name) {
            throw SettingsError.unknown(name, nearest: nearest(to: name, among: known))
        }
    }

    /// The one of `names` that shares the longest beginning with `name`; the shorter of two.
    private static func nearest(to name: String, among names: some Collection<String>) -> String? {
        let candidates = names.sorted().map {
            ($0, zip($0.lowercased(), name.lowercased()).prefix { $0 == $1 }.count)
        }
        return candidates.max { ($0.1, $1.0.count) < ($1.1, $0.0.count) }.flatMap { $0.1 >= 3 ? $0.0 : nil }
    }
}

/// The names of the leaves of a JSON object, joined by dots.
private struct NameTree: Decodable {
    var names: [String] = []

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        for key in container.allKeys {
            if let inner = try? container.decode(NameTree.self, forKey: key) {
                names += inner.names.map { "\(key.stringValue).\($0)" }
            } else {
                names.append(key.stringValue)
            }
        }
    }
}

/// What is wrong with the settings.
enum SettingsError: Error, CustomStringConvertible {
    case unknown(String, nearest: String?)
    case unreadable(String)
    case malformed(String, String)

    var description: String {
        switch self {
        case .unknown(let name, let nearest):
            "There is no setting \(name)." + (nearest.map { " Did you mean \($0)?" } ?? "")
        case .unreadable(let path): "\(path) cannot be read as a JSON object."
        case .malformed(let name, let reason): "\(name): \(reason)."
        }
    }
}
