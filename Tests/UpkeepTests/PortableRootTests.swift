import Archives
import Boxes
import Glibc
import Linux
import Testing

@testable import Upkeep

/// What of a box may leave the machine.
@Suite struct PortableRootTests {
    private let root = PortableRoot(
        user: "amy",
        places: ["/home/amy", "/srv/secret"],
        hasOwnSudo: true
    )

    private func entry(_ path: String, target: String? = nil, isName: Bool = false)
        -> TarFilter.Entry
    {
        TarFilter.Entry(path: path, isFile: target == nil, target: target, isName: isName, size: 0)
    }

    @Test(arguments: [
        ".alcove/setup", "home/amy/.ssh/id", "root/.bash_history", "root/.ssh/id", "run/x", "tmp/x",
        "srv/secret/key", "etc/machine-id", "etc/ssh/ssh_host_rsa_key", "etc/sudoers.d/alcove",
        "usr/bin/sudo", "etc/dpkg/dpkg.cfg.d/alcove", "var/log/apt/term.log",
        "usr/local/share/ca-certificates/alcove-company.crt",
    ])
    func whatIsThisMachinesStays(path: String) { #expect(root.fate(of: entry(path)) == .drop) }

    @Test(arguments: [
        "home", "root", "root/.bashrc", "run", "tmp", "etc/motd", "usr/bin/tool", "var/log", "srv",
        "etc/sudoers.d/mine",
    ])
    func theRestGoesAlong(path: String) { #expect(root.fate(of: entry(path)) == .keep) }

    @Test func linksToWhatStaysStay() {
        #expect(root.fate(of: entry("etc/hosts", target: "/run/host/etc/hosts")) == .drop)
        #expect(root.fate(of: entry("usr/local/bin/docker", target: "/.alcove/init")) == .drop)
        #expect(root.fate(of: entry("opt/x", target: "root/.ssh/id", isName: true)) == .drop)
        #expect(root.fate(of: entry("opt/x", target: "/etc/motd")) == .keep)
    }

    @Test func theUserIsNotAmongTheAccounts() {
        let groups = "root:x:0:\nvideo:x:44:amy,bob\namy:x:1000:\nbob:x:2:amy\n"
        #expect(
            root.rewritten("etc/group", Array(groups.utf8)).text
                == "root:x:0:\nvideo:x:44:bob\nbob:x:2:\n"
        )
        let accounts = "root:x:0:0::/root:/bin/sh\namy:x:1000:1000::/home/amy:/bin/bash\n"
        #expect(
            root.rewritten("etc/passwd", Array(accounts.utf8)).text == "root:x:0:0::/root:/bin/sh\n"
        )
    }

    /// Every system has that account, and that home.
    @Test func rootStaysWhereTheUserIsRoot() {
        let root = PortableRoot(user: "root", places: ["/root"], hasOwnSudo: false)
        let accounts = "root:x:0:0:Amy:/home/amy:/bin/zsh\nbin:x:1:1::/:/bin/false\n"
        #expect(
            root.rewritten("etc/passwd", Array(accounts.utf8)).text
                == "root:x:0:0:root:/root:/bin/zsh\nbin:x:1:1::/:/bin/false\n"
        )
        for line in ["root:*:19000::::::\n", "root:x:0:\n", "video:x:44:root\n"] {
            #expect(root.rewritten("etc/shadow", Array(line.utf8)).text == line)
            #expect(root.rewritten("etc/group", Array(line.utf8)).text == line)
        }
        #expect(root.fate(of: entry("root")) == .keep)
        #expect(root.fate(of: entry("root/.ssh/id")) == .drop)
    }

    @Test func anArchiveIsCopiedWithoutIt() throws {
        let long = String(repeating: "long/", count: 40) + "name"
        var archive: [UInt8] = []
        func add(_ path: String, _ kind: TarEntry.Kind, _ contents: String = "") {
            archive += TarEntry(Array(path.utf8), kind, mode: 0o644, modified: 7).header
            archive += Array(contents.utf8) + TarEntry.filling(Int64(contents.utf8.count))
        }
        add("etc", .folder)
        add("etc/passwd", .file(size: 17), "root:x:\namy:x:1:\n")
        add("home/amy/\(long)", .file(size: 3), "key")
        add("usr/\(long)", .file(size: 4), "tool")
        add("usr/hosts", .link(to: Array("/run/host/etc/hosts".utf8)))
        archive += TarEntry.end

        let found = try filtered(archive)
        var names: [String] = []
        var texts: [String] = []
        let path = "/tmp/alcove-filter-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { try? File.remove(path) }
        try File.replace(path, with: found, mode: 0o600)
        let file = try FileDescriptor(opening: path, O_RDONLY)
        _ = try TarHeader.forEach(in: file, of: path) { header, place in
            names.append(header.isEntry ? header.name : "-")
            texts.append((try? file.read(at: place, count: Int(header.size), of: path).text) ?? "")
            return true
        }
        #expect(names.count == 4 && names[0] == "etc/" && names[1] == "etc/passwd", "\(names)")
        #expect(texts[1] == "root:x:\n")
        #expect(names[2] == "-" && texts[2].contains("path=usr/\(long)\n"))
        #expect(texts[3] == "tool")
        // What is copied once is the same when it is copied again.
        #expect(try filtered(found) == found)
    }

    private func filtered(_ bytes: [UInt8]) throws -> [UInt8] {
        let (ending, copy) = try FilteredCopy.of(bytes, root.fate, root.rewritten)
        #expect(ending == .whole)
        return copy
    }
}
