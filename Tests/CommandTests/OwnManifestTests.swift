import Boxes
import Glibc
import Linux
import TestSupport
import Testing
import Upkeep

@testable import alcove

/// A person's own manifests need no grant, and nobody else's are taken for theirs.
@Suite struct OwnManifestTests {
    let sandbox: Sandbox
    private var boxes: String { sandbox.home + "/.config/alcove/boxes" }
    private static let manifest = "[box.site]\nimage = \"debian\"\nbare = true\n"

    init() throws {
        sandbox = try Sandbox()
        try File.makeDirectories(boxes, mode: 0o700)
        try write(".config/alcove/boxes/a.toml", Self.manifest)
    }

    private func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        try File.makeDirectories("\(sandbox.home)/\(folder)", mode: 0o755)
        try sandbox.write(path, text)
        try self.mode("\(sandbox.home)/\(path)", mode)
    }

    private func mode(_ path: String, _ mode: UInt32) throws {
        try check("chmod", path) { unsafe chmod(path, mode) }
    }

    /// Whether it counts as the person's: it is not asked about.
    private func isOwn(_ file: String = "a.toml") -> Bool {
        let told = sandbox.alcove("plan", boxes + "/" + file)
        let isAsked = told.contains("is not allowed yet")
        #expect(isAsked != told.hasPrefix("site: make\n"), "\(told)")
        return !isAsked
    }

    @Test func itIsWhatThePersonAloneCanWrite() throws {
        #expect(isOwn())
        // Links of dotfiles are theirs.
        try write("dots/b.toml", Self.manifest, mode: 0o600)
        try File.link(boxes + "/b.toml", to: "../../../dots/b.toml")
        #expect(isOwn("b.toml"))
    }

    @Test(arguments: [
        (".config/alcove/boxes/a.toml", 0o666), (".config/alcove/boxes", 0o777),
        (".config/alcove", 0o777),
        (".config", 0o777),
    ])
    func whatOthersCanWriteIsNot(path: String, mode: UInt32) throws {
        try self.mode(sandbox.home + "/" + path, mode)
        #expect(!isOwn())
        #expect(
            sandbox.alcove("plan", boxes + "/a.toml").contains(
                "\nhint: Others can write to '~/\(path)', so it is not yours alone: "
                    + "'chmod go-w ~/\(path)' makes it so. Or look at it, then say "
            )
        )
    }

    /// A home is often reached over a link, as `/home` of image-based systems.
    @Test func aHomeBehindALinkIsTheSame() throws {
        let link = sandbox.home + "-link"
        try File.link(link, to: sandbox.home)
        defer { try? File.remove(link) }
        sandbox.variables["HOME"] = link
        #expect(isOwn())
        #expect(
            sandbox.alcove("plan", link + "/.config/alcove/boxes/a.toml").hasSuffix(
                "site: make\n  from debian\n  + Essentials: none, as was asked\n[0]"
            )
        )
    }

    @Test(
        .enabled(if: geteuid() == 0, "needs root"),
        arguments: [".config/alcove/boxes/a.toml", ".config/alcove"]
    )
    func whatIsAnothersIsNot(_ path: String) throws {
        let path = sandbox.home + "/" + path
        try check("chown", path) { unsafe chown(path, 12345, 12345) }
        #expect(!isOwn())
    }

    /// In a folder like /tmp, others cannot take away what is the person's.
    @Test func aFolderWhereEntriesAreTheirOwnersIs() throws {
        try mode(sandbox.home + "/.config", 0o1777)
        #expect(isOwn())
    }

    @Test func whatALinkLeadsOverCounts() throws {
        try write("open/dots/b.toml", Self.manifest)
        try mode(sandbox.home + "/open", 0o777)
        try File.link(boxes + "/b.toml", to: "../../../open/dots/b.toml")
        #expect(!isOwn("b.toml"))
    }

    /// A clone below the folder is its author's.
    @Test func whatIsInFoldersBelowIsNot() throws {
        try write(".config/alcove/boxes/clone/alcove.toml", Self.manifest)
        #expect(!isOwn("clone/alcove.toml"))
        #expect(!isOwn("clone"))
        #expect(!isOwn("../boxes/clone/../clone/alcove.toml"))
        #expect(isOwn("clone/../a.toml"))
    }

    @Test func itsLockCounts() throws {
        try write("lock", "format = 1\n", mode: 0o666)
        try File.link(boxes + "/a.lock", to: sandbox.home + "/lock")
        #expect(!isOwn())
        try mode(sandbox.home + "/lock", 0o644)
        #expect(isOwn())
    }

    /// What it extends is not even parsed before that is known.
    @Test func whatItExtendsCounts() throws {
        try write("base.toml", "this is [ no TOML", mode: 0o666)
        let text = "[box.site]\nextends = \"../../../base.toml#b\"\nimage = \"debian\"\n"
        try write(".config/alcove/boxes/a.toml", text)
        #expect(!isOwn())
        try write("base.toml", "[box.b]\nbare = true\n")
        #expect(isOwn())
        try File.remove(sandbox.home + "/base.toml")
        let told = sandbox.alcove("plan", boxes + "/a.toml")
        #expect(told.contains("No such file") && !told.contains("allowed"), "\(told)")
    }
}
