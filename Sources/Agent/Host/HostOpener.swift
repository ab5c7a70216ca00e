import Glibc
import Linux
import Wire

/// What is to be opened on the host, as the host knows it.
enum HostOpener {
    private static let slash = UInt8(ascii: "/")

    /// The words with each file of the box as the host has it.
    ///
    /// - Throws: the first file that the host does not have.
    static func words(
        _ words: [[UInt8]],
        in mounts: [BoxSetup.Mapping],
        from directory: [UInt8]
    ) throws(NotOnHost) -> [[UInt8]] {
        var mapped: [[UInt8]] = []
        for word in words {
            guard case .path(let path) = OpenerWord(word) else {
                mapped.append(word)
                continue
            }
            let called = path.first == slash ? path : directory + [slash] + path
            // Links and `..` lead where they lead in the box; what is not there may be on the host, and
            // below `/run/host` it is.
            let isHosts = called.starts(with: HostDirectories.host)
            let real = isHosts ? nil : File.realPath(called.text).map { Array($0.utf8) }
            let whole = real ?? called
            guard let place = HostDirectories.place(of: whole, in: mounts) else {
                throw NotOnHost(path: whole)
            }
            mapped.append(place)
        }
        return mapped
    }

    struct NotOnHost: Error, Equatable {
        let path: [UInt8]
    }

    /// Makes a file that the host does not have the input of this process, and so of the command.
    ///
    /// The host's side makes a copy of it: no program there could open a path of the box.
    static func handOver(_ path: [UInt8]) throws(HostFailure) {
        let name = path.text
        do throws(SystemError) {
            let file = try FileDescriptor(opening: name, O_RDONLY | O_NONBLOCK | O_NOCTTY)
            if FileStatus(of: file)?.kind == .file, dup2(file.number, 0) == 0 { return }
        } catch {
            throw HostFailure("\(error)", status: 2)
        }
        throw HostFailure("'\(name)' is not on the host, which is to open it", status: 2)
    }
}
