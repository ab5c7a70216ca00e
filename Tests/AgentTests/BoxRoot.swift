import Glibc
import Linux
import Wire

@testable import Agent

/// The file system of a box that does not run, in a directory that is removed with it.
final class BoxRoot {
    let path: String
    private let around: String

    init(_ files: [String: String] = [:]) throws {
        around = "/tmp/alcove-agent-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        path = "\(around)/root"
        // Where the agent lies.
        try File.makeDirectories("\(path)/.alcove", mode: 0o755)
        for (name, text) in files { try write(name, text) }
    }

    deinit {
        // What is left over harms no other test.
        try? File.removeTree(around)
    }

    func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws {
        let file = "\(path)/\(name)"
        try makeFolder(of: file)
        try File.replace(file, with: Array(text.utf8), mode: mode)
    }

    func link(_ name: String, to target: String) throws {
        try makeFolder(of: "\(path)/\(name)")
        try File.removeTree("\(path)/\(name)")
        try File.link("\(path)/\(name)", to: target)
    }

    private func makeFolder(of file: String) throws {
        guard let slash = file.lastIndex(of: "/") else { return }
        try File.makeDirectories(String(file[..<slash]), mode: 0o755)
    }

    func read(_ name: String) -> String? { (try? File.read("\(path)/\(name)"))?.text }

    /// Everything in it: the text of each file, where each link leads, and the modes.
    var tree: [String: String] { Self.tree(path) }
    /// What was written beside it instead of into it.
    var spilled: [String] { File.names(in: around).filter { $0 != "root" } }

    private static func tree(_ path: String, _ prefix: String = "") -> [String: String] {
        var found: [String: String] = [:]
        for name in File.names(in: path) {
            let here = "\(path)/\(name)"
            guard let status = FileStatus(here) else { continue }
            switch status.kind {
            case .directory:
                found["\(prefix)\(name)/"] = String(status.mode, radix: 8)
                found.merge(tree(here, "\(prefix)\(name)/")) { $1 }
            case .link: found[prefix + name] = "-> \(File.target(here) ?? "")"
            default:
                let text = (try? File.read(here))?.text ?? "?"
                found[prefix + name] = "\(String(status.mode, radix: 8)) \(text)"
            }
        }
        return found
    }

    /// Runs the steps that need no rights, as a start of the box does.
    ///
    /// - Returns: what went wrong in each.
    @discardableResult
    func setUp(
        _ setup: BoxSetup = .ofAmy,
        only names: [String] = [
            "user", "home", "runtime-directory", "markers", "root", "host-files", "machine-id",
            "packages", "profile",
        ]
    ) throws -> [String: String] {
        var context = try SetupContext(root: path, setup: setup)
        var failures: [String: String] = [:]
        for step in Setup.steps where names.contains(step.name) {
            do {
                try step.run(&context)
            } catch {
                failures[step.name] = error.reason
            }
        }
        try context.saveState()
        return failures
    }
}

extension BoxSetup {
    /// A box of a user named amy.
    static var ofAmy: BoxSetup {
        var setup = BoxSetup()
        setup.boxID = "k3"
        setup.boxName = "web"
        setup.image = "debian:stable"
        setup.engine = "podman"
        setup.version = "1.0"
        setup.user.name = "amy"
        setup.user.uid = 1000
        setup.user.gid = 1000
        setup.user.gecos = "Amy"
        setup.user.home = "/home/amy"
        setup.user.group = "amy"
        setup.user.shell = "/bin/zsh"
        setup.allowsRoot = true
        setup.socket = "/run/user/1000/alcove/a"
        setup.mounts = [
            Mapping(host: Array("/home/amy".utf8), box: Array("/home/amy".utf8)),
            Mapping(host: Array("/srv".utf8), box: Array("/data".utf8)),
        ]
        return setup
    }
}
