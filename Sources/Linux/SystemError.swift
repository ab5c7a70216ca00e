import CLinux
import Glibc

/// A system call that failed: which one, on what, and why.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let call: String
    /// What the call was about, as people know it: a path, a program.
    package let subject: String
    /// The errno.
    package let code: Int32

    package init(call: String, subject: String, code: Int32) {
        self.call = call
        self.subject = subject
        self.code = code
    }

    package var description: String { "\(subject): \(reason)" }

    /// Why, in the words of the C library.
    package var reason: String { unsafe String(cString: strerror(code)) }

    /// Whether there was no room left for what was to be written.
    package var isOfFullDisk: Bool { code == ENOSPC || code == EDQUOT }
}

/// Runs a call that answers -1 on failure, again if a signal cut it short.
@discardableResult
package func check(
    _ call: String,
    _ subject: String,
    _ body: () -> Int32
) throws(SystemError) -> Int32 {
    while true {
        let answer = body()
        if answer >= 0 { return answer }
        let code = errno
        if code != EINTR { throw SystemError(call: call, subject: subject, code: code) }
    }
}

/// Runs a call of CLinux, which answers 0 or an errno.
package func checkCode(
    _ call: String,
    _ subject: String,
    _ body: () -> Int32
) throws(SystemError) {
    while true {
        let code = body()
        if code == 0 { return }
        if code != EINTR { throw SystemError(call: call, subject: subject, code: code) }
    }
}
