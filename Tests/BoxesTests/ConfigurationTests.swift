import Boxes
import Testing

@Suite struct ConfigurationTests {
    func read(_ text: String) -> (Configuration, [ConfigurationIssue]) {
        var issues: [ConfigurationIssue] = []
        let read = Configuration(text, file: "/c", home: "/h", issues: &issues)
        return (read, issues)
    }

    @Test func remembersTheLineOfEachValue() {
        let (read, issues) = read(
            """
            # mine
            engine = "docker"
            default = "web"
            home = "~/boxes"
            pull = "newer"

            [environment]
            keep = [
                "LD_*",
            ]
            drop = []
            [enter]
            clean-env = true
            marks = false
            """
        )
        #expect(issues.isEmpty)
        #expect(read.engine == Setting("docker", SettingOrigin(file: "/c", line: 2)))
        #expect(read.box?.value.description == "web")
        #expect(read.home?.value == .path("/h/boxes"))
        #expect(read.pull == Setting(.newer, SettingOrigin(file: "/c", line: 5)))
        #expect(read.keep == Setting(["LD_*"], SettingOrigin(file: "/c", line: 8)))
        #expect(read.drop == Setting([], SettingOrigin(file: "/c", line: 11)))
        #expect(read.cleanEnvironment?.value == true)
        #expect(read.terminalMarks?.value == false)
    }

    @Test func aBadKeyCostsOnlyItself() {
        let (read, issues) = read(
            """
            engin = "docker"
            image = "debian"
            pull = "sometimes"
            default = "a b"
            [environment]
            keep = "LD_*"
            """
        )
        #expect(read.image?.value == "debian")
        #expect(
            issues.map(\.fault) == [
                .badValue("default", allowed: ["NAME"]), .unknownKey("engin"),
                .badValue("environment.keep", allowed: ["[NAME, GLOB*]"]),
                .badValue("pull", allowed: ["missing", "newer", "always", "never"]),
            ]
        )
        #expect(issues.map(\.origin.line) == [4, 1, 6, 3])
    }

    @Test func textThatIsNoTOMLNamesItsLine() {
        let (read, issues) = read("image = \"debian\"\nengine = = 1\n")
        #expect(read == Configuration())
        #expect(issues.count == 1)
        #expect(issues.first?.origin.line == 2)
    }

    @Test func theUsersFileWinsKeyByKey() {
        let (user, _) = read("image = \"a\"")
        let (system, _) = read("image = \"b\"\nshell = \"fish\"")
        let merged = user.over(system)
        #expect(merged.image?.value == "a")
        #expect(merged.shell?.value == "fish")
    }

    @Test func everyListedKeyIsKnown() {
        for key in Configuration.keys {
            let (_, issues) = read("\(key) = { x = 1 }")
            #expect(issues.map(\.fault) == [.unknownKey("\(key).x")])
            let (_, others) = read("\(key) = 1979-05-27")
            #expect(others.count == 1)
            guard case .badValue(key, _) = others.first?.fault else {
                Issue.record("\(key)")
                continue
            }
        }
    }
}
