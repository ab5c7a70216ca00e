import Glibc
import Linux
import Wire

/// The directory of the host's gpg-agent, as a box has it that is to have a part of it or nothing.
///
/// Where the box sees it, there is an empty one of the box's. In that are links to those sockets of
/// the host's that the box may have; each is mounted by itself, so that nothing comes with it.
final class GPGAgentPlace {
    /// A socket of the agent's, and the name by which programs of the box look for it.
    struct Socket: Equatable {
        let host: String
        let box: String
    }

    /// Where the host's sockets are mounted; what is in their usual place may be taken away by gpg.
    static let stands = "/run/alcove/gnupg"
    private static let directory = Folder.pathOnly | O_DIRECTORY

    private let path: String
    private let cover: Mounts.Cover
    /// Of the host's directory; nil where the kernel has no more of them.
    private var watch: DirectoryWatch?
    /// What there was when all was followed last; nil before.
    private var followed: (hasHomes: Bool, hasOwn: Bool?)?

    /// Which sockets a box has; nil when it has the directory as it is.
    ///
    /// A home of its own has keys of its own: the agent's restricted socket signs and decrypts with
    /// those of the host, and neither makes, changes nor exports any. What ssh asks is another matter.
    static func sockets(for setup: BoxSetup) -> [Socket]? {
        let isLeftOut = setup.without.contains(.gpgAgent)
        guard setup.hasOwnHome || isLeftOut else { return nil }
        var sockets: [Socket] = []
        if !isLeftOut { sockets.append(Socket(host: "S.gpg-agent.extra", box: "S.gpg-agent")) }
        if !setup.without.contains(.sshAgent) {
            sockets.append(Socket(host: "S.gpg-agent.ssh", box: "S.gpg-agent.ssh"))
        }
        return sockets
    }

    /// Covers the directory.
    init(_ name: String, of user: BoxSetup.User) throws(SystemError) {
        path = "/run/host/\(name)"
        cover = try Mounts.coverFolder(name, of: user, in: try Folder("/run/host"))
        // The next session looks again in any case.
        watch = try? DirectoryWatch(cover.hosts)
    }

    /// Whether it still covers what a login may have made anew.
    var isPresent: Bool {
        guard let here = FileStatus(following: path) else { return false }
        return (here.device, here.inode) == (cover.device, cover.inode)
    }

    /// A descriptor that is readable when the host's agent came or went.
    var watchNumber: Int32? { watch?.number }

    /// Whether nothing came or went since all was followed: nearly free, for it is asked for each session.
    func isSettled(own: String?) -> Bool {
        guard let followed, watch?.names().isEmpty == true else { return false }
        // Nobody watches the directories of other homes.
        return !followed.hasHomes && followed.hasOwn == own.map(File.isFolder)
    }

    /// Follows what the host's agent has now; also in the runtime directory that the box has of its
    /// own, if it has one.
    func follow(
        _ setup: BoxSetup,
        in root: borrowing Folder,
        own: String?
    ) throws(SystemError) {
        followed = nil
        let sockets = Self.sockets(for: setup) ?? []
        let homes = homes
        let hasOwn = own.map(File.isFolder)
        var places: [(name: String, place: String?)] = []
        for home in [""] + homes {
            for socket in sockets {
                let place = try stand(home + socket.host, of: setup.user, in: root)
                places.append((home + socket.box, place))
            }
        }
        try asUser(setup.user) { () throws(SystemError) in
            for (name, place) in places { try Self.lead(name, to: place, in: cover.above) }
            guard let own, hasOwn == true, !sockets.isEmpty else { return }
            try File.makeDirectories("\(own)/gnupg", mode: 0o700)
            let folder = try Folder("\(own)/gnupg")
            for (name, place) in places { try Self.lead(name, to: place, in: folder) }
        }
        followed = (!homes.isEmpty, hasOwn)
    }

    /// Directories for homes of gpg's that are not in the usual place, as it names them.
    private var homes: [String] {
        let names = File.names(in: cover.hosts).filter { name in
            name.utf8.count == 26 && name.hasPrefix("d.")
                && name.utf8.dropFirst(2).allSatisfy { (0x30...0x7a).contains($0) }
        }
        return names.sorted().prefix(Self.mostHomes).map { $0 + "/" }
    }

    private static let mostHomes = 16

    /// Mounts a socket of the host's, as it is now.
    ///
    /// - Returns: where; nil when the host has none.
    private func stand(
        _ name: String,
        of user: BoxSetup.User,
        in root: borrowing Folder
    ) throws(SystemError) -> String? {
        let place = "\(Self.stands)/\(name)"
        guard let socket = socket(name), let status = FileStatus(of: socket),
            status.kind == .socket, status.owner == user.uid
        else { return nil }
        if let here = FileStatus(following: place),
            (here.device, here.inode) == (status.device, status.inode)
        {
            return place
        }
        let (folder, last) = Self.parts(place)
        try root.makeDirectories(String(folder.dropFirst()))
        let parent = try root.reach(Array(folder.utf8.dropFirst()), Self.directory, .noLinks)
        let target = "/proc/self/fd/\(parent.number)/\(last)"
        let holder = Folder(owning: parent)
        holder.uncover(last)
        try holder.replace(last, with: [], mode: 0o600)
        try check("mount", place) {
            unsafe mount("/proc/self/fd/\(socket.number)", target, nil, UInt(MS_BIND), nil)
        }
        return place
    }

    private func socket(_ name: String) -> FileDescriptor? {
        // That it cannot be had is as good as that it is not there.
        try? cover.beneath.reach(Array(name.utf8), Folder.pathOnly, .noLinks)
    }

    /// Has a name lead to a place, and no longer to one that is gone.
    private static func lead(
        _ name: String,
        to place: String?,
        in folder: borrowing Folder
    ) throws(SystemError) {
        let present = folder.target(name)
        guard let place else {
            if present?.hasPrefix(stands) == true { try folder.remove(name) }
            return
        }
        if present == place { return }
        // An agent of the box's own is right as long as the host's is dead, and left its socket behind.
        if folder.statusOfLink(name) != nil, present == nil, !answers(place) { return }
        let home = parts(name).folder
        if !home.isEmpty { try folder.makeDirectories(home, mode: 0o700) }
        try folder.link(name, to: place)
    }

    private static func answers(_ place: String) -> Bool {
        // Why it does not is not asked.
        (try? UnixSocket.connect(to: place)) != nil
    }

    private static func parts(_ path: String) -> (folder: String, last: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }
}
