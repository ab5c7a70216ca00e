import Attach
import Boxes
import Glibc
import Linux
import Upkeep
import Wire

extension SessionRequest {
    /// What the caller wants, with all of the caller that a session in a box has.
    init(_ options: SessionOptions, streams: CallerStreams, host: Host) throws(Failure) {
        self.init()
        arguments = options.command
        login = options.verb == .enter || options.login
        shell = options.shell ?? host.configuration.shell.map { Array($0.value.utf8) }
        requiresShell = options.shell != nil
        root = options.root
        let all = Environment.all
        let filter = EnvironmentFilter(
            keep: host.configuration.keep?.value ?? [],
            drop: host.configuration.drop?.value ?? [],
            clean: options.cleanEnv || host.configuration.cleanEnvironment?.value == true
        )
        environment = filter(all)
        if host.configuration.prompt?.value == false {
            environment.append(Array("ALCOVE_PROMPT=none".utf8))
        }
        if let terminals = HostTerminals.folders({ host.environment[$0] }) {
            environment.append(Array("TERMINFO_DIRS=\(terminals)".utf8))
        }
        if !options.cleanEnv, let path = host.environment["PATH"] {
            let home = Array(host.places.home.utf8)
            let shared = EnvironmentFilter.callerPath(
                Array(path.utf8)[...],
                below: home,
                without: Array(host.places.shims.utf8)
            )
            if !shared.isEmpty { environment.append(Array("PATH=".utf8) + shared) }
        }
        for file in options.envFiles {
            explicitEnvironment += try Self.variables(inFile: file, all)
        }
        for word in options.env {
            if word.first == Self.sign || word.isEmpty {
                throw Failure(BoxError.badEnvironment(word.text))
            }
            if let variable = Self.variable(word, from: all) {
                explicitEnvironment.append(variable)
            }
        }
        directories = Self.directories(host)
        workdir = try options.workdir.map { word throws(Failure) in
            try Self.absolute(word, below: directories.first ?? [])
        }
        umask = Process.umask
        limits = Process.limits.map {
            Limit(resource: UInt8($0.resource), soft: $0.soft, hard: $0.hard)
        }
        detached = options.detach
        streams.describe(in: &self)
    }

    /// `KEY=VALUE` as it is; `KEY` with the caller's value, and nothing when it has none.
    private static func variable(_ word: [UInt8], from all: [[UInt8]]) -> [UInt8]? {
        if word.contains(sign) { return word }
        return all.first { $0.starts(with: word + [sign]) }
    }

    /// A variable a line, as `--env` takes it; empty lines and comments are passed over.
    private static func variables(
        inFile path: [UInt8],
        _ all: [[UInt8]]
    ) throws(Failure) -> [[UInt8]] {
        let bytes: [UInt8]
        do {
            bytes = try File.read(path.text)
        } catch {
            throw Failure(
                "the file of --env-file cannot be read",
                hint: "Name it as it is seen from where you are.",
                details: ["\(error)"]
            )
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var variables: [[UInt8]] = []
        for (index, line) in lines.enumerated() where !line.isEmpty && line.first != comment {
            let name = line.prefix { $0 != sign }
            guard !name.isEmpty, !name.contains(where: { $0 <= 0x20 }) else {
                throw Failure(
                    "\(path.text):\(index + 1): '\(Array(line).text)' is not a variable",
                    hint: "Write KEY=VALUE or KEY, as it is: without 'export', quotes or spaces."
                )
            }
            if let variable = variable(Array(line), from: all) { variables.append(variable) }
        }
        return variables
    }

    private static let sign = UInt8(ascii: "=")
    private static let comment = UInt8(ascii: "#")

    /// The caller's directory: as the shell calls it, if that is true, and as the kernel does.
    private static func directories(_ host: Host) -> [[UInt8]] {
        guard let physical = Process.directory else { return [] }
        guard let logical = host.environment["PWD"], logical.hasPrefix("/"),
            Array(logical.utf8) != physical, Process.isDirectory(logical)
        else { return [physical] }
        return [Array(logical.utf8), physical]
    }

    private static func absolute(
        _ word: [UInt8],
        below directory: [UInt8]
    ) throws(Failure) -> [UInt8] {
        guard !word.isEmpty else {
            throw Failure(
                "the working directory is empty",
                hint: "Name a directory of the box with --workdir.",
                status: 64
            )
        }
        if word.first == UInt8(ascii: "/") { return word }
        return directory + [UInt8(ascii: "/")] + word
    }
}
