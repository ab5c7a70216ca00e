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
        root = options.root
        let all = Environment.all
        let filter = EnvironmentFilter(
            keep: host.configuration.keep?.value ?? [],
            drop: host.configuration.drop?.value ?? [],
            clean: options.cleanEnv || host.configuration.cleanEnvironment?.value == true
        )
        environment = filter(all)
        if !options.cleanEnv, let path = host.environment["PATH"] {
            let home = Array(host.places.home.utf8)
            let shared = EnvironmentFilter.callerPath(Array(path.utf8)[...], below: home)
            if !shared.isEmpty { environment.append(Array("PATH=".utf8) + shared) }
        }
        for file in options.envFiles { explicitEnvironment += try Self.variables(inFile: file) }
        explicitEnvironment += options.env.compactMap { Self.variable($0, from: all) }
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
        let sign = UInt8(ascii: "=")
        if word.contains(sign) { return word }
        return all.first { $0.starts(with: word + [sign]) }
    }

    /// A line each; empty ones and comments are passed over.
    private static func variables(inFile path: [UInt8]) throws(Failure) -> [[UInt8]] {
        do {
            return try File.read(path.text).split(separator: UInt8(ascii: "\n"))
                .filter { $0.first != UInt8(ascii: "#") && $0.contains(UInt8(ascii: "=")) }
                .map { Array($0) }
        } catch {
            throw Failure("cannot read the variables in '\(path.text)': \(error)")
        }
    }

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
        guard !word.isEmpty else { throw Failure("a working directory cannot be empty") }
        if word.first == UInt8(ascii: "/") { return word }
        return directory + [UInt8(ascii: "/")] + word
    }
}
