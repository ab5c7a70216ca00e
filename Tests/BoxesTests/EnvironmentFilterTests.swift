import Boxes
import Testing

@Suite struct EnvironmentFilterTests {
    func kept(_ filter: EnvironmentFilter, _ variables: [String]) -> [String] {
        filter(variables.map { Array($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func passesWhatIsTheUsersByteForByte() {
        let variables = [
            "A=has$dollar", "B=\"`\n", "HOMEBREW_PREFIX=/x", "HOSTALIASES=y", "PATHEXT=z",
            "SHELLCHECK_OPTS=1", "PWDX=2", "LDFLAGS=-s", "LC_ALL=C", "EMPTY=", "XDG_RUNTIME_DIR=/r",
        ]
        #expect(kept(EnvironmentFilter(), variables) == variables)
        let odd: [[UInt8]] = [[65, 61, 0xff, 0xfe], [0xff, 61, 1]]
        #expect(EnvironmentFilter()(odd) == odd)
    }

    @Test(arguments: [
        "PATH=/bin", "HOME=/h", "SHELL=/bin/sh", "LD_PRELOAD=x", "LD_LIBRARY_PATH=x",
        "BASH_FUNC_which%%=() { :; }", "SHLVL=1", "_=/bin/env", "OLDPWD=/", "XDG_DATA_DIRS=/usr",
        "XDG_CONFIG_DIRS=/etc", "container=podman", "CONTAINER_ID=x", "ALCOVE_BOX=x", "TMPDIR=/x",
        "LISTEN_FDS=1", "WAYLAND_SOCKET=7", "DBUS_STARTER_BUS_TYPE=session", "SNAP_NAME=code",
        "=C:=x", "nothing",
    ])
    func keepsTheHostsOwnBack(_ variable: String) {
        #expect(kept(EnvironmentFilter(), [variable]).isEmpty)
    }

    @Test func theUserDecides() {
        let filter = EnvironmentFilter(
            keep: ["LD_*", "TMPDIR"],
            drop: ["AWS_*", "*_TOKEN", "LD_B?"]
        )
        let variables = ["LD_A=1", "LD_BC=1", "TMPDIR=/t", "AWS_KEY=k", "GH_TOKEN=t", "TOKEN=u"]
        #expect(kept(filter, variables) == ["LD_A=1", "TMPDIR=/t", "TOKEN=u"])
    }

    @Test func cleanPassesOnlyWhatASessionNeeds() {
        let filter = EnvironmentFilter(keep: ["EDITOR"], clean: true)
        let variables = ["TERM=x", "LC_TIME=C", "DISPLAY=:0", "EDITOR=vi", "A=1", "PATH=/bin"]
        #expect(kept(filter, variables) == ["TERM=x", "LC_TIME=C", "DISPLAY=:0", "EDITOR=vi"])
    }

    @Test func thePathKeepsWhatIsBelowTheHome() {
        let value = Array("/home/amy/bin:/usr/bin:/home/amyx/bin:/home/amy:::/mnt/home/amy".utf8)
        let path = EnvironmentFilter.callerPath(value[...], below: Array("/home/amy".utf8))
        #expect(String(decoding: path, as: UTF8.self) == "/home/amy/bin:/home/amy")
    }

    @Test func thePathLosesTheCommandsOfProjects() {
        let value = Array("/home/amy/.cache/shims/1:/home/amy/bin:/home/amy/.cache/shimsx".utf8)
        let path = EnvironmentFilter.callerPath(
            value[...],
            below: Array("/home/amy".utf8),
            without: Array("/home/amy/.cache/shims".utf8)
        )
        #expect(String(decoding: path, as: UTF8.self) == "/home/amy/bin:/home/amy/.cache/shimsx")
    }

    @Test func globsFindTheirPlace() {
        let filter = EnvironmentFilter(drop: ["A*B*C", "**", ""])
        #expect(kept(filter, ["X=1"]).isEmpty)
        let exact = EnvironmentFilter(drop: ["A*B*C"])
        #expect(kept(exact, ["AxBxBxC=1", "ABC=1", "ABCD=1"]) == ["ABCD=1"])
    }
}
