import Linux
import Testing
import Wire

@testable import Agent

@Suite struct AccountFileTests {
    @Test(arguments: [
        "", "\n", "a:b\n", "a:b", "\n\n", "a::\n:\n", "# text\n+::::::\n", "\u{1}:\n",
    ])
    func fileStaysAsItIsButForItsLastNewline(_ text: String) {
        let ended = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
        #expect(AccountFile(Array(text.utf8)).bytes == Array(ended.utf8))
    }

    @Test func bytesThatAreNoTextStay() {
        let bytes: [UInt8] = [0xff, 0x3a, 0x00, 0xfe, 0x0a]
        #expect(AccountFile(bytes).bytes == bytes)
    }

    @Test func linesAreFoundByNameAndByNumber() {
        let file = AccountFile(Array("\n#x:y:7\nab:x:7\nb:x:+8\na:x:-7\nc:x\n".utf8))
        #expect(file.line(named: "a")?.fields.map { $0.text } == ["a", "x", "-7"])
        #expect(file.line(where: 2, is: 7)?.name.text == "#x")
        #expect(file.line(named: "d") == nil)
        #expect(file.line(where: 3, is: 7) == nil)
    }

    @Test(arguments: [
        ("video:x:44:", "video:x:44:amy\n"),
        ("video:x:44", "video:x:44:amy\n"),
        ("video:x:44:bob", "video:x:44:bob,amy\n"),
        ("video:x:44:amy,bob", "video:x:44:amy,bob\n"),
        ("video:x:44:amyx", "video:x:44:amyx,amy\n"),
        ("audio:x:29:", "audio:x:29:\n"),
    ])
    func memberIsAddedOnce(_ before: String, _ after: String) {
        var file = AccountFile(Array(before.utf8))
        file.addMember("amy") { $0.name == Array("video".utf8) }
        #expect(file.bytes.text == after)
    }
}

@Suite struct PasswdTests {
    private func added(_ passwd: String, _ change: (inout BoxSetup.User) -> Void = { _ in })
        -> String
    {
        var user = BoxSetup.ofAmy.user
        change(&user)
        var file = AccountFile(Array(passwd.utf8))
        addUser(user, shell: "/bin/bash", to: &file)
        return file.bytes.text
    }

    private let amy = "amy:x:1000:1000:Amy:/home/amy:/bin/bash\n"
    private let root = "root:x:0:0:root:/root:/bin/ash\n"

    @Test func userIsAddedBehindTheOthers() {
        #expect(added(root + "# end\n") == root + "# end\n" + amy)
    }

    @Test func userWhoHadTheIDIsDisplaced() {
        #expect(
            added(root + "ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\nbob:x:1:1:::\n") == root
                + "bob:x:1:1:::\n" + amy
        )
    }

    @Test func sameNameWithAnotherIDIsReplaced() {
        #expect(added(root + "amy:x:500:500::/:/bin/false\n") == root + amy)
    }

    @Test func missingFileGetsRootAndTheUser() {
        #expect(added("") == "root:x:0:0:root:/root:/bin/bash\n" + amy)
    }

    @Test func lineWithoutItsNewlineIsEnded() {
        #expect(added(String(root.dropLast())) == root + amy)
    }

    @Test func userWhoIsRootStandsBeforeRoot() {
        #expect(
            added(root) { $0.uid = 0 }
                == "amy:x:0:1000:Amy:/home/amy:/bin/bash\n" + root
        )
        #expect(
            added(root) {
                $0.uid = 0
                $0.name = "root"
            } == "root:x:0:1000:Amy:/home/amy:/bin/bash\n"
        )
    }

    @Test func realNameCannotAddFieldsOrLines() {
        #expect(
            added(root) { $0.gecos = "A:my\nevil::0:0:::" }
                == root + "amy:x:1000:1000:A my evil  0 0   :/home/amy:/bin/bash\n"
        )
    }

    @Test func thoseWhoAreDisplacedAreNamed() {
        let file = AccountFile(Array("root:x:0:0\nubuntu:x:1000:1\namy:x:1000:1\nb:x:1\n".utf8))
        var user = BoxSetup.ofAmy.user
        #expect(names(in: file, displacedBy: user) == [Array("ubuntu".utf8)])
        user.uid = 0
        #expect(names(in: file, displacedBy: user) == [])
    }
}

@Suite struct GroupTests {
    private func added(
        _ group: String,
        displacing: [String] = [],
        _ change: (inout BoxSetup) -> Void = { _ in }
    ) -> String {
        var setup = BoxSetup.ofAmy
        change(&setup)
        var file = AccountFile(Array(group.utf8))
        addGroups(of: setup, displacing: displacing.map { Array($0.utf8) }, to: &file)
        return file.bytes.text
    }

    @Test func groupIsAdded() {
        #expect(added("root:x:0:\n") == "root:x:0:\namy:x:1000:\n")
        #expect(added("") == "root:x:0:\namy:x:1000:\n")
    }

    @Test func privateGroupOfADisplacedUserGoesWithThem() {
        #expect(
            added("root:x:0:\nubuntu:x:1000:\n", displacing: ["ubuntu"])
                == "root:x:0:\namy:x:1000:\n"
        )
    }

    @Test func sharedGroupKeepsItsName() {
        #expect(added("root:x:0:\nusers:x:1000:bob\n") == "root:x:0:\nusers:x:1000:bob\n")
        #expect(
            added("root:x:0:\nusers:x:1000:\n", displacing: ["ubuntu"])
                == "root:x:0:\nusers:x:1000:\n"
        )
    }

    @Test func nameThatIsTakenBecomesOneOfTheHost() {
        #expect(
            added("root:x:0:\namy:x:7:\n") == "root:x:0:\namy:x:7:\nhost-1000:x:1000:\n"
        )
        #expect(
            added("root:x:0:\namy:x:7:\nubuntu:x:1000:\n", displacing: ["ubuntu"])
                == "root:x:0:\namy:x:7:\nubuntu:x:1000:\n"
        )
    }

    @Test(arguments: [
        (true, 1000, "root:x:0:\nsudo:x:27:ubuntu,amy\nwheel:x:10:amy\namy:x:1000:\n"),
        (false, 1000, "root:x:0:\nsudo:x:27:ubuntu\nwheel:x:10:\namy:x:1000:\n"),
        (true, 0, "root:x:0:\nsudo:x:27:ubuntu\nwheel:x:10:\namy:x:1000:\n"),
    ])
    func userMayBecomeRootWhereItIsAllowed(_ allowsRoot: Bool, _ uid: Int, _ after: String) {
        let before = "root:x:0:\nsudo:x:27:ubuntu\nwheel:x:10:\n"
        let group = added(before) {
            $0.allowsRoot = allowsRoot
            $0.user.uid = UInt32(uid)
        }
        #expect(group == after)
    }

    @Test func groupsOfTheHostAreAddedWhereTheyCanBeSet() {
        let before = "root:x:0:\nrender:x:105:\nvideo:x:44:bob\namy:x:1000:\n"
        let groups = [
            BoxSetup.Group(name: "video", gid: 39), BoxSetup.Group(name: "kvm", gid: 36),
            BoxSetup.Group(name: "dri", gid: 105), BoxSetup.Group(name: "unset", gid: 50),
            BoxSetup.Group(name: "amy", gid: 1000),
        ]
        #expect(
            added(before) {
                $0.user.groups = groups
                $0.groupIDs = [39, 36, 105, 1000]
            } == """
                root:x:0:
                render:x:105:amy
                video:x:44:bob
                amy:x:1000:
                host-39:x:39:amy
                kvm:x:36:amy

                """
        )
        #expect(added(before) { $0.user.groups = groups } == before)
    }
}
