/// A process that a caller wants in a box, with all that it is to have of the caller.
///
/// Descriptors of the streams that are no terminals travel with the frame, in the order input,
/// output, error.
package struct SessionRequest: Equatable, Sendable {
    /// What the caller calls the box: it may have been renamed since it started.
    package var boxName = ""
    /// The command and its arguments; empty is a shell.
    package var arguments: [[UInt8]] = []
    /// Start the shell as a login shell, or the command through one.
    package var login = false
    /// The shell to use instead of the box user's.
    package var shell: [UInt8]?
    /// As the box's root instead of its user.
    package var root = false
    /// `KEY=VALUE` of the caller, already without what must stay on the host.
    package var environment: [[UInt8]] = []
    /// `KEY=VALUE` that were asked for by name; these win over everything.
    package var explicitEnvironment: [[UInt8]] = []
    /// The caller's directory as host paths, best first.
    package var directories: [[UInt8]] = []
    /// A directory of the box that was asked for; it must be there.
    package var workdir: [UInt8]?
    /// Which streams are terminals.
    package var terminals = Terminals.none
    /// Whether the command may read the terminal from the start; else it is given it when it asks.
    package var foreground = true
    /// The caller's terminal settings, as the C library's `struct termios`; may be empty.
    package var termios: [UInt8] = []
    package var window = WindowSize()
    package var umask: UInt32 = 0o022
    package var limits: [Limit] = []
    /// Goes on when the caller goes away; its streams are the box's log.
    package var detached = false
    /// Whether no other shell will do: the caller named it for this session.
    package var requiresShell = false

    package init() {}

    package struct Terminals: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let input = Terminals(rawValue: 1)
        package static let output = Terminals(rawValue: 2)
        package static let error = Terminals(rawValue: 4)
        // A list of these would be turned into a set by code for sets of any kind.
        package static let none = Terminals(rawValue: UInt8.min)
        package static let window = Terminals(rawValue: 3)
        package static let all = Terminals(rawValue: 7)
    }

    /// A resource limit as `setrlimit(2)` takes it.
    package struct Limit: Equatable, Sendable {
        package var resource: UInt8
        package var soft: UInt64
        package var hard: UInt64
        package init(resource: UInt8, soft: UInt64, hard: UInt64) {
            self.resource = resource
            self.soft = soft
            self.hard = hard
        }
    }
}

/// The size of a terminal, in characters.
package struct WindowSize: Equatable, Sendable {
    package var rows: UInt16 = 24
    package var columns: UInt16 = 80

    package init(rows: UInt16 = 24, columns: UInt16 = 80) {
        self.rows = rows
        self.columns = columns
    }
}

extension SessionRequest {
    package var payload: [UInt8] {
        var writer = WireWriter()
        writer.write(boxName)
        writer.write(list: arguments)
        writer.write(login)
        writer.write(shell)
        writer.write(root)
        writer.write(list: environment)
        writer.write(list: explicitEnvironment)
        writer.write(list: directories)
        writer.write(workdir)
        writer.write(terminals.rawValue)
        writer.write(foreground)
        writer.write(termios)
        writer.write(window.rows)
        writer.write(window.columns)
        writer.write(umask)
        writer.write(list: limits) {
            $0.write($1.resource)
            $0.write($1.soft)
            $0.write($1.hard)
        }
        writer.write(detached)
        // Agents that do not know it understand requests without it.
        if requiresShell { writer.write(true) }
        return writer.bytes
    }

    package init(payload: [UInt8]) throws(WireError) {
        var reader = WireReader(payload)
        boxName = try reader.text()
        arguments = try reader.bytesList()
        login = try reader.flag()
        shell = try reader.optionalBytes()
        root = try reader.flag()
        environment = try reader.bytesList()
        explicitEnvironment = try reader.bytesList()
        directories = try reader.bytesList()
        workdir = try reader.optionalBytes()
        terminals = Terminals(rawValue: try reader.u8())
        foreground = try reader.flag()
        guard Terminals.all.isSuperset(of: terminals) else { throw .badValue }
        termios = try reader.bytes()
        window = WindowSize(rows: try reader.u16(), columns: try reader.u16())
        umask = try reader.u32()
        limits = try reader.list { reader throws(WireError) in
            Limit(resource: try reader.u8(), soft: try reader.u64(), hard: try reader.u64())
        }
        detached = try reader.flag()
        if !reader.isAtEnd {
            guard try reader.flag() else { throw .trailing }
            requiresShell = true
        }
        try reader.end()
    }
}
