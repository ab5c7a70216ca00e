import Boxes
import Engines
import Linux
import Wire

/// The keys by which this user's ssh comes into boxes, and knows that it is in one.
///
/// Made once, for all boxes, in a folder that is the user's alone.
package struct SSHKeys: Sendable {
    package let folder: String

    package init(_ places: Places) { folder = places.state + "/ssh" }

    /// Makes them, unless they are there.
    ///
    /// What a killed call left is beside the folder, and taken away by the next.
    package func prepare() throws(UpkeepError) {
        if isThere { return }
        let (scratch, lockPath) = (folder + ".new", folder + ".lock")
        let lock = try onSystem { () throws(SystemError) in
            if let slash = folder.lastIndex(of: "/") {
                try File.makeDirectories(String(folder[..<slash]), mode: 0o700)
            }
            return try FileLock.wait(lockPath, milliseconds: 10_000)
        }
        guard let lock else { throw .keysNotMade(log: ["'\(lockPath)' is held"]) }
        defer { extendLifetime(lock) }
        if isThere { return }
        try onSystem { () throws(SystemError) in
            try File.removeTree(scratch)
            try File.makeDirectories(scratch, mode: 0o700)
        }
        for name in [SSHAccess.hostKey, SSHAccess.userKey] { try make("\(scratch)/\(name)") }
        try onSystem { () throws(SystemError) in
            let key = try File.read("\(scratch)/\(SSHAccess.hostKey).pub", limit: 4096)
            let line = Array("\(SSHAccess.alias) ".utf8) + key
            try File.replace("\(scratch)/\(SSHAccess.knownHosts)", with: line, mode: 0o600)
            try File.removeTree(folder)
            try File.move(scratch, to: folder)
        }
    }

    private var isThere: Bool {
        let names = [
            SSHAccess.hostKey, SSHAccess.userKey, SSHAccess.publicKey, SSHAccess.knownHosts,
        ]
        return names.allSatisfy { File.kind("\(folder)/\($0)") == .file }
    }

    private func make(_ path: String) throws(UpkeepError) {
        let words = ["-q", "-t", "ed25519", "-N", "", "-C", "alcove", "-f", path]
        let program = Program("ssh-keygen", words, environment: Environment.all)
        guard Program.isInstalled(program.name) else { throw .noKeyProgram }
        var log: [String] = []
        let ending = try onSystem { () throws(SystemError) in
            try program.run { line in
                if let line { log.append(line) }
                return true
            }
        }
        guard ending == .code(0) else { throw .keysNotMade(log: log) }
    }
}

extension Household {
    /// Whether the box has a server that ssh could speak to.
    package func hasSSHServer(_ record: BoxRecord) throws(UpkeepError) -> Bool {
        for path in SSHAccess.programs {
            let entry = try onEngine { () throws(EngineError) in
                try engine.entry(path, in: record.container)
            }
            if entry != nil { return true }
        }
        return false
    }
}
