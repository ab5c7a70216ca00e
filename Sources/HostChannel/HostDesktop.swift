import Glibc
package import Linux
import Systemd
import Wire

/// Has the host's desktop open what a box asks for: by its portal, else by a program.
package struct HostDesktop {
    private let copies: HostCopies
    /// The stream that is a file of the box's.
    var input: Int32 = 0
    /// Asks the portal.
    var ask: (PortalTarget, _ token: String?) throws(PortalError) -> Void = {
        (target, token) throws(PortalError) in try openByPortal(target, token: token)
    }

    package init(copies: HostCopies) { self.copies = copies }

    /// What became of it.
    package enum Outcome: Equatable {
        case opened
        /// The portal did not: the program of the host's is to have this word. What the portal said,
        /// where there is one.
        case left([UInt8], said: String?)
        case cancelled
        case timedOut(seconds: Int)
        case impossible(Obstacle)
    }

    package enum Obstacle: Error, Equatable {
        case system(SystemError)
        /// Only the box has it, and it is no file that could be copied.
        case notOnHost
        /// A copy would be.
        case tooLarge
        /// It could not be read within that time.
        case tooSlow(seconds: Int)
        /// So many files are being copied that this one found no room.
        case noRoom
    }

    /// Opens what a word of the host's program means.
    ///
    /// - Parameters:
    ///   - word: an address, a path of the host, or the input.
    ///   - token: what lets the program that opens it have the focus.
    ///   - copied: is told the path in the box of a file of which a copy is opened.
    /// - Returns: what became of it.
    package func open(
        _ word: [UInt8],
        token: String?,
        copied: (String) -> Void = { _ in }
    ) -> Outcome {
        guard case .path(let path) = OpenerWord(word) else {
            // The bus carries nothing but text.
            let address = String(validating: word, as: UTF8.self)
            return address.map { ask(.address($0), token, word) } ?? .left(word, said: nil)
        }
        do throws(Obstacle) {
            let place = path == OpenerWord.input ? try ownFile(copied) : path.text
            let file = try reading { () throws(SystemError) in
                // A path of the box's choice may be a pipe that nobody writes to.
                try FileDescriptor(opening: place, O_RDONLY | O_NONBLOCK | O_NOCTTY)
            }
            return ask(.file(file.number), token, Array(place.utf8))
        } catch {
            return .impossible(error)
        }
    }

    private func ask(_ target: PortalTarget, _ token: String?, _ word: [UInt8]) -> Outcome {
        do {
            try ask(target, token)
            return .opened
        } catch {
            switch error {
            case .absent: return .left(word, said: nil)
            case .refused(let words): return .left(word, said: words)
            case .cancelled: return .cancelled
            case .timedOut(let seconds): return .timedOut(seconds: seconds)
            }
        }
    }

    /// The path on the host of the file that is the input: its own, or a copy's.
    ///
    /// A portal takes only a descriptor whose path leads to the same file on the host, and so does a
    /// program that gets the path.
    private func ownFile(_ copied: (String) -> Void) throws(Obstacle) -> String {
        let input = try reading { () throws(SystemError) in try FileDescriptor(copying: self.input)
        }
        let status = FileStatus(of: input)
        guard let status, status.kind == .file,
            let path = File.target("/proc/self/fd/\(input.number)")
        else { throw .notOnHost }
        if let there = FileStatus(following: path), there.device == status.device,
            there.inode == status.inode
        {
            return path
        }
        let copy: String
        do {
            copy = try copies.add(input, called: path)
        } catch {
            switch error {
            case .tooLarge: throw .tooLarge
            case .tooSlow(let seconds): throw .tooSlow(seconds: seconds)
            case .noRoom: throw .noRoom
            case .system(let error): throw .system(error)
            }
        }
        copied(path)
        return copy
    }
}

private func reading<Result: ~Copyable>(
    _ body: () throws(SystemError) -> Result
) throws(HostDesktop.Obstacle) -> Result {
    do { return try body() } catch { throw .system(error) }
}
