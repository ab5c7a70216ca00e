import Testing

@testable import Boxes

/// How ssh and editors are told of a box.
@Suite struct AccessTests {
    private func settings(
        program: String = "/usr/bin/alcove",
        keys: String = "/home/amy/.local/state/alcove/ssh"
    ) throws -> SSHSettings? {
        SSHSettings(box: try BoxName("web"), user: "amy", program: program, keys: keys)
    }

    @Test func sshGoesThroughRun() throws {
        #expect(
            try settings()?.text == """
                Host web.alcove
                    User "amy"
                    ProxyCommand /usr/bin/alcove run --no-tty web -- /.alcove/init ssh \
                /home/amy/.local/state/alcove/ssh
                    IdentityFile "/home/amy/.local/state/alcove/ssh/user"
                    IdentitiesOnly yes
                    HostKeyAlias box.alcove
                    UserKnownHostsFile "/home/amy/.local/state/alcove/ssh/known_hosts"
                    StrictHostKeyChecking yes

                """
        )
    }

    @Test func pathsAreQuotedForTheirReaders() throws {
        let text = try settings(program: "/my programs/100%/it's", keys: "/a b%")?.text ?? ""
        #expect(text.contains(#"ProxyCommand '/my programs/100%%/it'\''s' run --no-tty web -- "#))
        #expect(text.contains(#"init ssh '/a b%%'"# + "\n"))
        #expect(text.contains(#"IdentityFile "/a b%%/user""#))
    }

    @Test(arguments: ["/a\nProxyCommand x", "/a\"b", "/a\\b", "/${HOME}", "/a\u{7f}", ""])
    func pathThatWouldBeSomethingElseIsRefused(_ path: String) throws {
        #expect(try settings(keys: path) == nil)
        #expect(try settings(program: path) == nil)
    }

    @Test func containerIsNamedInHexadecimal() {
        let usual = AttachedContainer(container: "web", socket: nil, folder: "/home/amy")
        // {"containerName":"/web"}
        #expect(
            usual.uri
                == "vscode-remote://attached-container+"
                + "7b22636f6e7461696e65724e616d65223a222f776562227d/home/amy"
        )
        let other = AttachedContainer(container: "web", socket: "/run/a\"b", folder: "/a b/100%é")
        let digits = other.uri.dropFirst("vscode-remote://attached-container+".count)
            .prefix { $0 != "/" }
        #expect(
            text(ofHexadecimal: String(digits))
                == #"{"containerName":"/web","settings":{"host":"unix:///run/a\"b"}}"#
        )
        #expect(other.uri.hasSuffix("/a%20b/100%25%C3%A9"))
    }

    private func text(ofHexadecimal digits: String) -> String {
        var rest = digits[...]
        var bytes: [UInt8] = []
        while let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
