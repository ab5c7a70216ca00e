import CLinux
import Glibc

/// A process to be started in a box, in full: what happens to it between fork and exec.
package struct SessionPlan {
    /// Paths to try to execute, in turn.
    package var programs: [[UInt8]] = []
    package var arguments: [[UInt8]] = []
    package var environment: [[UInt8]] = []
    /// Directories to begin in: the first that can be entered.
    package var directories: [[UInt8]] = []
    /// Descriptors that become input, output and error.
    package var streams: (Int32, Int32, Int32) = (0, 1, 2)
    /// The slave side of the session's own terminal; nil when it has none.
    package var terminal: Int32?
    /// Whether the command may read the terminal from the start.
    package var foreground = true
    package var uid: UInt32 = 0
    package var gid: UInt32 = 0
    /// Supplementary groups to set; nil keeps the caller's.
    package var groups: [UInt32]?
    /// Whether set-user-id programs gain nothing.
    package var noNewPrivileges = false
    package var umask: UInt32 = 0o022
    package var limits: [Limit] = []

    package init() {}

    package struct Limit: Sendable {
        package var resource: Int32
        package var soft: UInt64
        package var hard: UInt64

        package init(resource: Int32, soft: UInt64, hard: UInt64) {
            self.resource = resource
            self.soft = soft
            self.hard = hard
        }
    }

    /// Forks; what comes of it is told on the reading end of `reports`, given to the caller.
    ///
    /// The process is the command itself; with a terminal it is the session's monitor, which waits
    /// for the command, and gives it the terminal when it gets SIGUSR1.
    package func start() throws(SystemError) -> Begun {
        var ends: [Int32] = [-1, -1]
        try check("pipe2", "pipe") {
            unsafe ends.withUnsafeMutableBufferPointer {
                guard let first = $0.baseAddress else { return -1 }
                return unsafe pipe(first)
            }
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reading = FileDescriptor(owning: ends[0])
        let writing = FileDescriptor(owning: ends[1])
        _ = fcntl(reading.number, F_SETFL, O_NONBLOCK)
        var pid: Int32 = 0
        let code = fork(reportingOn: writing.number, pid: &pid)
        if code != 0 { throw SystemError(call: "fork", subject: "session", code: code) }
        return Begun(pid: pid, reports: reading)
    }

    /// A process that was forked.
    package struct Begun: ~Copyable {
        package let pid: Int32
        package let reports: FileDescriptor

        /// Gives the reading end of the reports away: it is the caller's to close.
        package consuming func takeReports() -> Int32 { reports.release() }
    }

    private func fork(reportingOn report: Int32, pid: inout Int32) -> Int32 {
        let limits = limits.map { cl_limit(resource: $0.resource, soft: $0.soft, hard: $0.hard) }
        let groups = groups ?? []
        return unsafe withCStrings(programs) { programs in
            unsafe withCStrings(arguments) { arguments in
                unsafe withCStrings(environment) { environment in
                    unsafe withCStrings(directories) { directories in
                        unsafe limits.withUnsafeBufferPointer { limits in
                            unsafe groups.withUnsafeBufferPointer { groups in
                                var session = unsafe cl_session()
                                unsafe session.programs = programs
                                unsafe session.arguments = arguments
                                unsafe session.environment = environment
                                unsafe session.directories = directories
                                unsafe session.streams = streams
                                unsafe session.terminal = terminal ?? -1
                                unsafe session.foreground = foreground ? 1 : 0
                                unsafe session.report = report
                                unsafe session.uid = uid
                                unsafe session.gid = gid
                                unsafe session.group_count =
                                    self.groups == nil ? -1 : Int32(groups.count)
                                unsafe session.groups = groups.baseAddress
                                unsafe session.no_new_privileges = noNewPrivileges ? 1 : 0
                                unsafe session.umask = umask
                                unsafe session.limits = limits.baseAddress
                                unsafe session.limit_count = Int32(limits.count)
                                return unsafe cl_start(&session, &pid)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What a session tells of itself.
package enum SessionReport: Equatable, Sendable {
    /// It is about to execute, as that process, in the directory of that index.
    case ready(pid: Int32, directory: Int)
    case failed(Stage, code: Int32)
    case stopped(signal: Int32)
    case wantsTerminal
    case ended(Ending)

    package enum Stage: Sendable {
        case setup, directory, execute
    }

    /// Reads what is there; nil when the other end is closed, empty when nothing came yet.
    package static func read(from reports: Int32) -> [SessionReport]? {
        var found: [SessionReport] = []
        while true {
            var record = cl_report()
            let count = unsafe Glibc.read(reports, &record, MemoryLayout<cl_report>.size)
            if count == MemoryLayout<cl_report>.size {
                if let report = SessionReport(record) { found.append(report) }
            } else if count < 0, errno == EAGAIN || errno == EINTR {
                return found
            } else {
                return found.isEmpty ? nil : found
            }
        }
    }

    private init?(_ record: cl_report) {
        switch Int(record.kind) {
        case CL_READY: self = .ready(pid: record.first, directory: Int(record.second))
        case CL_FAILED:
            let stage: Stage =
                switch Int(record.first) {
                case CL_STAGE_DIRECTORY: .directory
                case CL_STAGE_EXECUTE: .execute
                default: .setup
                }
            self = .failed(stage, code: record.second)
        case CL_STOPPED: self = .stopped(signal: record.first)
        case CL_WANTS_TERMINAL: self = .wantsTerminal
        case CL_ENDED: self = .ended(Ending(waitStatus: record.first))
        default: return nil
        }
    }
}
