import Linux
import Serving
import Testing
import Wire

@testable import Agent

@Suite struct AccountTests {
    @Test func accountsAreReadFromTheFile() throws {
        let box = try BoxRoot([
            "p":
                "# x:y:7\n\nshort:x:5:5\nbad:x:a:1:::\namy:x:7:8:A:/home/amy:/bin/zsh\nb:x:9:9::/b\n"
        ])
        let path = "\(box.path)/p"
        let amy = Account(name: "amy", uid: 7, gid: 8, home: "/home/amy", shell: "/bin/zsh")
        #expect(Account.find(name: "amy", in: path) == amy)
        #expect(Account.find(uid: 9, in: path)?.shell == "")
        #expect(Account.find(uid: 5, in: path) == nil)
        #expect(Account.find(name: "bad", in: path) == nil)
        #expect(Account.find(uid: 7, in: "\(path)/none") == nil)
    }
}
