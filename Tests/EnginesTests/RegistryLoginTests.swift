import Curl
import Testing

@testable import Engines

@Suite struct RegistryLoginTests {
    static let file = """
        {"auths": {
            "quay.io": {"auth": "aG9zdDpwdw=="},
            "quay.io/team": {"auth": "dGVhbTpwdw=="},
            "quay.io/team/app": {"auth": "YXBwOnA6dw=="},
            "https://index.docker.io/v1/": {"auth": "aHViOnB3"},
            "https://old.example/v1/": {"auth": "b2xkOnB3"},
            "token.example": {"auth": "dTo=", "identitytoken": "t0"},
            "empty.example": {},
            "bad.example": {"auth": "!!"}
        }}
        """

    func logins(_ files: [String], _ helpers: [String: RegistryLogin] = [:]) -> RegistryLogins {
        RegistryLogins(files: files) { helper, registry in helpers["\(helper) \(registry)"] }
    }

    @Test(
        arguments: [
            ("quay.io/other/x:1", "host"), ("quay.io/team/x", "team"), ("quay.io/team/app", "app"),
            ("quay.io/teams/app", "host"), ("debian", "hub"), ("docker.io/library/debian", "hub"),
            ("old.example/x", "old"), ("token.example/x", "u"), ("empty.example/x", nil),
            ("bad.example/x", nil), ("nowhere.example/x", nil), ("quay.io:443/x", nil),
        ] as [(String, String?)]
    )
    func mostSpecialOne(_ image: String, _ username: String?) throws {
        let folder = try Folder()
        let logins = logins([try folder.write("auth.json", Self.file)])
        #expect(try logins.login(for: ImageReference(image))?.username == username)
    }

    @Test func passwordsAndTokens() throws {
        let folder = try Folder()
        let logins = logins([try folder.write("auth.json", Self.file)])
        #expect(try logins.login(for: ImageReference("quay.io/team/app"))?.password == "p:w")
        #expect(try logins.login(for: ImageReference("token.example/x"))?.identitytoken == "t0")
        #expect(try logins.all().count == 6)
    }

    @Test func firstFileThatKnowsOne() throws {
        let folder = try Folder()
        let one = try folder.write("1.json", #"{"auths":{"a.example":{"auth":"MTpw"}}}"#)
        let two = try folder.write(
            "2.json",
            #"{"auths":{"a.example":{"auth":"Mjpw"},"b.example":{"auth":"Mjpw"}}}"#
        )
        let logins = logins([folder.path + "/missing", one, two])
        #expect(try logins.login(for: ImageReference("a.example/x"))?.username == "1")
        #expect(try logins.login(for: ImageReference("b.example/x"))?.username == "2")
    }

    @Test func helpers() throws {
        let folder = try Folder()
        let text =
            #"{"credHelpers":{"a.example":"one"},"credsStore":"two","auths":{"a.example":{}}}"#
        let file = try folder.write("config.json", text)
        let known = [
            "one a.example": RegistryLogin(username: "1", password: "p"),
            "two b.example": RegistryLogin(username: "2", password: "p"),
            "two https://index.docker.io/v1/": RegistryLogin(username: "3", password: "p"),
        ]
        let logins = logins([file], known)
        #expect(try logins.login(for: ImageReference("a.example/x"))?.username == "1")
        #expect(try logins.login(for: ImageReference("b.example/x"))?.username == "2")
        #expect(try logins.login(for: ImageReference("debian"))?.username == "3")
        #expect(try logins.login(for: ImageReference("c.example/x")) == nil)
    }

    @Test func brokenFileIsNamed() throws {
        let folder = try Folder()
        let file = try folder.write("auth.json", "{")
        let error = EngineError.badConfiguration(file, reason: "it is no JSON of logins")
        #expect(throws: error) { try logins([file]).login(for: ImageReference("a")) }
    }

    @Test func headerIsURLSafe() throws {
        let login = RegistryLogin(username: "a", password: "???>>>")
        let header = try login.header()
        #expect(header.name == "X-Registry-Auth")
        #expect(!header.value.contains { "+/".contains($0) })
    }

    @Test func helperPrograms() throws {
        // A path in place of a name would run any program of an image's choice.
        #expect {
            _ = try CredentialHelper("../x", Surroundings(variables: [:], uid: 1))
        } throws: {
            if case EngineError.badConfiguration = $0 { true } else { false }
        }
        let helper = try CredentialHelper("alcove-missing", Surroundings(variables: [:], uid: 1))
        #expect(try helper.login(for: "a.example") == nil)
    }

    @Test func whereTheFilesAre() {
        let surroundings = Surroundings(
            variables: [
                "HOME": "/home/u", "XDG_RUNTIME_DIR": "/run/user/7", "REGISTRY_AUTH_FILE": "/r",
            ],
            uid: 7
        )
        #expect(
            RegistryLogins(surroundings, authfile: "/a").files == [
                "/a", "/r", "/run/user/7/containers/auth.json",
                "/home/u/.config/containers/auth.json", "/home/u/.docker/config.json",
            ]
        )
    }
}
