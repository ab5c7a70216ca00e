import Glibc

/// A user of the host.
package struct Account: Equatable, Sendable {
    package var name: String
    package var uid: UInt32
    package var gid: UInt32
    package var gecos: String
    package var home: String
    package var shell: String
    package var groups: [Group]
    /// The name of the group `gid`; its number when it has none.
    package var group: String

    /// A group of the host.
    package struct Group: Equatable, Sendable {
        package var name: String
        package var gid: UInt32

        package init(name: String, gid: UInt32) {
            self.name = name
            self.gid = gid
        }
    }

    package init(
        name: String,
        uid: UInt32,
        gid: UInt32,
        gecos: String = "",
        home: String,
        shell: String = "",
        group: String,
        groups: [Group] = []
    ) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.gecos = gecos
        self.home = home
        self.shell = shell
        self.group = group
        self.groups = groups
    }
}

extension Account {
    /// The user of this process; without an entry in the database only the numbers are known.
    package static func current() -> Account {
        let uid = getuid()
        let gid = getgid()
        let group = Group.named(gid)?.name ?? String(gid)
        var account =
            entry(of: uid)
            ?? Account(name: String(uid), uid: uid, gid: gid, home: "/", group: group)
        account.gid = gid
        account.group = group
        account.groups = supplementary(except: gid)
        return account
    }

    /// The user's entry in the passwd database.
    private static func entry(of uid: UInt32) -> Account? {
        var record = unsafe passwd()
        var room = [CChar](repeating: 0, count: 65536)
        var found: UnsafeMutablePointer<passwd>?
        guard unsafe getpwuid_r(uid, &record, &room, room.count, &found) == 0,
            unsafe found != nil
        else { return nil }
        return Account(
            name: unsafe text(record.pw_name),
            uid: uid,
            gid: unsafe record.pw_gid,
            gecos: unsafe text(record.pw_gecos),
            home: unsafe text(record.pw_dir),
            shell: unsafe text(record.pw_shell),
            group: ""
        )
    }

    /// The groups this process is in beside its own; one without a name goes by its number.
    private static func supplementary(except gid: UInt32) -> [Group] {
        let count = getgroups(0, nil)
        guard count > 0 else { return [] }
        var ids = [gid_t](repeating: 0, count: Int(count))
        let given = unsafe getgroups(count, &ids)
        return ids.prefix(Int(max(given, 0))).filter { $0 != gid }.map {
            Group.named($0) ?? Group(name: String($0), gid: $0)
        }
    }
}

extension Account.Group {
    package static func named(_ gid: UInt32) -> Account.Group? {
        var record = unsafe group()
        var room = [CChar](repeating: 0, count: 65536)
        var found: UnsafeMutablePointer<group>?
        guard unsafe getgrgid_r(gid, &record, &room, room.count, &found) == 0,
            unsafe found != nil
        else { return nil }
        return Account.Group(name: unsafe text(record.gr_name), gid: gid)
    }

    package static func named(_ name: String) -> Account.Group? {
        var record = unsafe group()
        var room = [CChar](repeating: 0, count: 65536)
        var found: UnsafeMutablePointer<group>?
        guard unsafe getgrnam_r(name, &record, &room, room.count, &found) == 0,
            unsafe found != nil
        else { return nil }
        return Account.Group(name: name, gid: unsafe record.gr_gid)
    }
}

private func text(_ string: UnsafeMutablePointer<CChar>?) -> String {
    unsafe string.map { unsafe String(cString: $0) } ?? ""
}

/// The name this machine goes by; `localhost` when it has none.
package func hostName() -> String {
    var room = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&room, room.count - 1) == 0 else { return "localhost" }
    let name = String(
        decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
        as: UTF8.self
    )
    return name.isEmpty ? "localhost" : name
}

/// The kind of machine, as the kernel calls it: `x86_64`.
package func machineName() -> String {
    var names = utsname()
    guard unsafe uname(&names) == 0 else { return "" }
    return unsafe withUnsafeBytes(of: names.machine) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
